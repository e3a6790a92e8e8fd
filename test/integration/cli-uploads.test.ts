import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMemoryBody } from '../../main/remote/memory-body.ts';
import {
  type CommandEnd,
  type CommandSetup,
  keyVariables,
  runCommand,
  shellWords,
  startCommand,
  targetIn,
} from '../support/command.ts';
import { type LocalBucket, startLocalBucket } from '../support/local-bucket.ts';
import { noAbort, openRemote } from '../support/open-remote.ts';
import { createTempDir } from '../support/temp-dir.ts';

const mebibyte = 1024 * 1024;
const minPart = { oss: 100 * 1024, s3: 5 * mebibyte } as const;
let bucket: LocalBucket;

beforeAll(async () => {
  bucket = await startLocalBucket();
});
afterAll(() => bucket.close());

async function createPlace(): Promise<CommandSetup & { readonly folder: string }> {
  return { folder: await createTempDir(), environment: keyVariables };
}

/** Runs `longshore uploads WORD TARGET …`; the empty word stands for the list. */
function uploads(
  word: string,
  key: string,
  more: readonly string[],
  place: CommandSetup,
  kind: 'oss' | 's3' = 'oss',
): Promise<CommandEnd> {
  const [target, ...options] = targetIn(bucket, key, kind);
  return runCommand(['uploads', ...(word === '' ? [] : [word]), target, ...more, ...options], place);
}

/** The one object that a command by hand prints. */
function only(end: CommandEnd): Record<string, unknown> {
  expect(end.code, end.stderr).toBe(0);
  expect(end.events()).toHaveLength(1);
  return end.events()[0] ?? {};
}

async function start(key: string, place: CommandSetup, kind: 'oss' | 's3' = 'oss') {
  const { uploadId } = only(await uploads('start', key, [], place, kind));
  return ['--upload-id', String(uploadId)] as const;
}

async function read(key: string): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of (await openRemote(bucket, 'oss').get(key, null, noAbort)).bytes) {
    chunks.push(Buffer.from(chunk));
  }
  return Buffer.concat(chunks);
}

test.each(['oss', 's3'] as const)(
  'an upload by hand to %s writes a report that can be checked',
  async kind => {
    const place = await createPlace();
    const key = `hand/reported-${kind}.bin`;
    writeFileSync(join(place.folder, 'file.bin'), randomBytes(1000));
    const id = await start(key, place, kind);
    only(await uploads('part', key, ['file.bin', ...id, '--number', '1'], place, kind));
    const more = [...id, '--checksum-of', 'file.bin', '--report', 'proof.json'];
    expect(only(await uploads('complete', key, more, place, kind))).toMatchObject({ proven: true });
    const check = await runCommand(['prove', '--check', 'proof.json'], place);
    expect(check.code, check.stderr).toBe(0);
    expect(check.stdout).toContain(`${key} = ${join(place.folder, 'file.bin')}`);
  },
);

test('an upload by hand without its file is reported as an object alone', async () => {
  const place = await createPlace();
  writeFileSync(join(place.folder, 'file.bin'), randomBytes(1000));
  const id = await start('hand/alone.bin', place);
  only(await uploads('part', 'hand/alone.bin', ['file.bin', ...id, '--number', '1'], place));
  const misplaced = await uploads('complete', 'hand/alone.bin', [...id, '--report', 'no/proof.json'], place);
  expect(misplaced.code).toBe(2);
  only(await uploads('complete', 'hand/alone.bin', [...id, '--report', 'proof.json'], place));
  const check = await runCommand(['prove', '--check', 'proof.json'], place);
  expect(check.code, check.stderr).toBe(0);
  expect(check.stdout).toMatch(/^sound oss:\S+alone\.bin$/m);
});

