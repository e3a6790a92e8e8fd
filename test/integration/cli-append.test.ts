import { appendFileSync, copyFileSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keyVariables, runCommand, startCommand, targetIn } from '../support/command.ts';
import { type LocalBucket, startLocalBucket } from '../support/local-bucket.ts';
import { noAbort, openRemote } from '../support/open-remote.ts';
import { createTempDir } from '../support/temp-dir.ts';

let bucket: LocalBucket;

beforeAll(async () => {
  bucket = await startLocalBucket();
});
afterAll(() => bucket.close());

/** A folder with a log in it, as the place for commands to run in. */
async function placeWith(text: string) {
  const folder = await createTempDir();
  const log = join(folder, 'app.log');
  writeFileSync(log, text);
  return { folder, log, environment: keyVariables };
}

async function textOf(key: string): Promise<string> {
  const { bytes } = await openRemote(bucket, 'oss').get(key, null, noAbort);
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}

test('append ends with a proof of the whole object, and adds only what is new', async () => {
  const place = await placeWith('123456');
  const args = ['append', 'app.log', ...targetIn(bucket, 'plain/')];
  const first = await runCommand(args, place);
  expect(first.code, first.stderr).toBe(0);
  appendFileSync(place.log, '789');
  const second = await runCommand(args, place);
  expect(second.code, second.stderr).toBe(0);
  expect(second.stderr).toContain('appending app.log to oss://test-bucket/plain/app.log, which has 6 bytes');
  // Check value of CRC-64/XZ.
  expect(second.stdout).toMatch(
    /^proven app\.log -> oss:\/\/test-bucket\/plain\/app\.log: 9 bytes, CRC64 11051210869376104954 .*request /,
  );
  expect(second.stdout).toContain('\n3 bytes appended, 1 object proven\n');
  expect(await textOf('plain/app.log')).toBe('123456789');
});

test('the media type follows the ending, and object options arrive', async () => {
  const place = await placeWith('one\n');
  const options = ['--meta', 'who=李', '--cache-control', 'no-cache', '--tag', 'a=b'];
  const end = await runCommand(['append', 'app.log', ...targetIn(bucket, 'options/'), ...options], place);
  expect(end.code, end.stderr).toBe(0);
  const info = await openRemote(bucket, 'oss').head('options/app.log', noAbort);
  expect(info).toMatchObject({
    contentType: 'text/plain',
    meta: { who: '李' },
    headers: { 'cache-control': 'no-cache' },
    tagCount: 1,
    appendPosition: 4,
  });
  expect(info?.meta['mtime']).toMatch(/^\d+(\.\d+)?$/);
});

test('with --json every step is an object, and the last one is the summary', async () => {
  const place = await placeWith('123456789');
  const args = ['append', 'app.log', ...targetIn(bucket, 'json.log'), '--json', '--roll-at', '5'];
  const end = await runCommand(args, place);
  expect(end.code, end.stderr).toBe(0);
  const events = end.events().filter(({ event }) => event !== 'progress');
  expect(events).toMatchObject([
    { event: 'started', path: place.log, bucket: 'test-bucket', key: 'json.log', position: 0, crc64: '0' },
    { event: 'appended', key: 'json.log', position: 5, size: 5 },
    { event: 'rolled', from: 'json.log', to: 'json.1.log', reason: 'full' },
    { event: 'appended', key: 'json.1.log', position: 4, size: 4 },
    { event: 'proven', key: 'json.log', size: 5, addedBytes: 5 },
    { event: 'proven', key: 'json.1.log', size: 4, addedBytes: 4 },
    { event: 'summary', objects: 2, appendedBytes: 9, isComplete: true, exitCode: 0 },
  ]);
  const [, appended, , , proven] = events;
  expect(appended?.['crc64']).toBe(proven?.['crc64']);
  expect(appended?.['requestId']).toBeTruthy();
});

test('a followed log grows until Ctrl-C, which is a good end when all of it is there', async () => {
  const place = await placeWith('one\n');
  const args = ['append', '--follow', '--interval', '0.05s', 'app.log', ...targetIn(bucket, 'follow.log')];
  const running = startCommand([...args, '--json'], place);
  await running.untilShown(/"position":4,/);
  appendFileSync(place.log, 'two\n');
  await running.untilShown(/"position":8,/);
  running.process.kill('SIGINT');
  const end = await running.ended;
  expect(end.code, end.stderr).toBe(0);
  expect(end.events().at(-1)).toMatchObject({ event: 'summary', isComplete: true });
  expect(await textOf('follow.log')).toBe('one\ntwo\n');
});

