/**
 * `node test/bench/idle.ts [FILES] [SECONDS]`: the desktop app on the stand-in with a folder of so many files that are all proven, its window
 * closed. Prints how long the page took to be drawn, what the app's own process uses of one core while nothing happens, and what woke it.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { Bridge } from '../../preload/contract.ts';
import type { Inside } from '../support/app/app-run.ts';
import { standInDriver } from '../support/app/stand-in-driver.ts';
import { startLocalBucket, testBucket, testKey } from '../support/local-bucket.ts';

const files = Number(process.argv[2] ?? 50_000);
const seconds = Number(process.argv[3] ?? 300);
const home = mkdtempSync(join(tmpdir(), 'longshore-idle-'));
const bucket = await startLocalBucket();
const root = join(home, 'files');
for (let at = 0; at < files; at += 1) {
  if (at % 500 === 0) mkdirSync(join(root, `d${at / 500}`), { recursive: true });
  writeFileSync(join(root, `d${Math.floor(at / 500)}`, `${at}.txt`), `file ${at}`);
}

const startedAt = performance.now();
const run = await standInDriver.start(home, {});
const page = await run.page();
await page.locator('h1, h2').first().waitFor();
process.stdout.write(`start to the page's first heading: ${Math.round(performance.now() - startedAt)} ms\n`);

const ask = <T>(page: Page, name: keyof Bridge, args: object) =>
  page.evaluate(`longshore.${name}(${JSON.stringify(args)})`) as Promise<T>;
const keys = { keyId: testKey.accessKeyId, secret: testKey.accessKeySecret, token: null, expiresAtMs: null };
await ask(page, 'saveAccount', {
  replaces: null,
  draft: {
    ...{ name: 'work', kind: 'oss', endpoint: bucket.server.url, region: 'cn-hangzhou', addressing: 'path' },
    ...{ signing: null, checksum: null, credentialProcess: null, isDefault: true, keys },
  },
});
const settings = await ask<object>(page, 'getUsualFolderSettings', {});
const target = { account: 'work', kind: 'oss', bucket: testBucket, prefix: 'files/' };
await ask(page, 'addFolder', { root, target, settings });
await run.evaluate(({ electron }: Inside) => electron.BrowserWindow.getAllWindows()[0]?.close());
for (;;) {
  const [folder] = await ask<{ provenFiles: number; standing: string }[]>(page, 'listFolders', {});
  process.stderr.write(`\r${folder?.provenFiles ?? 0} of ${files}, ${folder?.standing}   `);
  if (folder?.provenFiles === files && folder.standing === 'upToDate') break;
  await new Promise(resolve => setTimeout(resolve, 2_000));
}
process.stderr.write('\n');
await new Promise(resolve => setTimeout(resolve, 10_000));

/** User and system time of the app and its threads. */
const pid = await run.evaluate(() => process.pid);
const usage = () => run.evaluate(() => ({ ...process.cpuUsage(), rss: process.memoryUsage().rss }));
const before = await usage();
const wakeups = () => {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/voluntary_ctxt_switches:\s+(\d+)/.exec(status)?.[1] ?? 0);
};
const wokenBefore = wakeups();
await new Promise(resolve => setTimeout(resolve, seconds * 1_000));
const after = await usage();
const busyMs = (after.user + after.system - before.user - before.system) / 1_000;
const timers = await run.evaluate(() => process.getActiveResourcesInfo());
process.stdout.write(
  `idle for ${seconds} s with ${files} known files: ${busyMs.toFixed(0)} ms of one core = ${(busyMs / seconds / 10).toFixed(3)} %, ` +
    `main thread woken ${((wakeups() - wokenBefore) / seconds).toFixed(1)} times a second, ${Math.round(after.rss / 1024 ** 2)} MiB\n`,
);
const counts = new Map<string, number>();
for (const name of timers) counts.set(name, (counts.get(name) ?? 0) + 1);
process.stdout.write(`what keeps it ready: ${JSON.stringify(Object.fromEntries(counts))}\n`);
await run.quit();
await bucket.close();
rmSync(home, { recursive: true, force: true, maxRetries: 10 });
