import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { Command } from 'commander';
import { beforeEach, expect, test, vi } from 'vitest';
import { AppError } from '../../main/base/app-error.ts';
import type { Environment } from '../../main/cli/environment.ts';
import type { Surroundings } from '../../main/cli/surroundings.ts';
import { addFolders } from '../../main/cli/sync/folders.ts';
import { addSync } from '../../main/cli/sync/sync.ts';
import { addVerify } from '../../main/cli/sync/verify.ts';
import { addWhy } from '../../main/cli/sync/why.ts';
import { type FolderSettings, usualSettings } from '../../main/model/folder.ts';
import type { FolderRecord } from '../../main/store/folder-log.ts';
import type { SyncPlan, VerifyResult } from '../../main/sync/folder-sync.ts';
import { refusalSaying } from '../support/english.ts';
import { createFakeFolders, type FakeFolderScript } from '../support/fake-folders.ts';
import { createFixedClock } from '../support/fixed-clock.ts';
import { createLinesTerminal } from '../support/lines-terminal.ts';
import { sampleMs, sampleProblem, sampleRecord, sampleResult, sampleState } from '../support/sample-sync.ts';
import { createTempDir } from '../support/temp-dir.ts';

const environment: Environment = {
  dataDir: null,
  language: 'en',
  wantsPlain: true,
  hasScreen: false,
  proxies: { http: null, https: null, none: null },
};
const place = ['--endpoint', 'http://127.0.0.1:9', '--region', 'cn-hangzhou'];

let dir: string;

beforeEach(async () => {
  dir = await createTempDir();
  for (const name of ['OSS_ENDPOINT', 'OSS_REGION', 'OSS_SESSION_TOKEN', 'AWS_PROFILE']) vi.stubEnv(name, '');
  vi.stubEnv('OSS_ACCESS_KEY_ID', 'ID');
  vi.stubEnv('OSS_ACCESS_KEY_SECRET', 'SECRET');
  vi.stubEnv('LONGSHORE_CONFIG', join(dir, 'config.toml'));
  return () => vi.unstubAllEnvs();
});

/** Runs one command line over folders that do as the script says. */
async function run(
  words: readonly string[],
  script: FakeFolderScript = {},
  signal = new AbortController().signal,
) {
  const folders = createFakeFolders(script);
  const terminal = createLinesTerminal();
  let exitCode: number | null = null;
  const here: Surroundings = {
    terminal,
    environment,
    clock: createFixedClock(sampleMs),
    input: Readable.from([]),
    signal,
    endWith(code) {
      exitCode = code;
    },
  };
  const program = new Command('longshore').exitOverride().configureOutput({ outputError() {} });
  for (const add of [addSync, addVerify, addWhy, addFolders]) add(program, here, folders.open);
  for (const command of program.commands) command.copyInheritedSettings(program);
  const thrown: unknown = await program.parseAsync([...words], { from: 'user' }).then(
    () => null,
    error => error,
  );
  return { ...terminal, exitCode, thrown, folders };
}

/** A folder that is remembered at this root. */
function remembered(root: string, settings: Partial<FolderSettings> = {}, more: Partial<FolderRecord> = {}) {
  return sampleRecord({ root, settings }, more);
}

function usageWith(problem: RegExp) {
  return refusalSaying('usage', problem);
}

test('a new folder is opened with its target, its keys and the usual settings, and runs once', async () => {
  const { folders, exitCode, printed, told } = await run(['sync', dir, 'oss://bucket/backup', ...place]);
  expect(folders.wishes).toEqual([
    {
      root: dir,
      prefix: 'backup/',
      settings: { ...usualSettings, options: { keepsMtime: true } },
      access: expect.objectContaining({
        address: expect.objectContaining({ bucket: 'bucket', endpoint: 'http://127.0.0.1:9' }),
      }),
    },
  ]);
  await expect(folders.wishes[0]?.access.credentials.current()).resolves.toMatchObject({ accessKeyId: 'ID' });
  expect(folders.calls).toEqual([`run ${dir}`, `close ${dir}`]);
  expect(told).toEqual([`syncing ${dir} to oss://bucket/backup/ (upload-only)`]);
  expect(printed).toEqual(['Up to date: 3,401 files proven (4.8 MiB), compared 09:12']);
  expect(exitCode).toBe(0);
  expect(folders.closed.count).toBe(1);
});

