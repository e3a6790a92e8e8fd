import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import type { PageWish } from '../../main/desk/by-hand/page-streams.ts';
import type { TransferCommand } from '../../preload/contract/transfers.ts';
import { createHandWorld, type HandDesk } from '../support/hand-world.ts';
import { startHttp } from '../support/tiny-server.ts';
import { never } from '../support/world.ts';

/** A web server of one file that counts what it is asked. */
async function serveFile(bytes: Buffer) {
  const asked: string[] = [];
  const { port } = await startHttp((request, answer) => {
    asked.push(request.url ?? '');
    answer.setHeader('content-type', 'image/png');
    answer.end(bytes);
  });
  return { url: `http://127.0.0.1:${port}`, asked };
}

async function only(desk: HandDesk) {
  const [row] = await desk.rows();
  if (!row) throw new Error('the list is empty');
  return row;
}

test('a file of the web goes up under the last step of its address, with the type that its server tells', async () => {
  const world = await createHandWorld();
  const desk = await world.open();
  const bytes = randomBytes(300_000);
  const { url } = await serveFile(bytes);
  await desk.requests.addUrl({ ...world.wishes(), url: `${url}/images/a%20b.png#top`, name: null });
  await desk.untilQuiet();
  const row = await only(desk);
  expect(row).toMatchObject({ source: 'web', key: 'a b.png', state: 'done', size: 300_000, path: null });
  expect((await world.read('a b.png'))?.equals(bytes)).toBe(true);
  const { proof, events } = await desk.requests.getTransfer({ id: row.id });
  expect(proof).toMatchObject({ size: 300_000 });
  expect(events.map(({ what }) => what)).toEqual(['added', 'done']);
});

test('an address with a query is asked and never stored, and says after a restart why it can not be tried again', async () => {
  const world = await createHandWorld();
  const { url, asked } = await serveFile(randomBytes(1_000));
  const secret = 'signature-4711';
  const first = await world.open();
  await first.requests.addUrl({ ...world.wishes(), url: `${url}/a.png?token=${secret}`, name: null });
  await first.untilQuiet();
  expect(asked).toEqual([`/a.png?token=${secret}`]);
  await first.requests.setAllPaused({ isPaused: true });
  await first.requests.addUrl({ ...world.wishes(), url: `${url}/b.png?token=${secret}`, name: null });
  await first.close();
  for (const name of readdirSync(world.dataDir).filter(each => each.startsWith('longshore.db'))) {
    expect(readFileSync(join(world.dataDir, name)).includes(secret), name).toBe(false);
  }

  const second = await world.open();
  await second.requests.setAllPaused({ isPaused: false });
  await second.untilQuiet();
  const [row] = await second.rows({ filter: 'failed' });
  expect(row).toMatchObject({
    key: 'b.png',
    state: 'failed',
    error: { code: 'transfer.refused', facts: { problem: 'hand.urlGone' } },
  });
});

test('a plain address is there after a restart', async () => {
  const world = await createHandWorld();
  const { url } = await serveFile(randomBytes(1_000));
  const first = await world.open();
  await first.requests.setAllPaused({ isPaused: true });
  await first.requests.addUrl({ ...world.wishes(), url: `${url}/a.png`, name: 'deep/name.png' });
  await first.close();
  const second = await world.open();
  await second.requests.setAllPaused({ isPaused: false });
  await second.untilQuiet();
  expect(await only(second)).toMatchObject({ key: 'deep/name.png', state: 'done' });
});

test('many files of the web are asked for a few at a time, and none keeps local files from being sent', async () => {
  const world = await createHandWorld();
  const desk = await world.open();
  let open = 0;
  let most = 0;
  const held: (() => void)[] = [];
  const { port } = await startHttp((_, answer) => {
    open += 1;
    most = Math.max(most, open);
    answer.on('finish', () => {
      open -= 1;
    });
    held.push(() => void answer.end('abc'));
    for (const go of isOpen ? held.splice(0) : []) go();
  });
  let isOpen = false;
  for (let number = 0; number < 20; number += 1) {
    await desk.requests.addUrl({
      ...world.wishes(),
      url: `http://127.0.0.1:${port}/${number}.bin`,
      name: null,
    });
  }
  await desk.requests.addPaths(world.paths([world.write('local.bin')]));
  await desk.until(() => desk.engine.list.tally().done.rows === 1);
  isOpen = true;
  for (const go of held.splice(0)) go();
  await desk.untilQuiet();
  expect(desk.engine.list.tally()).toMatchObject({ done: { rows: 21 }, failed: { rows: 0 } });
  expect(most).toBeLessThanOrEqual(4);
});

