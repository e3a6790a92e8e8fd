/**
 * `node test/bench/start.ts [ROUNDS]`: the desktop app on the stand-in, from the start of its process to the first paint of its page, as
 * Chromium itself tells it. The first round finds nothing of an earlier start.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { standInDriver } from '../support/app/stand-in-driver.ts';

const rounds = Number(process.argv[2] ?? 5);
const home = mkdtempSync(join(tmpdir(), 'longshore-start-'));
const paint = `new Promise(resolve => new PerformanceObserver((list, observer) => {
  const [entry] = list.getEntriesByName('first-contentful-paint');
  if (!entry) return;
  observer.disconnect();
  resolve(performance.timeOrigin + entry.startTime);
}).observe({ type: 'paint', buffered: true }))`;

const took: number[] = [];
for (let round = 0; round < rounds; round += 1) {
  const startedAtMs = Date.now();
  const run = await standInDriver.start(home, {});
  const page = await run.page();
  took.push(((await page.evaluate(paint)) as number) - startedAtMs);
  await run.quit();
}
const [fastest = Number.NaN] = took.toSorted((a, b) => a - b);
process.stdout.write(
  `start to first paint, ms: ${took.map(ms => Math.round(ms)).join(', ')}; best ${Math.round(fastest)}\n`,
);
rmSync(home, { recursive: true, force: true, maxRetries: 10 });