test('Ctrl-C waits for the append in flight, and says that more is left', async () => {
  const place = await placeWith('x'.repeat(3000));
  bucket.faults.on('append', { key: 'slow.log' }).delay(700);
  const args = ['append', 'app.log', ...targetIn(bucket, 'slow.log'), '--part-size', '1000'];
  const running = startCommand(args, place);
  await running.untilShown(/appending app\.log/);
  await expect.poll(() => openRemote(bucket, 'oss').head('slow.log', noAbort)).not.toBeNull();
  running.process.kill('SIGINT');
  const end = await running.ended;
  expect(end.code, end.stderr).toBe(130);
  expect(end.stdout).toContain('1000 bytes appended');
  expect(end.stderr).toContain('run the same command to go on');
  const again = await runCommand(args, place);
  expect(again.stdout).toContain('2.0 KiB (2000 bytes) appended');
});

test('an object that this computer did not make is left alone, and the way out is named', async () => {
  const [mine, theirs] = [await placeWith('one\ntwo\n'), await placeWith('one\n')];
  const target = targetIn(bucket, 'shared.log');
  await runCommand(['append', 'app.log', ...target], theirs);
  const refused = await runCommand(['append', 'app.log', ...target], mine);
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain('--from-remote');
  expect(refused.stderr).toContain('(code object.position)');
  const goesOn = await runCommand(['append', '--from-remote', 'app.log', ...target], mine);
  expect(goesOn.code, goesOn.stderr).toBe(0);
  expect(await textOf('shared.log')).toBe('one\ntwo\n');
});

test('two processes do not append one file to one object', async () => {
  const place = await placeWith('one\n');
  const args = ['append', 'app.log', ...targetIn(bucket, 'twice.log')];
  const running = startCommand([...args, '--follow'], place);
  await running.untilShown(/appending app\.log/);
  const second = await runCommand(args, place);
  expect(second.code).toBe(1);
  expect(second.stderr).toContain(`(process ${running.process.pid})`);
  expect(second.stderr).toContain('(code transfer.busy)');
  running.process.kill('SIGINT');
  await running.ended;
});

test('S3 has no appending, which is said with the way out before anything is sent', async () => {
  const place = await placeWith('one\n');
  const end = await runCommand(['append', 'app.log', ...targetIn(bucket, 's3.log', 's3')], place);
  expect(end.code).toBe(2);
  expect(end.stderr).toMatch(
    /^failed: There is no appending to objects in S3; nothing was sent\.\n {2}Upload .*longshore put/m,
  );
  expect(end.stderr).toContain('(code append.unsupported)');
  expect(await openRemote(bucket, 's3').head('s3.log', noAbort)).toBeNull();
});