test('several folders go to several targets, and those of one bucket share its connections', async () => {
  const roots = ['a', 'b', 'c'].map(name => join(dir, name));
  for (const root of roots) await mkdir(root);
  const [a = '', b = '', c = ''] = roots;
  const words = ['sync', a, 'oss://bucket/a/', b, 'oss://bucket/b/', c, 'oss://other/'];
  const { folders } = await run([...words, ...place]);
  expect(folders.wishes.map(({ root, prefix }) => [root, prefix])).toEqual([
    [a, 'a/'],
    [b, 'b/'],
    [c, ''],
  ]);
  const [first, second, third] = folders.wishes.map(({ access }) => access);
  expect(second).toBe(first);
  expect(third).not.toBe(first);
});

test('a remembered folder needs neither target nor endpoint, and keeps its settings', async () => {
  const settings = { mode: 'mirror', ignore: ['*.tmp'], options: { keepsMtime: true } } as const;
  const record = remembered(dir, settings);
  const { folders, told } = await run(['sync', dir, '--quiet', '1s'], { records: [record] });
  expect(folders.wishes).toEqual([
    expect.objectContaining({
      root: dir,
      prefix: 'backup/',
      settings: { ...usualSettings, ...settings, quietMs: 1000 },
      access: expect.objectContaining({ address: record.folder.address }),
    }),
  ]);
  expect(told[0]).toContain('settings that are not given again are as before');
});

test('the same target again goes the remembered way, whatever else is known of endpoints', async () => {
  const record = remembered(dir);
  const { folders } = await run(['sync', dir, 'oss://bucket/backup'], { records: [record] });
  expect(folders.wishes[0]?.access.address).toEqual(record.folder.address);
});

