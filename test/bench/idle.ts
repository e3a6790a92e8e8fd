/**
 * `node test/bench/idle.ts [FILES] [SECONDS] [DIR]`: the desktop app on the stand-in with a folder of so many files that are all proven, its
 * window closed. Prints what the app's own process uses of one core while nothing happens, and, from a profile that is taken afterwards,
 * what woke it. The bucket is a sink in a process of its own.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { Bridge } from '../../preload/contract.ts';
import type { Inside } from '../support/app/app-run.ts';
import { standInDriver } from '../support/app/stand-in-driver.ts';
import { profileOf } from './profile.ts';
import { buildSink, startSink } from './start-sink.ts';

const files = Number(process.argv[2] ?? 50_000);
const seconds = Number(process.argv[3] ?? 300);
const profileSeconds = Math.min(60, seconds);
const home = mkdtempSync(join(process.argv[4] ?? tmpdir(), 'longshore-idle-'));
const sink = await startSink(buildSink(home).plain);
const root = join(home, 'files');
for (let at = 0; at < files; at += 1) {
  if (at % 500 === 0) mkdirSync(join(root, `d${at / 500}`), { recursive: true });
  writeFileSync(join(root, `d${Math.floor(at / 500)}`, `${at}.txt`), `file ${at}`);
}

const run = await standInDriver.start(home, {});
const page = await run.page();

const ask = <T>(page: Page, name: keyof Bridge, args: object) =>
  page.evaluate(`longshore.${name}(${JSON.stringify(args)})`) as Promise<T>;
const keys = { keyId: 'BENCH', secret: 'bench-secret', token: null, expiresAtMs: null };
await ask(page, 'saveAccount', {
  replaces: null,
  draft: {
    ...{ name: 'work', kind: 'oss', endpoint: sink.url, region: 'cn-hangzhou', addressing: 'path' },
    ...{ signing: null, checksum: null, credentialProcess: null, isDefault: true, keys },
  },
});
const settings = await ask<object>(page, 'getUsualFolderSettings', {});
const target = { account: 'work', kind: 'oss', bucket: 'bench-bucket', prefix: 'files/' };
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

const pid = await run.evaluate(() => process.pid);
/** User and system time of the app and its threads. */
const usage = () => run.evaluate(() => ({ ...process.cpuUsage(), rss: process.memoryUsage().rss }));
/** How often each thread has slept and woken, by its name. */
const wakeups = () =>
  new Map(
    readdirSync(`/proc/${pid}/task`).map(id => {
      const status = readFileSync(`/proc/${pid}/task/${id}/status`, 'utf8');
      const name = Number(id) === pid ? 'main' : (/^Name:\s+(.+)$/m.exec(status)?.[1] ?? id);
      return [`${name} ${id}`, Number(/^voluntary_ctxt_switches:\s+(\d+)/m.exec(status)?.[1] ?? 0)] as const;
    }),
  );
const before = await usage();
const wokenBefore = wakeups();
await new Promise(resolve => setTimeout(resolve, seconds * 1_000));
const wokenAfter = wakeups();
const after = await usage();
const busyMs = (after.user + after.system - before.user - before.system) / 1_000;
const woken = [...wokenAfter].map(([name, times]) => ({
  name: name.replace(/ \d+$/, ''),
  perSecond: (times - (wokenBefore.get(name) ?? 0)) / seconds,
}));
process.stdout.write(
  `idle for ${seconds} s with ${files} known files: ${busyMs.toFixed(0)} ms of one core = ${(busyMs / seconds / 10).toFixed(3)} %, ${Math.round(after.rss / 1024 ** 2)} MiB\n` +
    `woken a second, by thread: ${woken
      .filter(({ perSecond }) => perSecond >= 0.01)
      .map(({ name, perSecond }) => `${name} ${perSecond.toFixed(2)}`)
      .join(', ')}\n`,
);
process.stdout.write(`what the main thread did in ${profileSeconds} s more:\n`);
for (const { name, ms } of await profileOf(run, profileSeconds))
  process.stdout.write(`  ${ms.toFixed(1).padStart(7)} ms  ${name}\n`);
await run.quit();
await sink.close();
rmSync(home, { recursive: true, force: true, maxRetries: 10 });