test('a web server that refuses makes a failure with its status', async () => {
  const world = await createHandWorld();
  const desk = await world.open();
  const { port } = await startHttp((_, answer) => {
    answer.statusCode = 404;
    answer.end();
  });
  await desk.requests.addUrl({ ...world.wishes(), url: `http://127.0.0.1:${port}/x.bin`, name: null });
  await desk.untilQuiet();
  expect(await only(desk)).toMatchObject({
    state: 'failed',
    error: { code: 'web.refused', facts: { status: 404 } },
  });
  await expect(
    desk.requests.addUrl({ ...world.wishes(), url: 'ftp://example.com/x', name: null }),
  ).rejects.toMatchObject({ code: 'usage' });
});

test('bytes of a page go up as they come, whether their length is known or not', async () => {
  const world = await createHandWorld();
  const desk = await world.open();
  const bytes = randomBytes(400_000);
  const chunks = () => Readable.from([bytes.subarray(0, 150_000), bytes.subarray(150_000)]);
  const known = { ...world.wishes(), name: 'known.bin', size: bytes.length };
  const { id, proof } = await desk.byHand.sendFromPage(known, chunks(), never);
  expect(proof.size).toBe(bytes.length);
  expect(await only(desk)).toMatchObject({
    id,
    source: 'page',
    name: 'known.bin',
    path: null,
    state: 'done',
  });
  await desk.byHand.sendFromPage({ ...world.wishes(), name: 'open.bin', size: null }, chunks(), never);
  expect((await world.read('open.bin'))?.equals(bytes)).toBe(true);
  expect((await desk.rows()).map(({ size }) => size)).toEqual([400_000, 400_000]);
});

test('a page that goes away leaves a failure and no parts, and the same name can be sent again', async () => {
  const world = await createHandWorld();
  const desk = await world.open();
  const wish = { ...world.wishes(), name: 'large.bin', size: null };
  const broken = new Readable({ read() {} });
  const sent = desk.byHand.sendFromPage(wish, broken, never);
  broken.push(randomBytes(100_000));
  await desk.until(async () => (await desk.rows())[0]?.state === 'sending');
  broken.destroy(new Error('the connection was reset'));
  await expect(sent).rejects.toThrow();
  expect(await only(desk)).toMatchObject({ state: 'failed' });
  expect(await world.pending()).toEqual([]);
  const { id } = await only(desk);
  expect(await desk.requests.commandTransfers({ command: 'retry', which: { ids: [id] } })).toMatchObject({
    changed: 0,
    refused: [{ id, error: { facts: { problem: 'hand.pageGone' } } }],
  });
  await desk.byHand.sendFromPage({ ...wish, size: 3 }, Readable.from([Buffer.from('abc')]), never);
  await desk.untilQuiet();
  expect((await desk.rows()).map(({ state, size }) => ({ state, size }))).toEqual([
    { state: 'done', size: 3 },
  ]);
});

test('while everything is paused, bytes of a page wait, and one that is cancelled is read no further', async () => {
  const world = await createHandWorld();
  const desk = await world.open();
  await desk.requests.setAllPaused({ isPaused: true });
  let read = 0;
  const body = new Readable({
    read() {
      read += 1;
      this.push(Buffer.from('abc'));
      this.push(null);
    },
  });
  const sent = desk.byHand.sendFromPage({ ...world.wishes(), name: 'a.bin', size: 3 }, body, never);
  await desk.until(async () => (await desk.rows())[0]?.state === 'waiting');
  expect(read).toBe(0);
  await desk.requests.setAllPaused({ isPaused: false });
  expect((await sent).proof.size).toBe(3);

  await desk.requests.setAllPaused({ isPaused: true });
  const other = desk.byHand.sendFromPage(
    { ...world.wishes(), name: 'b.bin', size: 3 },
    Readable.from([Buffer.from('abc')]),
    never,
  );
  const ended = expect(other).rejects.toThrow();
  await desk.until(async () => (await desk.rows()).length === 2);
  const [, row] = await desk.rows();
  expect(
    await desk.requests.commandTransfers({ command: 'cancel', which: { ids: [row?.id ?? ''] } }),
  ).toEqual({ changed: 1, refused: [] });
  await ended;
  expect((await desk.rows()).map(({ state }) => state)).toEqual(['done', 'cancelled']);
});

/** A page that gives chunk after chunk, each when the one before was taken. */
function chunkedPage(chunk = 64 * 1024) {
  let given = 0;
  let wanted: (() => void) | null = null;
  const body = new Readable({
    highWaterMark: 1,
    read() {
      wanted?.();
    },
  });
  return {
    body,
    given: () => given,
    /** Resolves when the next one is wanted. */
    give(count = 1): Promise<void> {
      return new Promise(resolve => {
        let left = count;
        wanted = () => {
          if (left === 0) return resolve();
          left -= 1;
          given += chunk;
          body.push(Buffer.alloc(chunk, given / chunk));
        };
        wanted();
      });
    },
    end: () => void body.push(null),
  };
}

const chunk = 64 * 1024;