describe.each(['oss', 's3'] as const)('an upload by hand to %s', kind => {
  test('goes from start to a proven object', async () => {
    const place = await createPlace();
    const key = `hand/${kind}.bin`;
    const size = minPart[kind];
    const bytes = randomBytes(2 * size + 10);
    writeFileSync(join(place.folder, 'file.bin'), bytes);
    const begun = only(await uploads('start', key, ['--meta', 'a=b'], place, kind));
    expect(begun).toMatchObject({
      bucket: 'test-bucket',
      key,
      uploadId: expect.any(String),
      algorithm: kind === 'oss' ? 'crc64' : 'crc32',
    });
    const id = ['--upload-id', String(begun['uploadId'])];
    const sent: unknown[] = [];
    for (const [number, window] of [
      ['2', ['--offset', String(size), '--length', String(size)]],
      ['3', ['--offset', String(2 * size)]],
      ['1', ['--length', String(size)]],
    ] as const) {
      const part = await uploads(
        'part',
        key,
        ['file.bin', ...id, '--number', number, ...window],
        place,
        kind,
      );
      expect(only(part)).toMatchObject({ number: Number(number), algorithm: begun['algorithm'] });
      sent.push(only(part));
    }
    const listed = await uploads('parts', key, id, place, kind);
    expect(listed.events()).toEqual([sent[2], sent[0], sent[1]]);
    writeFileSync(join(place.folder, 'parts.json'), listed.stdout);

    const completed = only(
      await uploads(
        'complete',
        key,
        [...id, '--parts', 'parts.json', '--checksum-of', 'file.bin'],
        place,
        kind,
      ),
    );
    expect(completed).toMatchObject({ key, parts: 3, size: bytes.length, proven: true });
    expect(completed['storeChecksum']).toBe(completed['checksum']);
    expect((await read(key)).equals(bytes)).toBe(true);
    expect((await openRemote(bucket, 'oss').head(key, noAbort))?.meta).toEqual({ a: 'b' });
    // The answer may have been lost: the same command again finds what it has made.
    const again = await uploads('complete', key, [...id, '--parts', 'parts.json'], place, kind);
    expect(only(again)).toMatchObject({ proven: true, etag: completed['etag'] });
  });

  test('takes parts from standard input, and all parts of the server without --parts', async () => {
    const place = await createPlace();
    const key = `hand/${kind}.txt`;
    const id = await start(key, place, kind);
    const part = await uploads(
      'part',
      key,
      ['-', ...id, '--number', '1'],
      { ...place, input: 'some text' },
      kind,
    );
    expect(only(part)).toMatchObject({ number: 1, size: 9 });
    expect(part.stderr).toContain('enough for the last part only');
    expect(only(await uploads('complete', key, id, place, kind))).toMatchObject({ proven: true, size: 9 });
    expect((await read(key)).toString()).toBe('some text');
  });

  test('is given up with all its parts', async () => {
    const place = await createPlace();
    const key = `gone/${kind}.txt`;
    const [first, second] = [await start(key, place, kind), await start(key, place, kind)];
    await uploads('part', key, ['-', ...first, '--number', '1'], { ...place, input: 'x' }, kind);
    const end = await uploads('abort', key, [...first, ...second], place, kind);
    expect(end.code, end.stderr).toBe(0);
    expect(end.events()).toMatchObject([
      { uploadId: first[1], parts: 1, storedBytes: 1 },
      { uploadId: second[1], parts: 0, storedBytes: 0 },
    ]);
    expect((await uploads('', 'gone/', ['--json'], place, kind)).events()).toMatchObject([{ uploads: 0 }]);
  });
});

