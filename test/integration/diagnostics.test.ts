import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { AppError, toErrorRecord } from '../../main/base/app-error.ts';
import { systemClock } from '../../main/base/clock.ts';
import { createLog } from '../../main/base/log.ts';
import { openAppSettings } from '../../main/config/app-settings.ts';
import { openDesk } from '../../main/desk/desk.ts';
import { collectDiagnostics } from '../../main/desk/diagnostics.ts';
import { createLogMemory } from '../../main/desk/log-memory.ts';
import { usualSettings } from '../../main/model/folder.ts';
import { parseTimetable } from '../../main/plan/timetable.ts';
import { createAccountHome } from '../support/account-home.ts';
import { damage, openTestStore } from '../support/open-test-store.ts';
import { createRandom, type Random } from '../support/random.ts';
import { sampleHand } from '../support/sample-hand.ts';
import { sampleAddress } from '../support/sample-sync.ts';

/** Words that must not come out again; a new one with each call. */
function createWords(random: Random) {
  const words: string[] = [];
  return {
    words,
    word() {
      const word = `zq${random.bytes(6).toString('hex')}`;
      words.push(word);
      return word;
    },
  };
}

/** Secrets, names and paths wherever a desk keeps any: settings, accounts, targets, transfers, folders, errors and the log. */
async function openTellingDesk(seed: number) {
  const random = createRandom(seed);
  const { words, word } = createWords(random);
  const accounts = await createAccountHome();
  const { file } = accounts.profiles;
  mkdirSync(dirname(file), { recursive: true });
  const caFile = join(accounts.home, `${word()}.pem`);
  writeFileSync(
    file,
    `[profile.${word()}]
kind = "oss"
endpoint = "https://${word()}.example"
region = "cn-hangzhou"
access-key-id = "${word()}"
secret = "file"
[target.${word()}]
kind = "oss"
bucket = "${word()}"
prefix = "${word()}/"
[settings]
proxy = "http://${word()}:${word()}@${word()}.example:8080"
ca-file = "${caFile}"
browsing-roots = ["/${word()}"]
trial-folder = "/${word()}"
${word()} = "${word()}"
`,
  );
  const dataDir = join(accounts.home, word());
  const store = await openTestStore(dataDir);
  const root = `/${word()}/${word()}`;
  store.sync.folders.claim({
    ...{ root, prefix: `${word()}/`, settings: usualSettings },
    address: { ...sampleAddress, bucket: word() },
  });
  const one = sampleHand(`${word()}.jpg`);
  const key = `${word()}/${word()}.jpg`;
  store.hand.add([{ ...one, target: { address: { ...sampleAddress, bucket: word() }, key } }]);
  store.close();
  const badError = JSON.stringify(
    toErrorRecord(new AppError('remote.denied', word(), { bucket: word(), code: word() })),
  );
  await damage(
    dataDir,
    `UPDATE event SET error = '${badError}', reason = '${word()}';
     INSERT INTO event (transfer_id, at_ms, what, reason, error)
       SELECT id, 1, 'failed', '', '{"code":"${word()}"}' FROM transfer;
     INSERT INTO event (transfer_id, at_ms, what, reason, error) SELECT id, 1, 'failed', '', 'no json ${word()}' FROM transfer;
     INSERT INTO problem SELECT number, '${word()}', '', 'failed', 'file.unreadable', '${word()}', '{"path":"${word()}"}', 1, NULL FROM folder;
     INSERT INTO problem SELECT number, '${word()}', '', 'failed', '${word()}', '', '{}', 1, NULL FROM folder;
     INSERT INTO decision SELECT 1, number, '${word()}', 1, 'upload', 'new', '{"path":"${word()}"}' FROM folder;`,
  );

  const logMemory = createLogMemory();
  const log = createLog('info', logMemory.write, systemClock.now);
  const desk = await openDesk({
    ...{ accounts, clock: systemClock, log, dataDir },
    settingsFile: openAppSettings(file, parseTimetable),
    openTrial: () => Promise.reject(new Error(word())),
  });
  onTestFinished(() => desk.close());
  await desk.tasks
    .run('add', async () => {
      throw new AppError('file.missing', word(), { path: word() });
    })
    .catch(() => {});
  await desk.tasks
    .run('add', async () => {
      throw new TypeError(word());
    })
    .catch(() => {});

  const shapes: readonly (() => unknown)[] = [
    word,
    () => `/${word()}/${word()}`,
    () => [word(), { [word()]: word() }],
    () => new Error(word()),
    () => new AppError('remote.denied', `${word()}: ${word()}`, { key: word() }, new Error(word())),
    () => Object.assign(new Error(word()), { code: word() }),
    () => Object.assign(new Error(word()), { code: 'ENOENT', path: word() }),
    () => Object.assign(new Error(word()), { name: word() }),
    () => Object.assign(new Error(word()), { name: `${word()}Error` }),
    () => toErrorRecord(new AppError('disk.full', word(), { path: word() })),
    () => ({ code: word(), message: word() }),
    () => `AppError: ${word()}`,
    () => `Zq${word()}Error: ${word()}`,
    () => null,
  ];
  const names = ['code', 'error', 'path', 'key', 'bucket', 'message', 'token'];
  for (let line = 0; line < 300; line += 1) {
    const facts = Object.fromEntries(
      names.map(name => [name, shapes[random.between(0, shapes.length - 1)]?.()]),
    );
    log.warn('something was done', { ...facts, [word()]: word() });
  }
  const bundle = await collectDiagnostics(desk, {
    ...{ version: '1.2.3', face: 'browser', logLines: logMemory.lines() },
  });
  return { desk, bundle, words, logMemory, home: accounts.home };
}

