import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keyVariables, runCommand, startCommand, targetIn } from '../support/command.ts';
import { type LocalBucket, startLocalBucket } from '../support/local-bucket.ts';
import { noAbort, openRemote } from '../support/open-remote.ts';
import { createTempDir } from '../support/temp-dir.ts';

let bucket: LocalBucket;

beforeAll(async () => {
  bucket = await startLocalBucket();
});
afterAll(() => bucket.close());

/** A place for commands to run in, with a folder `docs` in it. */
async function placeWith(files: Readonly<Record<string, string>>) {
  const folder = await createTempDir();
  const docs = join(folder, 'docs');
  mkdirSync(docs);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(docs, name), text);
  return { folder, docs, environment: keyVariables };
}

async function keysBelow(prefix: string): Promise<readonly string[]> {
  const { objects } = await openRemote(bucket, 'oss').list({ prefix }, noAbort);
  return objects.map(({ key }) => key.slice(prefix.length));
}

const hasty = ['--quiet', '0s'];

test('a folder is synced, is up to date by comparison, and needs no target the second time', async () => {
  const place = await placeWith({ 'a.txt': 'a', 'b.txt': 'bb' });
  const first = await runCommand(['sync', 'docs', ...targetIn(bucket, 'plain'), ...hasty], place);
  expect(first.code, first.stderr).toBe(0);
  expect(first.stdout).toMatch(
    /^2 files uploaded \(3 B\)\nUp to date: 2 files proven \(3 B\), compared \d\d:\d\d\n$/,
  );
  expect(await keysBelow('plain/')).toEqual(['a.txt', 'b.txt']);
  writeFileSync(join(place.docs, 'c.txt'), 'c');
  const second = await runCommand(['sync', '--all', '--json'], place);
  expect(second.code, second.stderr).toBe(0);
  expect(second.events()).toContainEqual(
    expect.objectContaining({ event: 'result', root: place.docs, uploaded: 1, isUpToDate: true }),
  );
});

test('a dry run uploads nothing, remembers nothing, and changes no setting of what is remembered', async () => {
  const place = await placeWith({ 'a.txt': 'a' });
  const words = ['sync', 'docs', ...targetIn(bucket, 'dry')];
  const trial = await runCommand([...words, ...hasty, '--dry-run'], place);
  expect(trial.code, trial.stderr).toBe(0);
  expect(trial.stdout).toMatch(/^upload a\.txt, 1 B: nothing was known of it here\n/);
  expect(await keysBelow('dry/')).toEqual([]);
  expect((await runCommand(['folders'], place)).stderr).toContain('no folders are remembered');
  await runCommand([...words, ...hasty], place);
  await runCommand([...words, '--dry-run', '--mode', 'mirror', '--ignore', '*'], place);
  const { events } = await runCommand(['folders', '--json'], place);
  expect(events()).toEqual([expect.objectContaining({ root: place.docs, mode: 'upload-only' })]);
  expect(readdirSync(place.docs)).toEqual(['a.txt']);
});

test('a dry run of a folder that overlaps with another is refused like the run', async () => {
  const place = await placeWith({ 'a.txt': 'a' });
  await runCommand(['sync', 'docs', ...targetIn(bucket, 'outer'), ...hasty], place);
  mkdirSync(join(place.docs, 'sub'));
  for (const more of [[], ['--dry-run']]) {
    const end = await runCommand(['sync', join('docs', 'sub'), ...targetIn(bucket, 'inner'), ...more], place);
    expect(end.stderr).toContain('folder.overlaps');
    expect(end.code).toBe(2);
  }
});