describe('what a script can get wrong', () => {
  test.each(['complete', 'abort', 'parts'])('%s of an unknown id names it and the target', async word => {
    const place = await createPlace();
    const end = await uploads(word, 'wrong/a', ['--upload-id', 'NOPE'], place);
    expect(end.code).toBe(1);
    expect(end.stdout).toBe('');
    expect(end.stderr).toContain(
      'There is no unfinished upload NOPE of wrong/a at oss://test-bucket/wrong/a',
    );
    const json = await uploads(word, 'wrong/a', ['--upload-id', 'NOPE', '--json'], place);
    expect(json.events()).toMatchObject([{ event: 'error', code: 'upload.unknown' }]);
  });

  test('a part for an unknown id is told like the others', async () => {
    const place = await createPlace();
    writeFileSync(join(place.folder, 'f'), 'abc');
    for (const kind of ['oss', 's3'] as const) {
      for (const file of ['f', '-']) {
        const part = [file, '--upload-id', 'NOPE', '--number', '1'];
        const end = await uploads('part', 'wrong/f', part, { ...place, input: 'x' }, kind);
        expect([end.code, end.stdout]).toEqual([1, '']);
        expect(end.stderr).toContain(
          `There is no unfinished upload NOPE of wrong/f at ${kind}://test-bucket/wrong/f`,
        );
        expect(end.stderr).toContain('(code upload.unknown)');
      }
    }
  });

  test('parts that the server lacks, or that are others there, are refused before anything is joined', async () => {
    const place = await createPlace();
    const id = await start('wrong/b', place);
    await uploads('part', 'wrong/b', ['-', ...id, '--number', '1'], { ...place, input: 'x' });
    for (const [parts, problem] of [
      ['[{"number":2}]', 'the server has no part 2'],
      ['[{"number":1,"etag":"00000000000000000000000000000000"}]', 'part 1 has the ETag'],
      ['[{"number":1},{"number":1}]', 'part 1 is named twice'],
      ['nonsense', 'holds no JSON'],
    ] as const) {
      const end = await uploads('complete', 'wrong/b', [...id, '--parts', '-'], { ...place, input: parts });
      expect(end.code).toBe(2);
      expect(end.stderr).toContain(problem);
    }
    expect((await uploads('parts', 'wrong/b', id, place)).events()).toHaveLength(1);
  });

  test('a file that is another one is found out before anything is joined', async () => {
    const place = await createPlace();
    writeFileSync(join(place.folder, 'other'), 'y');
    writeFileSync(join(place.folder, 'longer'), 'xx');
    const id = await start('wrong/c', place);
    await uploads('part', 'wrong/c', ['-', ...id, '--number', '1'], { ...place, input: 'x' });
    const other = await uploads('complete', 'wrong/c', [...id, '--checksum-of', 'other'], place);
    expect(other.code).toBe(1);
    expect(other.stderr).toContain('part 1 is not the bytes 0 to 1 of the file');
    const longer = await uploads('complete', 'wrong/c', [...id, '--checksum-of', 'longer'], place);
    expect(longer.stderr).toContain('the file has 2');
    expect((await uploads('parts', 'wrong/c', id, place)).events()).toHaveLength(1);
  });

  test('small parts that are not the last are refused by the server', async () => {
    const place = await createPlace();
    const id = await start('wrong/d', place);
    for (const number of ['1', '2']) {
      await uploads('part', 'wrong/d', ['-', ...id, '--number', number], { ...place, input: 'x' });
    }
    const end = await uploads('complete', 'wrong/d', id, place);
    expect(end.code).toBe(1);
    expect(end.stderr).toContain('(code upload.part-too-small,');
  });

  test('a target without a key, and a part beyond its file', async () => {
    const place = await createPlace();
    writeFileSync(join(place.folder, 'f'), 'abc');
    expect((await uploads('start', 'folder/', [], place)).code).toBe(2);
    const more = ['f', '--upload-id', 'x', '--number', '1', '--offset', '9'];
    const end = await uploads('part', 'wrong/e', more, place);
    expect(end.code).toBe(2);
    expect(end.stderr).toContain('offset');
  });
});

/** An upload of two parts of `file.bin`, which `parts.json` names; returns the command that completes it. */
async function ready(key: string, kind: 'oss' | 's3', place: CommandSetup & { readonly folder: string }) {
  const size = minPart[kind];
  writeFileSync(join(place.folder, 'file.bin'), randomBytes(size + 10));
  const id = await start(key, place, kind);
  const windows = [
    ['--length', String(size)],
    ['--offset', String(size)],
  ];
  const parts: unknown[] = [];
  for (const [index, window] of windows.entries()) {
    const part = ['file.bin', ...id, '--number', String(index + 1), ...window];
    parts.push(only(await uploads('part', key, part, place, kind)));
  }
  writeFileSync(join(place.folder, 'parts.json'), JSON.stringify(parts));
  writeFileSync(join(place.folder, 'numbers.json'), '[{"number":1},{"number":2}]');
  return (...more: string[]) => uploads('complete', key, [...id, ...more], place, kind);
}

