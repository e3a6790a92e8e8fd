import { closeSync, ftruncateSync, mkdirSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext } from 'playwright-core';
import { systemClock } from '../../main/base/clock.ts';
import { silentLog } from '../../main/base/log.ts';
import { openStore } from '../../main/store/open-store.ts';
import { askFrom, inTrial } from '../support/page/ask.ts';
import { startProgram } from '../support/page/serve-program.ts';
import { sampleHand } from '../support/sample-hand.ts';

/** The page of the real program, over a real record. */
export interface RealPage {
  /** Has the session's cookie. */
  readonly context: BrowserContext;
  readonly url: string;
  /** Transfers that are under way: no more than there are places for. */
  readonly active: number;
  close(): Promise<void>;
}

const mebibyte = 1024 ** 2;
/** Below the size from which files go by parts, so that they share the places of small ones. */
const fileBytes = 8 * mebibyte;
/** The most that the settings allow. */
const places = 64;
/** Rows of one write to the disk. */
const batch = 1_000;

/**
 * `longshore serve` over a record of `transfers`. The newest `moving` of them, which the list shows first, go to the trial's bucket at 1 MiB a second
 * in all, so that none of them ends meanwhile; all others wait behind them.
 */
export async function openRealPage(browser: Browser, transfers: number, moving: number): Promise<RealPage> {
  const home = mkdtempSync(join(tmpdir(), 'longshore-bench-'));
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const ask = askFrom(page);
  const setting = { home, language: 'en' } as const;

  const first = await startProgram({ ...setting, port: 0 });
  await page.goto(first.link);
  await ask('startTrial', { folder: null });
  const { settings } = await ask('getSession', {});
  await ask('saveSettings', { ...settings, parallel: places, rateLimit: '1M' });
  await ask('setAllPaused', { isPaused: true });
  await first.stop();

  await addWaiting(join(home, 'data'), transfers - moving);
  const program = await startProgram({ ...setting, port: first.port });
  await ask('addPaths', { ...inTrial(), paths: [layFiles(join(home, 'files'), moving)], name: null });
  const newest = { filter: 'all', search: 'moving-', folder: null } as const;
  await ask('commandTransfers', { command: 'sendNext', which: { all: newest, except: [] } });
  await ask('setAllPaused', { isPaused: false });
  const active = await untilBusy(ask, Math.min(moving, places));
  await page.close();
  return {
    context,
    url: `${new URL(program.link).origin}/#transfers`,
    active,
    async close() {
      await context.close();
      await program.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Files that take no place on the disk. */
function layFiles(dir: string, count: number): string {
  mkdirSync(dir);
  for (let number = 0; number < count; number += 1) {
    const file = openSync(join(dir, `moving-${number}.bin`), 'w');
    ftruncateSync(file, fileBytes);
    closeSync(file);
  }
  return dir;
}

async function addWaiting(dataDir: string, count: number): Promise<void> {
  const store = await openStore(dataDir, { clock: systemClock, log: silentLog });
  for (let start = 0; start < count; start += batch) {
    const items = Array.from({ length: Math.min(batch, count - start) }, (_, place) => {
      const number = start + place;
      return sampleHand(`${number % 997}/img_${number}.jpg`, (number * 104_729) % 9_000_000);
    });
    store.hand.add(items);
  }
  store.close();
}

async function untilBusy(ask: ReturnType<typeof askFrom>, wanted: number): Promise<number> {
  const query = {
    search: '',
    folder: null,
    sort: 'added',
    isDescending: false,
    offset: 0,
    limit: 1,
  } as const;
  for (;;) {
    const { total } = await ask('listTransfers', { ...query, filter: 'active' });
    if (total >= wanted) return total;
    await systemClock.sleep(200);
  }
}
