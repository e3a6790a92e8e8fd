import { describe } from 'vitest';
import type { Driver } from './app-run.ts';
import { electronDriver } from './electron-driver.ts';
import { standInDriver } from './stand-in-driver.ts';

/** The same specs for each of them; where one is missing, each spec is listed as skipped, and the line above says why. */
export function describeDrivers(specs: (driver: Driver) => void): void {
  for (const driver of [standInDriver, electronDriver]) {
    const why = driver.missing === null ? '' : `: ${driver.missing}`;
    describe.skipIf(driver.missing !== null)(`on ${driver.name}${why}`, () => specs(driver));
  }
}