test.each([1, 2, 3, 4, 5])(
  'no name, path or secret gets into a bundle, wherever it stands (seed %i)',
  async seed => {
    const { bundle, words, home } = await openTellingDesk(seed);
    const text = JSON.stringify(bundle).toLowerCase();
    expect(words.length).toBeGreaterThan(1_000);
    expect(words.filter(word => text.includes(word))).toEqual([]);
    expect(text).not.toContain(home.toLowerCase());
    expect(text).not.toMatch(/[a-z]:\\\\|"\/|example/);
  },
);

test('a bundle tells what helps: codes, counts, standings, and how the record is', async () => {
  const { bundle } = await openTellingDesk(6);
  expect(bundle).toMatchObject({
    about: expect.stringContaining('Left out'),
    program: { version: '1.2.3', face: 'browser', platform: process.platform },
    settings: {
      proxy: 'environment',
      hasCaFile: false,
      browsingRoots: 1,
      hasTrial: true,
      isTrialRunning: false,
    },
    accounts: { saved: 1, targets: 1 },
    record: {
      ...{ wasSetAside: false, check: 'ok', journalMode: 'wal' },
      errorCodes: { 'remote.denied': 1 },
      problemCodes: { 'file.unreadable': 1 },
    },
    folders: [{ store: 'oss', mode: usualSettings.mode, problems: { failed: 2 } }],
    tasks: [
      { kind: 'add', errorCode: 'file.missing' },
      { kind: 'add', errorCode: 'bug' },
    ],
  });
  const { problems, log } = bundle as {
    readonly problems: readonly { readonly code: string }[];
    readonly log: readonly { readonly code: string | null }[];
  };
  expect(problems.map(({ code }) => code).toSorted()).toEqual([
    ...['folder.missing', 'settings.invalid', 'settings.invalid', 'settings.invalid'],
  ]);
  expect(new Set(log.map(({ code }) => code))).toEqual(
    new Set([
      null,
      'remote.denied',
      'disk.full',
      'ENOENT',
      'Error',
      'AppError',
      'folder.missing',
      'settings.invalid',
    ]),
  );
});

test('the last 500 lines of the log are kept', () => {
  const memory = createLogMemory();
  let at = 0;
  const log = createLog('info', memory.write, () => at);
  for (at = 0; at < 1_200; at += 1) log.info('done');
  const lines = memory.lines();
  expect(lines.length).toBe(500);
  expect(lines.at(-1)?.time).toBe(new Date(1_199).toISOString());
});