test('a dry run shows what is held, and the run asks for the word that deletes', async () => {
  const names = Array.from({ length: 30 }, (_, i) => `${i}.txt`);
  const place = await placeWith(Object.fromEntries(names.map(name => [name, name])));
  const words = [
    'sync',
    'docs',
    ...targetIn(bucket, 'held'),
    ...hasty,
    '--mode',
    'mirror',
    '--delete-delay',
    '0s',
  ];
  expect((await runCommand(words, place)).code).toBe(0);
  for (const name of names.slice(5)) rmSync(join(place.docs, name));
  const trial = await runCommand(['sync', 'docs', '--dry-run'], place);
  expect(trial.stdout).toContain('25 deletions would be held until --agree-deletes 25');
  expect(trial.code).toBe(3);
  const held = await runCommand(['sync', 'docs'], place);
  expect(held.stdout).toMatch(/NOT up to date: 25 deletions held;/);
  expect(held.stderr).toContain('--agree-deletes 25');
  expect(held.stderr).not.toContain('failed');
  expect(held.code).toBe(3);
  expect((await keysBelow('held/')).filter(key => !key.startsWith('.'))).toHaveLength(30);
  const agreed = await runCommand(['sync', 'docs', '--agree-deletes', '25'], place);
  expect(agreed.code, agreed.stderr).toBe(0);
  expect((await keysBelow('held/')).filter(key => !key.startsWith('.'))).toHaveLength(5);
  const restored = await runCommand(['sync', 'docs', '--restore-trash', '1*.txt'], place);
  expect(restored.stdout).toBe('10 objects moved back from the trash\n');
});

test('watching ends by Ctrl-C with exit code 0 when all is proven', async () => {
  const place = await placeWith({ 'a.txt': 'a' });
  const running = startCommand(['sync', 'docs', ...targetIn(bucket, 'watched'), ...hasty, '--watch'], place);
  await running.untilShown(/Up to date: 1 file proven/);
  running.process.kill('SIGINT');
  const end = await running.ended;
  expect(end.code, end.stderr).toBe(0);
  expect(end.stderr).toContain('watching for changes; Ctrl-C ends it');
});

test('verify, why and the ignore rules speak of what was synced', async () => {
  const place = await placeWith({ 'a.txt': 'a', 'Thumbs.db': 't' });
  await runCommand(['sync', 'docs', ...targetIn(bucket, 'told'), ...hasty], place);
  const sound = await runCommand(['verify', 'docs'], place);
  expect(sound.stdout).toMatch(/^verified 1 of 1 files .*\n.*\nall that was verified is proven\n$/);
  expect(sound.code).toBe(0);
  const why = await runCommand(['why', join('docs', 'a.txt')], place);
  expect(why.stdout).toMatch(/proven \d\d:\d\d as oss:\/\/test-bucket\/told\/a\.txt: 1 byte, CRC64 /);
  const ignored = await runCommand(['sync', 'docs', '--explain-ignore', 'Thumbs.db'], place);
  expect(ignored.stdout).toMatch(/^Thumbs\.db is left out by ".*" of the built-in list/);
  await openRemote(bucket, 'oss').deleteMany(['told/a.txt'], noAbort);
  const missing = await runCommand(['verify', 'docs'], place);
  expect(missing.stdout).toContain('1 is missing in the bucket');
  expect(missing.code).toBe(1);
  const repaired = await runCommand(['verify', 'docs', '--repair', 'remote'], place);
  expect(repaired.stdout).toContain('1 repaired');
  expect(repaired.code, repaired.stdout).toBe(0);
  expect(await keysBelow('told/')).toEqual(['a.txt']);
});

test('a paused folder waits for its user, and a removed one is forgotten while the bucket keeps all', async () => {
  const place = await placeWith({ 'a.txt': 'a' });
  await runCommand(['sync', 'docs', ...targetIn(bucket, 'paused'), ...hasty], place);
  await runCommand(['folders', 'pause', 'docs'], place);
  const paused = await runCommand(['sync', 'docs'], place);
  expect(paused.stderr).toContain('longshore folders resume');
  expect(paused.code).toBe(3);
  await runCommand(['folders', 'resume'], place);
  expect((await runCommand(['sync', 'docs'], place)).code).toBe(0);
  expect((await runCommand(['folders', 'remove', 'docs', '--yes'], place)).code).toBe(0);
  expect((await runCommand(['folders', '--json'], place)).events()).toEqual([]);
  expect(await keysBelow('paused/')).toEqual(['a.txt']);
});