/** A transfer that has begun and moves. */
async function moving(name: string, over: Partial<PageWish> = {}) {
  const world = await createHandWorld();
  const desk = await world.open();
  const page = chunkedPage(chunk);
  const wish = { ...world.wishes(), name, size: null, ...over };
  const sent = desk.byHand.sendFromPage(wish, page.body, never);
  await page.give(3);
  const { id } = await only(desk);
  const command = (name: TransferCommand) =>
    desk.requests.commandTransfers({ command: name, which: { ids: [id] } });
  return { world, desk, page, sent, id, command };
}

test('bytes of a page are read no further while they are paused, alone or with everything, and go on where they were', async () => {
  const { world, desk, page, sent, id, command } = await moving('a.bin');
  expect(await command('pause')).toEqual({ changed: 1, refused: [] });
  expect(await only(desk)).toMatchObject({ state: 'paused' });
  const before = page.given();
  const giving = page.give(20);
  // Nothing else is in the way of the bytes: what could pass would have.
  for (let turns = 0; turns < 500; turns += 1) await new Promise(resolve => setImmediate(resolve));
  expect(page.given() - before).toBeLessThanOrEqual(3 * chunk);
  await desk.requests.setAllPaused({ isPaused: true });
  await desk.requests.setAllPaused({ isPaused: false });
  expect(await only(desk)).toMatchObject({ state: 'paused' });

  expect(await command('resume')).toEqual({ changed: 1, refused: [] });
  await giving;
  expect(await only(desk)).toMatchObject({ state: 'sending' });
  expect(desk.engine.progressOf(id)?.totalBytes).toBeNull();
  await desk.requests.setAllPaused({ isPaused: true });
  expect(await only(desk)).toMatchObject({ state: 'paused' });
  const last = page.give(10);
  await desk.requests.setAllPaused({ isPaused: false });
  await last;
  page.end();
  expect((await sent).proof.size).toBe(33 * chunk);
  const bytes = Buffer.concat(Array.from({ length: 33 }, (_, index) => Buffer.alloc(chunk, index + 1)));
  expect((await world.read('a.bin'))?.equals(bytes)).toBe(true);
});

test('bytes of a page that are resumed while everything is paused go on with everything, and say so', async () => {
  const { desk, page, sent, id, command } = await moving('e.bin');
  await command('pause');
  await desk.requests.setAllPaused({ isPaused: true });
  for (const _ of [1, 2]) {
    expect(await command('resume')).toMatchObject({
      changed: 0,
      refused: [{ id, name: 'e.bin', error: { facts: { problem: 'hand.allPaused' } } }],
    });
  }
  page.end();
  await desk.requests.setAllPaused({ isPaused: false });
  expect((await sent).proof.size).toBe(3 * chunk);
});

test('what is paused when its last byte is read already is proven all the same', async () => {
  const { desk, page, sent, command } = await moving('b.bin');
  page.end();
  await command('pause');
  expect((await sent).proof.size).toBe(3 * chunk);
  expect(await only(desk)).toMatchObject({ state: 'done' });
});

test('one that is paused can be cancelled, and leaves nothing', async () => {
  const { world, desk, sent, command } = await moving('c.bin');
  const ended = expect(sent).rejects.toThrow();
  await command('pause');
  expect(await command('cancel')).toEqual({ changed: 1, refused: [] });
  await ended;
  expect(await only(desk)).toMatchObject({ state: 'cancelled' });
  expect(await world.pending()).toEqual([]);
});

test('one that goes by one request says why it can not be paused', async () => {
  const { page, sent, id, command } = await moving('d.bin', { isSimple: true });
  expect(await command('pause')).toMatchObject({
    changed: 0,
    refused: [{ id, error: { facts: { problem: 'hand.oneRequest' } } }],
  });
  page.end();
  expect((await sent).proof.size).toBe(3 * chunk);
});

test('one that came while everything was paused can be paused itself, and is resumed after that', async () => {
  const world = await createHandWorld();
  const desk = await world.open();
  await desk.requests.setAllPaused({ isPaused: true });
  const page = chunkedPage(chunk);
  const sent = desk.byHand.sendFromPage({ ...world.wishes(), name: 'e.bin', size: null }, page.body, never);
  await desk.until(async () => (await desk.rows())[0]?.state === 'waiting');
  const { id } = await only(desk);
  const command = (name: TransferCommand) =>
    desk.requests.commandTransfers({ command: name, which: { ids: [id] } });
  expect(await command('pause')).toEqual({ changed: 1, refused: [] });
  expect(await only(desk)).toMatchObject({ state: 'paused' });
  await desk.requests.setAllPaused({ isPaused: false });
  expect(await only(desk)).toMatchObject({ state: 'paused' });
  expect(await command('resume')).toEqual({ changed: 1, refused: [] });
  await page.give(2);
  page.end();
  expect((await sent).proof.size).toBe(2 * chunk);
});