describe.each(['oss', 's3'] as const)('complete to %s, whose answer was lost and that is repeated', kind => {
  test.each([
    ['with the file alone', ['--checksum-of', 'file.bin']],
    ['with its parts', ['--parts', 'parts.json']],
    ['with the file and its parts', ['--checksum-of', 'file.bin', '--parts', 'parts.json']],
    ['with the file and the numbers of its parts', ['--checksum-of', 'file.bin', '--parts', 'numbers.json']],
  ])('%s finds the object that it has made, and proves it', async (_, more) => {
    const place = await createPlace();
    const complete = await ready(`again/${kind}`, kind, place);
    const first = only(await complete(...more));
    const again = only(await complete(...more));
    expect(first).toMatchObject({ proven: true, found: false, parts: 2 });
    expect(again).toMatchObject({ proven: true, found: true, etag: first['etag'], size: first['size'] });
    expect(again['checksum']).toBe(first['checksum']);
  });

  test.each([
    ['without a word about parts', []],
    ['with nothing but their numbers', ['--parts', 'numbers.json']],
  ])('%s says that nobody can tell, and what would', async (_, more) => {
    const place = await createPlace();
    const complete = await ready(`lost/${kind}`, kind, place);
    only(await complete(...more));
    const again = await complete(...more);
    expect([again.code, again.stdout]).toEqual([1, '']);
    expect(again.stderr).toMatch(
      /There is no unfinished upload \S+ of lost.*; there is an object of [\d.]+ \S+, and nothing to tell whether it is this upload's\./,
    );
    expect(again.stderr).toMatch(/give the same command --checksum-of FILE, or --parts FILE/);
    expect(again.stderr).toContain('(code upload.unknown)');
    // What is asked for does help.
    expect(only(await complete('--checksum-of', 'file.bin'))).toMatchObject({ proven: true, found: true });
  });

  test('with another file says what differs', async () => {
    const place = await createPlace();
    const complete = await ready(`other/${kind}`, kind, place);
    only(await complete());
    writeFileSync(join(place.folder, 'file.bin'), 'short');
    const again = await complete('--checksum-of', 'file.bin');
    expect([again.code, again.stdout]).toEqual([1, '']);
    expect(again.stderr).toMatch(
      /no unfinished upload .*; what is there is not its result: .* bytes, the file 5\./,
    );
  });
});

test('an upload that is gone for good, with no object in its place, is unknown in every form', async () => {
  const place = await createPlace();
  writeFileSync(join(place.folder, 'f'), 'x');
  const parts = { ...place, input: '[{"number":1,"etag":"9dd4e461268c8034f5c8564e155c67a6","size":1}]' };
  for (const more of [[], ['--checksum-of', 'f'], ['--parts', '-'], ['--parts', '-', '--checksum-of', 'f']]) {
    const end = await uploads('complete', 'never/a', ['--upload-id', 'NOPE', ...more], parts);
    expect([end.code, end.stdout]).toEqual([1, '']);
    expect(end.stderr).toContain(
      'There is no unfinished upload NOPE of never/a at oss://test-bucket/never/a.',
    );
  }
});

test('keys that may not list parts complete again all the same', async () => {
  const place = await createPlace();
  const complete = await ready('unlisted/a', 'oss', place);
  bucket.faults.on('listParts', { key: 'unlisted/a' }).reply(403, 'AccessDenied').times(Infinity);
  const first = only(await complete('--parts', 'parts.json'));
  const again = only(await complete('--parts', 'parts.json'));
  expect(again).toMatchObject({ proven: true, etag: first['etag'] });
});

test('a lost answer to Complete is settled by asking', async () => {
  const place = await createPlace();
  const id = await start('lost/a', place);
  await uploads('part', 'lost/a', ['-', ...id, '--number', '1'], { ...place, input: 'x' });
  bucket.faults.on('complete', { key: 'lost/a' }).dropAnswer();
  expect(only(await uploads('complete', 'lost/a', id, place))).toMatchObject({ proven: true });
  bucket.faults.assertAllHit();
});