describe('a report', () => {
  const entriesOf = ({ folder }: { readonly folder: string }, name = 'proof.json') =>
    (JSON.parse(readFileSync(join(folder, name), 'utf8')) as { entries: Record<string, unknown>[] }).entries;

  test('tells each object with the part of the file that it holds, and can be checked', async () => {
    const place = await placeWith('123456789');
    const args = ['append', 'app.log', ...targetIn(bucket, 'report/cut.log'), '--roll-at', '5'];
    const end = await runCommand([...args, '--report', 'proof.json'], place);
    expect(end.code, end.stderr).toBe(0);
    expect(entriesOf(place)).toMatchObject([
      { path: place.log, offset: 0, target: { key: 'report/cut.log' }, proof: { size: 5 } },
      { path: place.log, offset: 5, target: { key: 'report/cut.1.log' }, proof: { size: 4 } },
    ]);
    const check = await runCommand(['prove', '--check', 'proof.json'], place);
    expect(check.code, check.stderr).toBe(0);
    expect(check.stdout).toContain('2 of 2 proofs still sound, 0 not');
  });

  test('tells an object that has grown from one that was changed', async () => {
    const place = await placeWith('one\n');
    const args = ['append', 'app.log', ...targetIn(bucket, 'report/grown.log')];
    await runCommand([...args, '--report', 'proof.json'], place);
    appendFileSync(place.log, 'two\n');
    await runCommand(args, place);
    const check = (...more: string[]) => runCommand(['prove', '--check', 'proof.json', ...more], place);
    const proven = await check();
    expect(proven.code, proven.stderr).toBe(0);
    expect(proven.stdout).toMatch(/^sound oss:\S+grown\.log, 4 bytes longer by now = /);
    expect(proven.stdout).toContain('1 of 1 proof still sound, 0 not, 1 grown');
    const data = (await check('--json')).events();
    expect(data.find(({ event }) => event === 'checked')).toMatchObject({
      ...{ object: 'same', grownBytes: 4, file: 'same' },
    });
    expect(data.at(-1)).toMatchObject({ event: 'summary', sound: 1, failed: 0, grown: 1, bytes: 8 });
    const without = await check('--object-only');
    expect(without.code).toBe(1);
    expect(without.stderr).toMatch(/^grown, not proven oss:.*4 bytes/m);
    expect(without.stderr).toContain('(code proof.impossible');
    rmSync(place.log);
    expect((await check()).code).toBe(1);
    const elsewhere = await placeWith('ONE\ntwo\n');
    await openRemote(bucket, 'oss').delete('report/grown.log', noAbort);
    await runCommand(args, elsewhere);
    writeFileSync(place.log, 'one\ntwo\n');
    const changed = await check();
    expect(changed.code).toBe(1);
    expect(changed.stderr).toMatch(/^(not sound|grown, not proven) oss:/m);
  });

  test('finds a file again that was rotated since', async () => {
    const place = await placeWith('one\n');
    const args = ['append', 'app.log', ...targetIn(bucket, 'report/rotated.log')];
    await runCommand([...args, '--report', 'proof.json'], place);
    renameSync(place.log, `${place.log}.1`);
    writeFileSync(place.log, 'two\n');
    const check = await runCommand(['prove', '--check', 'proof.json'], place);
    expect(check.code, check.stderr).toBe(0);
    expect(check.stdout).toContain(`rotated.log = ${place.log}.1`);
    rmSync(`${place.log}.1`);
    const gone = await runCommand(['prove', '--check', 'proof.json'], place);
    expect(gone.code, gone.stderr).toBe(0);
    expect(gone.stdout).toContain('1 file no longer here');
  });

  test('of a log that was rotated or cut between two runs can be checked', async () => {
    const place = await placeWith('one\n');
    const args = ['append', 'app.log', ...targetIn(bucket, 'report/between.log'), '--report', 'proof.json'];
    await runCommand(args, place);
    renameSync(place.log, `${place.log}.1`);
    writeFileSync(place.log, 'two\n');
    await runCommand(args, place);
    const rotated = await runCommand(['prove', '--check', 'proof.json'], place);
    expect(rotated.code, rotated.stderr).toBe(0);
    expect(rotated.stdout).toContain(`between.log = ${place.log}.1`);
    expect(rotated.stdout).toContain(`between.1.log = ${place.log}`);
    copyFileSync(place.log, `${place.log}.copy`);
    writeFileSync(place.log, '3\n');
    await runCommand(args, place);
    const cut = await runCommand(['prove', '--check', 'proof.json'], place);
    expect(cut.code, cut.stderr).toBe(0);
    expect(cut.stdout).toContain(`between.1.log = ${place.log}.copy`);
    expect(cut.stdout).toContain(`between.2.log = ${place.log}`);
  });

  test('is written when a followed file is stopped, and names rotated files as they are now', async () => {
    const place = await placeWith('one\n');
    const args = [
      'append',
      '--follow',
      '--interval',
      '0.05s',
      'app.log',
      ...targetIn(bucket, 'report/f.log'),
    ];
    const running = startCommand([...args, '--json', '--report', 'proof.json'], place);
    await running.untilShown(/"position":4,/);
    renameSync(place.log, `${place.log}.1`);
    writeFileSync(place.log, 'three\n');
    await running.untilShown(/"position":6,/);
    appendFileSync(`${place.log}.1`, 'two\n');
    await running.untilShown(/"position":8,/);
    running.process.kill('SIGINT');
    const end = await running.ended;
    expect(end.code, end.stderr).toBe(0);
    expect(entriesOf(place)).toMatchObject([
      { path: `${place.log}.1`, target: { key: 'report/f.log' }, proof: { size: 8 } },
      { path: place.log, target: { key: 'report/f.1.log' }, proof: { size: 6 } },
    ]);
    expect((await runCommand(['prove', '--check', 'proof.json'], place)).code).toBe(0);
  });

  test('is written when the run fails, of what was proven before', async () => {
    const place = await placeWith('123456789');
    // The next object would have a name that no store takes.
    const roll = ['--roll-at', '5', '--roll', `${'x'.repeat(1100)}.{n}.log`];
    const args = ['append', 'app.log', ...targetIn(bucket, 'report/full.log'), ...roll];
    const end = await runCommand([...args, '--report', 'proof.json'], place);
    expect(end.code).toBe(2);
    expect(end.stdout).toMatch(/^proven app\.log -> oss:\S+full\.log: 5 bytes/);
    expect(entriesOf(place)).toMatchObject([{ target: { key: 'report/full.log' }, proof: { size: 5 } }]);
  });

  test('over the log itself is refused before anything is sent', async () => {
    const place = await placeWith('one\n');
    const args = ['append', 'app.log', ...targetIn(bucket, 'report/none.log'), '--report', 'app.log'];
    const end = await runCommand(args, place);
    expect(end.code).toBe(2);
    expect(await openRemote(bucket, 'oss').head('report/none.log', noAbort)).toBeNull();
  });
});

test.each([
  [['--interval', '1s'], '--follow'],
  [['--follow', '--interval', '0s'], '0.01s'],
  [['--roll', 'app.log'], '{n}'],
  [['--roll-at', '0'], 'no room'],
  [['--part-size', '0'], 'no room'],
])('append %j is refused with what is wrong', async (options, word) => {
  const place = await placeWith('one\n');
  const end = await runCommand(['append', 'app.log', ...targetIn(bucket, 'x'), ...options], place);
  expect(end.code).toBe(2);
  expect(end.stderr).toContain(word);
});
