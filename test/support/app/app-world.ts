import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import type { AccountDraft } from '../../../preload/contract/accounts.ts';
import type { AddPaths } from '../../../preload/contract/transfers.ts';
import type { AnswerOf, ArgsOf, Bridge, RequestName } from '../../../preload/contract.ts';
import { type LocalBucket, startLocalBucket, testBucket, testKey } from '../local-bucket.ts';
import { createTempDir } from '../temp-dir.ts';
import type { AppRun, Driver, Inside, Start } from './app-run.ts';

export const accountName = 'work';

/** A home, a bucket, and starts of the app in that home. */
export interface AppWorld {
  readonly home: string;
  readonly bucket: LocalBucket;
  start(start?: Start): Promise<AppRun>;
  /** Writes a file below the home. */
  write(name: string, bytes: Uint8Array | number, mode?: number): string;
  readonly account: AccountDraft;
  paths(paths: readonly string[]): AddPaths;
}

export async function createAppWorld(driver: Driver): Promise<AppWorld> {
  const home = await createTempDir();
  const bucket = await startLocalBucket();
  onTestFinished(() => bucket.close());
  const runs: AppRun[] = [];
  onTestFinished(async () => {
    for (const run of runs) await run.kill();
  });
  const { url } = bucket.server;
  return {
    home,
    bucket,
    async start(start = {}) {
      const run = await driver.start(home, start);
      runs.push(run);
      return run;
    },
    write(name, bytes, mode = 0o644) {
      const path = join(home, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, typeof bytes === 'number' ? randomBytes(bytes) : bytes, { mode });
      return path;
    },
    account: {
      ...{ name: accountName, kind: 'oss', endpoint: url, region: 'cn-hangzhou', addressing: 'path' },
      ...{ signing: null, checksum: null, credentialProcess: null, isDefault: true },
      keys: {
        ...{ keyId: testKey.accessKeyId, secret: testKey.accessKeySecret },
        ...{ token: null, expiresAtMs: null },
      },
    },
    paths: paths => ({
      target: { account: accountName, kind: 'oss', bucket: testBucket, prefix: '' },
      ...{ options: {}, partSize: null, isSimple: false, isAppend: false, paths, name: null },
    }),
  };
}

/** A request as the page makes it, through the preload script. Rejects with the failure as text. */
export async function ask<K extends RequestName>(page: Page, name: K, args: ArgsOf<K>): Promise<AnswerOf<K>> {
  const answer = await page.evaluate(
    async ({ name, args }) => {
      const { longshore } = globalThis as unknown as { longshore: Bridge };
      const request = longshore[name] as (args: unknown) => Promise<unknown>;
      return await request(args).then(
        value => ({ ok: true, value }),
        (thrown: unknown) => ({ ok: false, value: JSON.stringify(thrown) }),
      );
    },
    { name: name as RequestName, args: args as unknown },
  );
  if (!answer.ok) throw new Error(String(answer.value));
  return answer.value as AnswerOf<K>;
}

/** Waits for what can only be asked for. */
export async function until(
  what: string,
  isMet: () => Promise<boolean>,
  run: AppRun,
  patienceMs = 60_000,
): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (!(await isMet())) {
    if (performance.now() > deadline) throw new Error(`not in time: ${what}\n${run.output()}`);
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}

/** What the tray says now. */
export function trayTip(run: AppRun): Promise<string> {
  return run.evaluate(({ seen }: Inside) => [...seen.trays.values()].at(-1)?.setToolTip ?? '');
}

/** Clicks a line of the tray's menu as it is now. */
export function clickTray(run: AppRun, id: string): Promise<void> {
  return run.evaluate(({ seen }: Inside, wanted: string) => {
    const menu = [...seen.trays.values()].at(-1)?.setContextMenu;
    const item = menu?.getMenuItemById(wanted);
    if (!item) throw new Error(`the tray has no ${wanted}`);
    item.click();
  }, id);
}

/** The states of all transfers by name, as the page is told. */
export async function transferStates(page: Page): Promise<Readonly<Record<string, string>>> {
  const query = { filter: 'all', search: '', folder: null, sort: 'added', isDescending: false } as const;
  const { rows } = await ask(page, 'listTransfers', { ...query, offset: 0, limit: 500 });
  return Object.fromEntries(rows.map(({ name, state }) => [name, state]));
}

/** What dialogs answer from here on: the button of this number. */
export function answerDialogs(run: AppRun, response: number): Promise<void> {
  return run.evaluate(({ seen }: Inside, given: number) => {
    seen.answers.showMessageBox = { response: given, checkboxChecked: false };
  }, response);
}

/** Messages of all dialogs so far. */
export function dialogs(run: AppRun): Promise<readonly string[]> {
  return run.evaluate(({ seen }: Inside) => seen.dialogs.map(({ options }) => options.message));
}
