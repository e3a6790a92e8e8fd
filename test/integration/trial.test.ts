import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createAllAreas } from '../../main/api/all-areas.ts';
import { createPicker } from '../../main/api/picker.ts';
import { systemClock } from '../../main/base/clock.ts';
import { silentLog } from '../../main/base/log.ts';
import { openTrialIn } from '../../main/bucket/open-trial.ts';
import { openAppSettings } from '../../main/config/app-settings.ts';
import { openDesk } from '../../main/desk/desk.ts';
import { createLogMemory } from '../../main/desk/log-memory.ts';
import { parseTimetable } from '../../main/plan/timetable.ts';
import { createAccountHome } from '../support/account-home.ts';
import { wholeQuery } from '../support/hand-world.ts';

const target = { account: 'trial', kind: 'oss', bucket: 'trial', prefix: '' } as const;
const wishes = { target, options: {}, partSize: null, isSimple: false, isAppend: false };

/** A home whose desk can be opened again and again, over a real local bucket. */
async function createHome() {
  const accounts = await createAccountHome();
  const { home, profiles } = accounts;

  async function open() {
    const desk = await openDesk({
      ...{ accounts, clock: systemClock, log: silentLog, dataDir: join(home, 'data') },
      settingsFile: openAppSettings(profiles.file, parseTimetable),
      openTrial: openTrialIn(systemClock, silentLog),
    });
    let isOpen = true;
    const close = async () => {
      if (isOpen) await desk.close();
      isOpen = false;
    };
    onTestFinished(close);
    const { handlers } = createAllAreas(desk, {
      ...{ name: 'browser', version: '1', systemLanguage: 'en', logMemory: createLogMemory() },
      picker: createPicker(() => [home]),
      ...{ proxies: { http: null, https: null, none: null }, pick: null, reveal: null, desktop: null },
    });
    /** Sends a file, and resolves when it is proven. */
    async function send(name: string, text: string): Promise<void> {
      const path = join(home, name);
      writeFileSync(path, text);
      await handlers.addPaths({ ...wishes, paths: [path], name: null });
      const states = () =>
        handlers.listTransfers(wholeQuery).then(({ rows }) => rows.map(({ state }) => state));
      await expect
        .poll(states, { timeout: 10_000 })
        .toSatisfy((all: readonly string[]) => all.every(state => state === 'done'));
    }
    /** The objects of the bucket with what is in them. */
    async function read(key: string): Promise<string> {
      const { access } = await desk.accesses.open(target);
      const { signal } = new AbortController();
      const { bytes } = await desk.engine().open(access).get(key, null, signal);
      const pieces: Uint8Array[] = [];
      for await (const piece of bytes) pieces.push(piece);
      return Buffer.concat(pieces).toString();
    }
    return { desk, requests: handlers, send, read, close };
  }
  return { home, profiles, open };
}

const portOf = (endpoint: string | undefined) => Number(new URL(endpoint ?? '').port);

test('what was sent to a trial is there after a restart, at the same address and with the same keys', async () => {
  const { home, profiles, open } = await createHome();
  const first = await open();
  expect((await first.requests.getSession({})).isFirstRun).toBe(true);
  expect(await first.requests.startTrial({ folder: null })).toEqual({ account: 'trial', bucket: 'trial' });
  await first.send('one.txt', 'harbour');
  const before = await first.requests.getSession({});
  expect(before).toMatchObject({
    isFirstRun: false,
    problems: [],
    trial: { folder: join(home, 'data', 'trial') },
  });
  const account = readFileSync(profiles.file, 'utf8');
  await first.close();

  const second = await open();
  expect((await second.requests.getSession({})).trial).toEqual(before.trial);
  expect(readFileSync(profiles.file, 'utf8')).toBe(account);
  expect(await second.read('one.txt')).toBe('harbour');
  await second.send('two.txt', 'lighthouse');
  expect(await second.read('two.txt')).toBe('lighthouse');
});

