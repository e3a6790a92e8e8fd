import { describe, test } from 'vitest';
import type { Driver } from './app-run.ts';
import { electronDriver } from './electron-driver.ts';
import { standInDriver } from './stand-in-driver.ts';

/** The same specs for each of them; where one is missing, one line says so. */
export function describeDrivers(specs: (driver: Driver) => void): void {
  for (const driver of [standInDriver, electronDriver]) {
    describe(`on ${driver.name}`, () => {
      if (driver.missing === null) specs(driver);
      else test.skip(driver.missing);
    });
  }
}