test('a wrong checksum of the store leaves the object unproven, and there', async () => {
  const place = await createPlace();
  const id = await start('unproven/a', place);
  await uploads('part', 'unproven/a', ['-', ...id, '--number', '1'], { ...place, input: 'x' });
  bucket.faults.on('complete', { key: 'unproven/a' }).wrongCrc();
  const end = await uploads('complete', 'unproven/a', id, place);
  expect(end.code).toBe(1);
  expect(end.stderr).toContain('(code upload.unproven,');
  expect((await read('unproven/a')).toString()).toBe('x');
});

test('a callback in vain has its own exit code, for the object is stored and proven', async () => {
  const place = await createPlace();
  const id = await start('called/a', place);
  await uploads('part', 'called/a', ['-', ...id, '--number', '1'], { ...place, input: 'x' });
  const callback = ['--callback-url', 'http://127.0.0.1:1/', '--callback-body', `k=\${object}`];
  const end = await uploads('complete', 'called/a', [...id, ...callback], place);
  expect(end.code, end.stderr).toBe(4);
  const [line] = end.events();
  expect(line).toMatchObject({
    proven: true,
    callback: { became: 'failed' },
    code: 'upload.callback-failed',
    cause: expect.stringMatching(/did not confirm the callback/),
    remedy: expect.any(String),
    repeat: expect.stringMatching(/^longshore callback oss:\/\/test-bucket\/called\/a --endpoint /),
  });
  expect(end.stderr).toContain(
    'callback failed oss://test-bucket/called/a: The object called/a is stored, but',
  );
  expect(end.stderr).toContain(`\n  ${line?.['repeat']}\n`);
  expect(end.stderr).toContain('(code upload.callback-failed, request ');
  const again = await runCommand(shellWords(String(line?.['repeat'])).slice(1), place);
  expect(again.code).toBe(4);
  expect(again.stderr).toContain(`\n  ${line?.['repeat']}\n`);
});

test('a lost answer leaves open whether the application was told, which is no success', async () => {
  const place = await createPlace();
  const id = await start('called/b', place);
  await uploads('part', 'called/b', ['-', ...id, '--number', '1'], { ...place, input: 'x' });
  bucket.faults.on('complete', { key: 'called/b' }).dropAnswer();
  const callback = ['--callback-url', 'http://127.0.0.1:1/', '--callback-body', `k=\${object}`];
  const end = await uploads('complete', 'called/b', [...id, ...callback], place);
  expect(end.code, end.stderr).toBe(4);
  expect(end.events()).toMatchObject([{ proven: true, code: 'upload.callback-failed' }]);
  expect(end.stderr).toContain('whether the application was told is not known');
  expect(end.stderr).toMatch(/^ {2}longshore callback oss:/m);
});

/** A put that is killed in the middle, so that its upload stays. */
async function interrupt(key: string, place: CommandSetup & { readonly folder: string }): Promise<Buffer> {
  const bytes = randomBytes(12 * mebibyte);
  writeFileSync(join(place.folder, 'large.bin'), bytes);
  const slowly = ['--part-size', '1MiB', '--parallel', '1', '--limit-rate', '6M'];
  const put = startCommand(['put', 'large.bin', ...targetIn(bucket, key), ...slowly], place);
  await put.untilShown(/part [2-9]\/12/);
  put.process.kill('SIGKILL');
  await put.ended;
  return bytes;
}