test('another target for a remembered folder is refused, and both are named', async () => {
  const words = ['sync', dir, 'oss://bucket/elsewhere/', ...place];
  const { thrown, folders } = await run(words, { records: [remembered(dir)] });
  expect(thrown).toEqual(usageWith(/goes to oss:\/\/bucket\/backup\/, not to oss:\/\/bucket\/elsewhere\//));
  expect(folders.wishes).toEqual([]);
});

test('a folder is known by its real path', async () => {
  const real = join(dir, 'real');
  await mkdir(real);
  await symlink(real, join(dir, 'link'));
  const { folders } = await run(['sync', join(dir, 'link')], { records: [remembered(real)] });
  expect(folders.wishes[0]?.root).toBe(real);
});

test('a folder on a drive that was taken out is still known, and is opened for the engine to say so', async () => {
  const root = join(dir, 'gone');
  const missing = new AppError('folder.missing', 'gone', { path: root });
  const { exitCode, told } = await run(['sync', root], {
    records: [remembered(root)],
    onOpen() {
      throw missing;
    },
  });
  expect(told[0]).toBe(`failed ${root}: The folder ${root} is not there; a drive may not be connected.`);
  expect(exitCode).toBe(3);
});

test('--all syncs every folder that is remembered; one whose account is gone does not keep the others', async () => {
  const [a, b] = [join(dir, 'a'), join(dir, 'b')];
  const records = [remembered(a, { account: { ...usualSettings.account, profile: 'lost' } }), remembered(b)];
  const { folders, told, exitCode } = await run(['sync', '--all', '--watch'], { records });
  expect(folders.calls).toEqual([`watch ${b}`, `close ${b}`]);
  expect(told[0]).toMatch(/^failed .*a: /);
  expect(exitCode).toBe(1);
});

test('a profile is remembered by its name, and its keys of today are used', async () => {
  const table =
    '[profile.work]\nkind = "oss"\nendpoint = "http://127.0.0.1:9"\naccess-key-id = "W"\nsecret = "file"\n';
  await writeFile(join(dir, 'config.toml'), table);
  await writeFile(join(dir, 'secrets.toml'), '[profile.work]\naccess-key-secret = "S"\n', { mode: 0o600 });
  const first = await run(['sync', dir, 'work:bucket/backup/']);
  const account = first.folders.wishes[0]?.settings.account;
  expect(account).toEqual({ profile: 'work', signing: 'v4', checksum: 'crc32' });
  const second = await run(['sync', '--all'], {
    records: [remembered(dir, { ...(account && { account }) })],
  });
  await expect(second.folders.wishes[0]?.access.credentials.current()).resolves.toMatchObject({
    accessKeyId: 'W',
    accessKeySecret: 'S',
  });
});

test('a profile that is for another kind of store now is refused by name', async () => {
  await writeFile(
    join(dir, 'config.toml'),
    '[profile.work]\nkind = "s3"\naccess-key-id = "W"\nsecret = "file"\n',
  );
  const account = { ...usualSettings.account, profile: 'work' };
  const { thrown } = await run(['sync', dir], { records: [remembered(dir, { account })] });
  expect(thrown).toEqual(usageWith(/the account work is for s3, and the folder goes to oss:\/\/bucket/));
});

test('a dry run shows the plan and opens nothing', async () => {
  const none = { files: 0, bytes: 0 };
  const byKind: SyncPlan['byKind'] = {
    upload: { files: 1, bytes: 1024 },
    compare: none,
    copy: none,
    append: none,
    delete: none,
    mark: none,
    adopt: none,
    skip: none,
  };
  const problems = { failed: 0, warnings: 0, skipped: 0 };
  const plan: SyncPlan = { byKind, requests: { put: 2, get: 0 }, deletesHeld: false, problems };
  const lines = [{ what: 'upload', path: 'a', size: 1024, reason: { code: 'new', facts: {} } }] as const;
  await writeFile(join(dir, 'config.toml'), '[prices]\ngb-month = 1\nper-10000-put = 50\ncurrency = "CNY"\n');
  const words = ['sync', dir, 'oss://bucket/', ...place, '--dry-run'];
  const { folders, printed, exitCode } = await run(words, { plan, lines });
  expect(folders.calls).toEqual([`plan ${dir}`]);
  expect(printed[0]).toBe('upload a, 1.0 KiB: nothing was known of it here');
  expect(printed).toContain(
    '  estimated cost: 0.01 CNY once for requests, less than 0.01 CNY a month for what is added',
  );
  expect(exitCode).toBe(0);
  const held = await run(words, { plan: { ...plan, deletesHeld: true }, lines });
  expect(held.exitCode).toBe(3);
});

test('agreeing to deletions and a new marker are for one run of one folder', async () => {
  const words = ['sync', dir, '--agree-deletes', '120', '--renew-marker'];
  const { folders } = await run(words, { records: [remembered(dir, { mode: 'mirror' })] });
  expect(folders.calls).toEqual([`renewMarker ${dir}`, 'agreeToDeletes 120', `run ${dir}`, `close ${dir}`]);
});

test('the trash is moved back, all or what matches', async () => {
  const script = { records: [remembered(dir, { mode: 'mirror' })], restored: { restored: 3, kept: 1 } };
  const all = await run(['sync', dir, '--restore-trash'], script);
  expect(all.folders.calls).toEqual([`restoreTrash ${dir} null`, `close ${dir}`]);
  expect(all.printed).toEqual([
    '3 objects moved back from the trash, 1 left there because their places are taken',
  ]);
  const some = await run(['sync', dir, '--restore-trash', '*.jpg', '--json'], script);
  expect(some.folders.calls[0]).toBe(`restoreTrash ${dir} *.jpg`);
  expect(some.events).toEqual([{ event: 'restored', root: dir, restored: 3, kept: 1, isStopped: false }]);
});

test('the lines of an ignore file are taken as they are now, before those of the command', async () => {
  await writeFile(join(dir, 'rules'), '\ufeff*.o\r\n\r\n# objects\r\nbuild/\n');
  const words = [
    'sync',
    dir,
    'oss://bucket/',
    ...place,
    '--ignore',
    '!a.o',
    '--ignore-file',
    join(dir, 'rules'),
  ];
  const { folders } = await run(words);
  expect(folders.wishes[0]?.settings.ignore).toEqual(['*.o', '# objects', 'build/', '!a.o']);
  const { thrown } = await run([...words.slice(0, 3), ...place, '--ignore-file', join(dir, 'none')]);
  expect(thrown).toEqual(usageWith(/--ignore-file: .*none can not be read \(ENOENT\)/));
});

test('an ignore rule is explained with the settings that a run would have, and nothing is opened', async () => {
  await mkdir(join(dir, 'sub'));
  const rule = { line: '*.tmp', source: '.longshoreignore', lineNumber: 3 };
  const script = { records: [remembered(dir, { ignore: ['*.bak'] })], ignore: { isIgnored: true, rule } };
  const file = await run(['sync', dir, '--explain-ignore', join(dir, 'sub', 'a.tmp')], script);
  expect(file.folders.ignoreAsked).toEqual([
    { root: dir, path: 'sub/a.tmp', settings: expect.objectContaining({ ignore: ['*.bak'] }) },
  ]);
  expect(file.printed).toEqual(['sub/a.tmp is left out by "*.tmp" in line 3 of .longshoreignore']);
  expect(file.folders.wishes).toEqual([]);
  const directory = await run(['sync', dir, '--explain-ignore', 'sub', '--ignore', 'x'], {
    records: script.records,
  });
  expect(directory.folders.ignoreAsked).toEqual([
    { root: dir, path: 'sub/', settings: expect.objectContaining({ ignore: ['x'] }) },
  ]);
  expect(directory.printed).toEqual(['sub/ is taken in']);
  const unknown = await run(['sync', join(dir, 'sub'), '--explain-ignore', 'a']);
  expect(unknown.folders.ignoreAsked).toEqual([
    { root: join(dir, 'sub'), path: 'a', settings: expect.objectContaining({ ignore: [] }) },
  ]);
  for (const path of ['../x', '/elsewhere/x', '.']) {
    const outside = await run(['sync', dir, '--explain-ignore', path], script);
    expect(outside.thrown).toEqual(usageWith(/does not lie below/));
  }
});

test('a folder that is not up to date ends with exit code 1, and lists what is left', async () => {
  const state = sampleState({ isUpToDate: false, problems: { failed: 1, warnings: 0, skipped: 0 } });
  const { exitCode, events } = await run(['sync', dir, '--json'], {
    records: [remembered(dir)],
    problems: { [`id of ${dir}`]: [sampleProblem('a')] },
    run: async () => sampleResult({ state }),
  });
  expect(exitCode).toBe(1);
  expect(events.map(({ event }) => event)).toEqual(['folder', 'left', 'result', 'summary']);
});

test.each<[readonly string[], RegExp]>([
  [[], /at least one DIR/],
  [['--all', '.'], /no DIR goes with it/],
  [['--all'], /no folder is remembered/],
  [['.'], /followed by no TARGET/],
  [['.', 'oss://bucket/', '.', 'oss://bucket/x/', ...place], /"\." is named twice/],
  [['.', 'oss://bucket/', '--watch', '--dry-run'], /only one of --watch, --dry-run/],
  [['.', 'oss://bucket/', '--agree-deletes', '1', '--dry-run'], /only one of --agree-deletes, --dry-run/],
  [['.', 'oss://bucket/', '--price', '1'], /there is none/],
  [['.', '--endpoint', 'http://127.0.0.1:9'], /need a TARGET beside DIR/],
  [['--all', '--restore-trash'], /--restore-trash is for one folder/],
  [['.', 'oss://b/', '..', 'oss://c/', '--agree-deletes', '5'], /--agree-deletes is for one folder/],
])('sync %j is refused before anything is opened', async (words, problem) => {
  const { thrown, folders } = await run(['sync', ...words]);
  expect(thrown).toEqual(usageWith(problem));
  expect(folders.wishes).toEqual([]);
  expect(folders.calls).toEqual([]);
});

test('verify asks for the share and the repair that were given, and ends with what it found', async () => {
  const verified: VerifyResult = {
    files: 100,
    verified: 1,
    bytesRead: 5,
    changed: 0,
    missing: 1,
    different: 0,
    unprovable: 0,
    foreign: 0,
    repaired: 0,
    oldestPassMs: null,
  };
  const script = { records: [remembered(dir)], verified };
  const sample = await run(['verify', dir, '--sample', '1%', '--repair', 'remote'], script);
  expect(sample.folders.calls).toEqual([`verify ${dir} 0.01 remote`, `close ${dir}`]);
  expect(sample.exitCode).toBe(1);
  const mended = await run(['verify', dir, '--repair', 'remote'], {
    ...script,
    verified: { ...verified, repaired: 1 },
  });
  expect(mended.folders.calls).toEqual([`verify ${dir} 1 remote`, `run ${dir}`, `close ${dir}`]);
  expect(mended.exitCode).toBe(0);
  const all = await run(['verify', dir, 'oss://bucket/backup/'], {
    ...script,
    verified: { ...verified, missing: 0 },
  });
  expect(all.folders.calls[0]).toBe(`verify ${dir} 1 none`);
  expect(all.exitCode).toBe(0);
  expect((await run(['verify', dir])).thrown).toEqual(usageWith(/followed by no TARGET/));
});

test('why asks by the absolute path, also of what is not there', async () => {
  const record = remembered(dir);
  const explanation = {
    folder: record.folder,
    path: 'gone.txt',
    known: null,
    problem: null,
    planned: null,
    decisions: [],
  };
  const { printed, exitCode } = await run(['why', join(dir, 'gone.txt')], { explanation });
  expect(printed[0]).toBe(`gone.txt in ${dir}, which goes to oss://bucket/backup/`);
  expect(exitCode).toBe(0);
});

test('folders are listed, with all of their problems when asked for', async () => {
  const other = join(dir, 'other');
  const script = {
    records: [remembered(dir), remembered(other)],
    problems: { [`id of ${other}`]: Array.from({ length: 600 }, (_, i) => sampleProblem(`f${i}`)) },
  };
  const all = await run(['folders', '--json'], script);
  expect(all.events.map(({ event, root }) => [event, root])).toEqual([
    ['folder', dir],
    ['folder', other],
  ]);
  const one = await run(['folders', 'list', '--problems', other, '--json'], script);
  expect(one.events).toHaveLength(601);
  const none = await run(['folders', 'list']);
  expect(none.told).toEqual(['no folders are remembered; longshore sync DIR TARGET begins with one']);
});

test('folders are paused and resumed, one or all', async () => {
  const other = join(dir, 'other');
  const script = { records: [remembered(dir), remembered(other)] };
  expect((await run(['folders', 'pause', other], script)).folders.calls).toEqual([`pause ${other}`]);
  const { folders, printed } = await run(['folders', 'resume'], script);
  expect(folders.calls).toEqual([`resume ${dir}`, `resume ${other}`]);
  expect(printed).toEqual([`resumed ${dir}`, `resumed ${other}`]);
  expect((await run(['folders', 'pause', join(dir, 'x')], script)).thrown).toMatchObject({
    code: 'folder.unknown',
  });
});

test('a folder is forgotten after a question, which has to be answered', async () => {
  const script = { records: [remembered(dir)] };
  const asked = await run(['folders', 'remove', dir], script);
  expect(asked.thrown).toEqual(usageWith(/Forget .*can't be asked here/));
  expect(asked.folders.calls).toEqual([]);
  const sure = await run(['folders', 'remove', dir, '--yes'], script);
  expect(sure.folders.calls).toEqual([`forget ${dir}`]);
  expect(sure.printed).toEqual([`forgot ${dir}; its files and the bucket stay as they are`]);
});