test('where the port is taken meanwhile, the trial moves to another one and its account with it', async () => {
  const { home, open } = await createHome();
  const first = await open();
  await first.requests.startTrial({ folder: null });
  await first.send('one.txt', 'harbour');
  const port = portOf((await first.requests.getSession({})).trial?.endpoint);
  await first.requests.setAllPaused({ isPaused: true });
  writeFileSync(join(home, 'three.txt'), 'breakwater');
  await first.requests.addPaths({ ...wishes, paths: [join(home, 'three.txt')], name: null });
  await first.close();
  const other = createServer();
  await new Promise<void>(listening => other.listen(port, '127.0.0.1', listening));
  onTestFinished(() => void other.close());

  const second = await open();
  const { trial, problems } = await second.requests.getSession({});
  expect(portOf(trial?.endpoint)).not.toBe(port);
  expect(problems).toEqual([]);
  expect(second.desk.settings().trial?.port).toBe(portOf(trial?.endpoint));
  expect(await second.read('one.txt')).toBe('harbour');
  await second.requests.setAllPaused({ isPaused: false });
  await second.send('two.txt', 'lighthouse');
  expect(await second.read('three.txt')).toBe('breakwater');
});

test('a folder that is gone is told and not begun anew, and all is well when it is back', async () => {
  const { home, open } = await createHome();
  const folder = join(home, 'drive', 'bucket');
  const first = await open();
  await first.requests.startTrial({ folder });
  await first.send('one.txt', 'harbour');
  await first.close();
  renameSync(join(home, 'drive'), join(home, 'away'));
  mkdirSync(folder, { recursive: true });

  const second = await open();
  const told = { code: 'folder.missing', facts: { path: folder } };
  expect(await second.requests.getSession({})).toMatchObject({ trial: null, problems: [told] });
  expect(second.desk.settings().trial?.folder).toBe(folder);
  await second.close();
  rmSync(join(home, 'drive'), { recursive: true });
  renameSync(join(home, 'away'), join(home, 'drive'));

  const third = await open();
  expect(await third.requests.getSession({})).toMatchObject({ trial: { folder }, problems: [] });
  expect(await third.read('one.txt')).toBe('harbour');
});

test('asked for twice at the same moment, it starts once', async () => {
  const { open } = await createHome();
  const { requests } = await open();
  const begun = await Promise.all([1, 2, 3].map(() => requests.startTrial({ folder: null })));
  expect(begun).toEqual(Array.from({ length: 3 }, () => ({ account: 'trial', bucket: 'trial' })));
});

test('whoever has an account of that name keeps it', async () => {
  const { open, profiles } = await createHome();
  await profiles.save(
    'trial',
    { kind: 's3', region: 'eu-west-1', 'access-key-id': 'mine' },
    { 'access-key-secret': 's' },
  );
  const { requests, desk } = await open();
  await expect(requests.startTrial({ folder: null })).rejects.toMatchObject({ code: 'account.exists' });
  expect((await profiles.find('trial'))?.settings['access-key-id']).toBe('mine');
  expect(desk.trial.current()).toBeNull();
});

test('without its account a trial ends, and does not come back with the next start', async () => {
  const { home, open, profiles } = await createHome();
  const first = await open();
  await first.requests.startTrial({ folder: null });
  await first.send('one.txt', 'harbour');
  await first.requests.removeAccount({ name: 'trial' });
  expect(first.desk.trial.current()).toBeNull();
  await first.close();
  const second = await open();
  expect(await second.requests.getSession({})).toMatchObject({ trial: null, problems: [] });
  expect(await profiles.find('trial')).toBeNull();
  // Its objects stay where they are, and who tries again finds them.
  await second.requests.startTrial({ folder: join(home, 'data', 'trial') });
  expect(await second.read('one.txt')).toBe('harbour');
});