describe('the list', () => {
  test('tells what is ours, what was begun by hand, and what nobody here knows', async () => {
    const place = await createPlace();
    await interrupt('mixed/file.bin', place);
    await start('mixed/hand.bin', place);
    const foreign = await openRemote(bucket, 'oss').begin('mixed/zz.bin', {}, noAbort);
    const listed = (await uploads('', 'mixed/', ['--json', '--price', '100000 CNY'], place)).events();
    expect(listed).toMatchObject([
      { key: 'mixed/file.bin', origin: 'transfer', isLiving: false, path: join(place.folder, 'large.bin') },
      { key: 'mixed/hand.bin', origin: 'by-hand', isLiving: false, transferId: null },
      { key: 'mixed/zz.bin', origin: 'unknown', uploadId: foreign.uploadId },
      {
        uploads: 3,
        transfer: { uploads: 1 },
        loose: { uploads: 1 },
        unknown: { uploads: 1, storedBytes: 0 },
      },
    ]);
    expect(Number(listed[0]?.['percent'])).toBeGreaterThanOrEqual(8);
    const { monthlyCost, storedBytes, currency } = listed.at(-1) ?? {};
    expect(monthlyCost).toBeCloseTo((Number(storedBytes) / 1024 ** 3) * 100_000);
    expect(currency).toBe('CNY');

    const shown = await uploads('', 'mixed/', [], place);
    expect(shown.stdout).toMatch(/from .*large\.bin \(\w+, \d+%\)/);
    expect(shown.stdout).toContain('begun by hand');
    expect(shown.stdout).toContain('of unknown origin');
    expect(shown.stderr).toContain('--price 0.12');
    mkdirSync(join(place.folder, 'config'));
    writeFileSync(
      join(place.folder, 'config', 'config.toml'),
      '[prices]\ngb-month = 0.12\ncurrency = "CNY"\n',
    );
    expect((await uploads('', 'mixed/', [], place)).stderr).toMatch(
      /cost .*CNY a month, at 0\.12 CNY for a GB/,
    );

    const ours = await uploads('', 'mixed/', ['--abort-ours', '--yes', '--json'], place);
    expect(ours.code, ours.stderr).toBe(0);
    expect(ours.events().filter(({ event }) => event === 'aborted')).toHaveLength(2);
    const left = (await uploads('', 'mixed/', ['--json'], place)).events();
    expect(left).toMatchObject([{ key: 'mixed/zz.bin' }, { uploads: 1 }]);
  });

  test('--resume goes on with the files of this computer, and proves them', async () => {
    const place = await createPlace();
    const bytes = await interrupt('resumed/file.bin', place);
    await openRemote(bucket, 'oss').begin('resumed/foreign.bin', {}, noAbort);
    const end = await uploads('', 'resumed/', ['--resume', '--json'], place);
    expect(end.code, end.stdout).toBe(0);
    const proven = end.events().filter(({ event }) => event === 'proven');
    expect(proven).toMatchObject([{ key: 'resumed/file.bin', size: bytes.length }]);
    expect(
      Number(end.events().findLast(({ event }) => event === 'progress')?.['resumedBytes']),
    ).toBeGreaterThan(0);
    expect((await read('resumed/file.bin')).equals(bytes)).toBe(true);
    const left = (await uploads('', 'resumed/', ['--json'], place)).events();
    expect(left).toMatchObject([{ key: 'resumed/foreign.bin' }, { uploads: 1 }]);
  });

  test('what a living process works on is left alone without --force', async () => {
    const place = await createPlace();
    writeFileSync(join(place.folder, 'large.bin'), randomBytes(12 * mebibyte));
    const slowly = ['--part-size', '1MiB', '--parallel', '1', '--limit-rate', '500K'];
    const put = startCommand(['put', 'large.bin', ...targetIn(bucket, 'living/file.bin'), ...slowly], place);
    await put.untilShown(/part [1-9]\/12/);
    const spared = await uploads('', 'living/', ['--abort', '--yes'], place);
    expect(spared.code, spared.stderr).toBe(0);
    expect(spared.stdout).toContain('a living process works on it');
    expect(spared.stderr).toContain('left alone: living/file.bin');
    const [found] = (await uploads('', 'living/', ['--json'], place)).events();
    const named = await uploads('', 'living/', ['--abort', String(found?.['uploadId']), '--yes'], place);
    expect(named.code).toBe(1);
    expect(named.stderr).toContain('(code transfer.busy)');
    put.process.kill('SIGKILL');
    await put.ended;
    expect((await uploads('', 'living/', ['--abort', '--yes'], place)).code).toBe(0);
  });

  test('an upload of a stream that was killed is known as such', async () => {
    const place = await createPlace();
    const slowly = ['--part-size', '1MiB', '--limit-rate', '4M'];
    const input = randomBytes(10 * mebibyte).toString('hex');
    const put = startCommand(['put', '-', ...targetIn(bucket, 'killed/stream.bin'), '--json', ...slowly], {
      ...place,
      input,
    });
    await put.untilShown(/"confirmedBytes":[1-9]/);
    put.process.kill('SIGKILL');
    await put.ended;
    const [found] = (await uploads('', 'killed/', ['--json'], place)).events();
    expect(found).toMatchObject({ key: 'killed/stream.bin', origin: 'stream', isLiving: false });
    const end = await uploads('', 'killed/', ['--abort-ours', '--yes'], place);
    expect(end.stdout).toContain('removed killed/stream.bin');
  });

  test('what an earlier run gave up and could not remove is removed in passing', async () => {
    const place = await createPlace();
    const slowly = ['--part-size', '1MiB', '--limit-rate', '4M'];
    const input = randomBytes(10 * mebibyte).toString('hex');
    const put = startCommand(['put', '-', ...targetIn(bucket, 'left/stream.bin'), '--json', ...slowly], {
      ...place,
      input,
    });
    bucket.faults.on('abandon', { key: 'left/stream.bin' }).reply(403, 'AccessDenied').times(1);
    await put.untilShown(/"confirmedBytes":[1-9]/);
    put.process.kill('SIGINT');
    await put.ended;
    const listed = (await uploads('', 'left/', ['--json'], place)).events();
    expect(listed).toMatchObject([{ event: 'tidied', key: 'left/stream.bin' }, { uploads: 0 }]);
  });

  test('an id that is not there is named with the target', async () => {
    const end = await uploads('', 'nowhere/', ['--abort', 'NOPE', '--yes'], await createPlace());
    expect(end.code).toBe(1);
    expect(end.stderr).toContain('There is no unfinished upload NOPE');
    expect(end.stderr).toContain('oss://test-bucket/nowhere/');
  });

  test('one that can not be removed does not keep the others', async () => {
    const place = await createPlace();
    const store = openRemote(bucket, 'oss');
    for (const name of ['a', 'b']) await store.begin(`refused/${name}`, {}, noAbort);
    bucket.faults.on('abandon', { key: 'refused/a' }).reply(403, 'AccessDenied');
    const end = await uploads('', 'refused/', ['--abort', '--yes'], place);
    expect(end.code).toBe(3);
    expect(end.stdout).toContain('removed refused/b');
    expect(end.stderr).toContain('(code remote.denied,');
    const left = (await uploads('', 'refused/', ['--json'], place)).events();
    expect(left).toMatchObject([{ key: 'refused/a' }, { uploads: 1 }]);
  });

  test('more uploads than a page holds are all counted', async () => {
    const store = openRemote(bucket, 'oss');
    const body = createMemoryBody(Buffer.from('x'));
    await Promise.all(
      Array.from({ length: 1100 }, async (_, number) => {
        const key = `many/${number}`;
        const { uploadId, algorithm } = await store.begin(key, {}, noAbort);
        if (number % 100 === 0) await store.sendPart({ key, uploadId, number: 1, algorithm, body }, noAbort);
      }),
    );
    const listed = await uploads('', 'many/', ['--json'], await createPlace());
    expect(listed.events()).toHaveLength(1101);
    expect(listed.events().at(-1)).toMatchObject({ uploads: 1100, storedBytes: 11 });
  });

  test('one wish at a time', async () => {
    const end = await uploads('', '', ['--resume', '--abort'], await createPlace());
    expect(end.code).toBe(2);
    expect(end.stderr).toContain('only one of');
  });
});

test.each([
  ['oss', '<AbortMultipartUpload>', 'ossutil lifecycle'],
  ['s3', 'AbortIncompleteMultipartUpload', 'put-bucket-lifecycle-configuration'],
] as const)('the lifecycle rule for %s goes to standard output alone', async (kind, rule, hint) => {
  const end = await uploads('', 'logs/', ['--lifecycle-rule', '7'], await createPlace(), kind);
  expect(end.code, end.stderr).toBe(0);
  expect(end.stdout).toContain(rule);
  expect(end.stdout).toContain('logs/');
  expect(end.stdout).not.toContain(hint);
  expect(end.stderr).toContain(hint);
});
