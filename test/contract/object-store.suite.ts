import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Checksum, ChecksumAlgorithm } from '../../main/model/checksum.ts';
import { combineCrc } from '../../main/model/crc-combine.ts';
import type { Encryption, ObjectOptions } from '../../main/model/target.ts';
import { checkOptions } from '../../main/remote/check-options.ts';
import { createMemoryBody } from '../../main/remote/memory-body.ts';
import type { ObjectDownload, ObjectStore, SentPart } from '../../main/remote/object-store.ts';
import { eachObject, eachPart, eachUpload } from '../../main/remote/paging.ts';
import { codeOf, noAbort } from '../support/open-remote.ts';
import { askPlainly } from '../support/plain-request.ts';

/** A bucket to hold to the contract. Its smallest part is one byte; `open` gives it empty. */
export interface StoreUnderTest {
  readonly name: string;
  open(): Promise<ObjectStore>;
}

/** Every byte of UTF-8 that a path, a URL or a header may trip over. */
export const nastyKeys = [
  'a//b',
  './x',
  'a/../b',
  'a/./c',
  'folder/',
  'what?x=1&y=2',
  'sharp#fragment',
  'a+b c%20d%2Fe%',
  ' leading and trailing ',
  '报告/émoji 😀/ñ',
  'quotes\'"()!*',
  '<&>;=@:,$[]{}|^`~',
  'back\\slash',
  'tab\tnew\nline\rreturn',
  'control\u0001\u001f',
  '..',
  'x'.repeat(1023),
  '报'.repeat(341),
];

/** Keys that a URL in the hands of any program has to carry. */
const linkKeys = ['plain.csv', 'dir/a+b c%20d.csv', '报告/émoji 😀.csv', 'what?x=1&y=2#z', "quotes'()!*"];

export const bytesOf = (text: string) => new TextEncoder().encode(text);

/** Bytes without a pattern, the same for the same seed. */
export function noise(size: number, seed = 1): Uint8Array {
  const bytes = new Uint8Array(size);
  let state = seed;
  for (let at = 0; at < size; at += 1) {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    bytes[at] = state >>> 16;
  }
  return bytes;
}

export async function readAll(download: ObjectDownload): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of download.bytes) chunks.push(chunk);
  return new Uint8Array(Buffer.concat(chunks));
}

const putBytes = (store: ObjectStore, key: string, bytes: Uint8Array, options: ObjectOptions = {}) =>
  store.put(key, createMemoryBody(bytes), options, noAbort);

async function getBytes(store: ObjectStore, key: string): Promise<Uint8Array> {
  return readAll(await store.get(key, null, noAbort));
}

/** The checksum of a whole object from those of its parts. */
export function combine(
  algorithm: ChecksumAlgorithm,
  parts: readonly { readonly size: number; readonly checksum: Checksum | null }[],
): Checksum {
  const values = parts.map(part => part.checksum?.value ?? '');
  if (algorithm === 'md5') {
    const digests = Buffer.concat(values.map(value => Buffer.from(value, 'hex')));
    return { algorithm, value: createHash('md5').update(digests).digest('hex') };
  }
  const [first = '', ...rest] = values;
  return {
    algorithm,
    value: rest.reduce(
      (whole, value, index) => combineCrc(algorithm, whole, value, parts[index + 1]?.size ?? 0),
      first,
    ),
  };
}

/** Sends `pieces` as the parts 1, 2, … of a new upload. */
export async function sendPieces(
  store: ObjectStore,
  key: string,
  pieces: readonly Uint8Array[],
  options: ObjectOptions = {},
) {
  const { uploadId, algorithm } = await store.begin(key, options, noAbort);
  const parts: SentPart[] = [];
  for (const [index, piece] of pieces.entries()) {
    const body = createMemoryBody(piece);
    const sent = await store.sendPart({ key, uploadId, number: index + 1, algorithm, body }, noAbort);
    const ours = { algorithm, value: await body.digest(algorithm) };
    expect(sent).toMatchObject({ number: index + 1, size: piece.length });
    if (sent.checksum) expect(sent.checksum).toEqual(ours);
    parts.push({ ...sent, checksum: ours });
  }
  const completion = {
    key,
    uploadId,
    parts: parts.map(part => ({ ...part, checksum: part.checksum ?? { algorithm, value: '' } })),
    size: pieces.reduce((sum, piece) => sum + piece.length, 0),
    checksum: combine(algorithm, parts),
    options,
  };
  return { uploadId, algorithm, parts, completion };
}

export function describeObjectStore({ name, open }: StoreUnderTest): void {
  describe(`${name} does what every bucket must do`, () => {
    test('an object comes back as it was put', async () => {
      const store = await open();
      const bytes = noise(300_000);
      const stored = await putBytes(store, 'dir/a.bin', bytes, { contentType: 'text/plain' });
      const ours = {
        algorithm: store.algorithm,
        value: await createMemoryBody(bytes).digest(store.algorithm),
      };
      expect(stored.checksum).toEqual(ours);
      const info = await store.head('dir/a.bin', noAbort);
      expect(info).toMatchObject({
        key: 'dir/a.bin',
        size: bytes.length,
        etag: stored.etag,
        checksum: ours,
        contentType: 'text/plain',
        appendPosition: null,
      });
      expect(info?.requestId).not.toBe('');
      expect(await getBytes(store, 'dir/a.bin')).toEqual(bytes);
    });

    test('an empty object is an object', async () => {
      const store = await open();
      const stored = await putBytes(store, 'empty', new Uint8Array());
      expect(stored.checksum?.value).toMatch(/^0+$/);
      expect((await store.head('empty', noAbort))?.size).toBe(0);
      expect(await getBytes(store, 'empty')).toEqual(new Uint8Array());
    });

    test('what is not there is null to head and object.missing to get', async () => {
      const store = await open();
      expect(await store.head('nothing', noAbort)).toBeNull();
      expect(await codeOf(store.get('nothing', null, noAbort))).toBe('object.missing');
    });

    test.each([
      { range: { first: 0, last: 0 }, from: 0, to: 1 },
      { range: { first: 5, last: 9 }, from: 5, to: 10 },
      { range: { first: 990 }, from: 990, to: 1000 },
      { range: { first: 990, last: 5000 }, from: 990, to: 1000 },
    ])('a range gives its bytes and the whole size (%o)', async ({ range, from, to }) => {
      const store = await open();
      const bytes = noise(1000);
      await putBytes(store, 'a', bytes);
      const download = await store.get('a', range, noAbort);
      expect(download.size).toBe(to - from);
      expect(download.info.size).toBe(1000);
      expect(await readAll(download)).toEqual(bytes.slice(from, to));
    });

    test('a range behind the end is refused', async () => {
      const store = await open();
      await putBytes(store, 'a', noise(10));
      expect(await codeOf(store.get('a', { first: 10 }, noAbort))).toBe('remote.refused');
    });

    test.each(nastyKeys)('the key %j survives every call', async key => {
      const store = await open();
      const bytes = bytesOf(`content of ${key.length}`);
      await putBytes(store, key, bytes);
      expect((await store.head(key, noAbort))?.size).toBe(bytes.length);
      expect(await getBytes(store, key)).toEqual(bytes);
      expect((await store.list({}, noAbort)).objects.map(object => object.key)).toEqual([key]);
      expect((await store.list({ prefix: key }, noAbort)).objects).toHaveLength(1);
      const copy = `${key.slice(0, 300)}.copy`;
      await store.copy({ bucket: store.address.bucket, key }, copy, { keepsDescription: true }, noAbort);
      expect(await getBytes(store, copy)).toEqual(bytes);
      const { completion, uploadId } = await sendPieces(store, key, [noise(10), noise(5, 2)]);
      const uploads = [];
      for await (const upload of eachUpload(store, key, noAbort)) uploads.push(upload);
      expect(uploads).toMatchObject([{ key, uploadId }]);
      await store.complete(completion, noAbort);
      expect((await store.head(key, noAbort))?.size).toBe(15);
      expect(await store.deleteMany([key, copy], noAbort)).toEqual([]);
      expect(await store.head(key, noAbort)).toBeNull();
      expect(await store.head(copy, noAbort)).toBeNull();
    });

    test.each(['', 'half \ud800 pair', 'x'.repeat(1025)])(
      'a key that cannot be is refused before anything is sent (%#)',
      async key => {
        const store = await open();
        expect(await codeOf(putBytes(store, key, noise(1)))).toBe('key.invalid');
      },
    );

    test('metadata of any text comes back, and plain text is not touched', async () => {
      const store = await open();
      const meta = {
        mtime: '1700000000.123456789',
        plain: 'just text; 50% of it',
        encoded: 'a%20b',
        unicode: '报告 – ünïcödé 😀',
        blanks: '  around  ',
        lines: 'one\ntwo',
        words: '=?UTF-8?B?5oql5ZGK?=',
        empty: '',
      };
      await putBytes(store, 'a', noise(3), { meta });
      expect((await store.head('a', noAbort))?.meta).toEqual(meta);
      expect((await store.get('a', null, noAbort)).info.meta).toEqual(meta);
      const { completion } = await sendPieces(store, 'b', [noise(3)], { meta, contentType: 'image/png' });
      await store.complete(completion, noAbort);
      expect(await store.head('b', noAbort)).toMatchObject({ meta, contentType: 'image/png' });
    });

    /** Puts an object at once and another one by parts, and gives what the store tells of both. */
    async function writeBoth(store: ObjectStore, options: ObjectOptions) {
      checkOptions(store.address.kind, options);
      await putBytes(store, 'whole', noise(30), options);
      const { completion } = await sendPieces(store, 'parts', [noise(20), noise(10, 2)], options);
      await store.complete(completion, noAbort);
      return Promise.all(['whole', 'parts'].map(key => store.head(key, noAbort)));
    }

    test('an object keeps its standard headers', async () => {
      const store = await open();
      const headers = {
        'cache-control': 'max-age=3600, public',
        'content-disposition': "attachment; filename*=UTF-8''%E6%8A%A5.csv",
        'content-encoding': 'gzip',
        'content-language': 'zh-CN',
        expires: 'Tue, 02 Jan 2035 03:04:05 GMT',
      };
      const contentType = 'text/csv; charset=utf-8';
      const told = await writeBoth(store, {
        contentType,
        cacheControl: headers['cache-control'],
        contentDisposition: headers['content-disposition'],
        contentEncoding: headers['content-encoding'],
        contentLanguage: headers['content-language'],
        expires: headers.expires,
      });
      for (const info of told) expect(info).toMatchObject({ contentType, headers });
      expect((await store.get('whole', null, noAbort)).info).toMatchObject({ contentType, headers });
    });

    test('an object keeps its tags', async () => {
      const store = await open();
      const told = await writeBoth(store, { tags: { 'a b': '1+1=2', 'x/y:z': '', '.-_': '+' } });
      for (const info of told) expect(info?.tagCount).toBe(3);
      for (const info of await writeBoth(store, {})) expect(info?.tagCount).toBe(0);
    });

    test.each<Encryption>([
      { algorithm: 'AES256' },
      { algorithm: 'KMS' },
      { algorithm: 'KMS', keyId: 'key-1' },
    ])('an object is encrypted as it was wished (%o)', async encryption => {
      const store = await open();
      const { algorithm, keyId = null } = encryption;
      const name = store.address.kind === 's3' && algorithm === 'KMS' ? 'aws:kms' : algorithm;
      for (const info of await writeBoth(store, { encryption })) {
        expect(info?.encryption).toEqual({ algorithm: name, keyId });
        expect(info?.checksum).not.toBeNull();
      }
      for (const info of await writeBoth(store, {})) expect(info?.encryption).toBeNull();
    });

    test('an object is as public as it was wished', async () => {
      const store = await open();
      for (const { acl, status } of [
        { acl: 'public-read', status: 200 },
        { acl: 'private', status: 403 },
      ]) {
        await writeBoth(store, { acl });
        for (const key of ['whole', 'parts']) {
          const { url } = await store.presign({ method: 'GET', key, expiresInMs: 60_000 }, noAbort);
          const [unsigned = ''] = url.split('?');
          expect((await askPlainly(unsigned)).status).toBe(status);
        }
      }
    });

    test.each(linkKeys)('a link lets anybody read or write %j, and only so', async key => {
      const store = await open();
      const contentType = 'text/csv; charset=utf-8';
      const expiresInMs = 60_000;
      const bytes = noise(3000);
      const write = await store.presign({ method: 'PUT', key, expiresInMs, contentType }, noAbort);
      expect(write.headers).toEqual({ 'content-type': contentType });
      expect(write.expiresAtMs - Date.now()).toBeGreaterThan(50_000);
      const put = (headers: Readonly<Record<string, string>>) =>
        askPlainly(write.url, { method: 'PUT', headers, body: bytes });
      expect((await put({ 'content-type': 'text/html' })).status).toBe(403);
      expect((await put({})).status).toBe(403);
      expect(await store.head(key, noAbort)).toBeNull();
      expect((await put(write.headers)).status).toBe(200);
      expect(await store.head(key, noAbort)).toMatchObject({ size: bytes.length, contentType });

      const saveAs = '报告 "1".csv';
      const read = await store.presign({ method: 'GET', key, expiresInMs, saveAs }, noAbort);
      const answer = await askPlainly(read.url);
      expect(answer.status).toBe(200);
      expect(new Uint8Array(answer.body)).toEqual(bytes);
      expect(answer.headers['content-disposition']).toBe(
        'attachment; filename="__ _1_.csv"; filename*=UTF-8\'\'%E6%8A%A5%E5%91%8A%20%221%22.csv',
      );
      expect((await askPlainly(read.url, { method: 'PUT', body: bytes })).status).toBe(403);
    });

    test('an upload by parts is listed, joined and proven', async () => {
      const store = await open();
      const pieces = [noise(200_000, 1), noise(200_000, 2), noise(77, 3)];
      const { completion, parts, algorithm } = await sendPieces(store, 'big', pieces);
      expect(algorithm).toBe(store.algorithm);
      const listed = [];
      for await (const part of eachPart(store, completion, noAbort)) listed.push(part);
      expect(listed).toEqual(
        parts.map(({ number, size, etag, checksum }) => ({ number, size, etag, checksum })),
      );
      expect(await store.head('big', noAbort)).toBeNull();
      const stored = await store.complete(completion, noAbort);
      expect(stored.checksum).toEqual(completion.checksum);
      expect((await store.head('big', noAbort))?.checksum).toEqual(completion.checksum);
      expect(await getBytes(store, 'big')).toEqual(new Uint8Array(Buffer.concat(pieces)));
      expect(await codeOf(store.listParts(completion, 0, noAbort))).toBe('upload.gone');
    });

    test('a part that is sent again replaces itself', async () => {
      const store = await open();
      const { uploadId, algorithm } = await store.begin('a', {}, noAbort);
      const part = { key: 'a', uploadId, number: 1, algorithm };
      await store.sendPart({ ...part, body: createMemoryBody(noise(10)) }, noAbort);
      await store.sendPart({ ...part, body: createMemoryBody(noise(20, 2)) }, noAbort);
      expect((await store.listParts(part, 0, noAbort)).parts).toMatchObject([{ number: 1, size: 20 }]);
    });

    test('more than a thousand parts come page by page', async () => {
      const store = await open();
      const { uploadId, algorithm } = await store.begin('many', {}, noAbort);
      const body = createMemoryBody(noise(1));
      const numbers = Array.from({ length: 1003 }, (_, index) => index + 1);
      for (let from = 0; from < numbers.length; from += 16) {
        await Promise.all(
          numbers
            .slice(from, from + 16)
            .map(number => store.sendPart({ key: 'many', uploadId, number, algorithm, body }, noAbort)),
        );
      }
      expect((await store.listParts({ key: 'many', uploadId }, 0, noAbort)).next).toBe(1000);
      const listed: number[] = [];
      for await (const part of eachPart(store, { key: 'many', uploadId }, noAbort)) listed.push(part.number);
      expect(listed).toEqual(numbers);
    });

    test('an abandoned upload is gone, and abandoning it again is fine', async () => {
      const store = await open();
      const { completion } = await sendPieces(store, 'a', [noise(10)]);
      await store.abandon(completion, noAbort);
      await store.abandon(completion, noAbort);
      const body = createMemoryBody(noise(1));
      const part = { ...completion, number: 1, algorithm: store.algorithm, body };
      expect(await codeOf(store.sendPart(part, noAbort))).toBe('upload.gone');
      expect(await codeOf(store.complete(completion, noAbort))).toBe('upload.gone');
      expect(await store.head('a', noAbort)).toBeNull();
    });

    test('a part that the server does not have is told apart', async () => {
      const store = await open();
      const { completion } = await sendPieces(store, 'a', [noise(10), noise(10, 2)]);
      const parts = completion.parts.map(part => ({
        ...part,
        etag: part.number === 2 ? '0'.repeat(32) : part.etag,
      }));
      expect(await codeOf(store.complete({ ...completion, parts }, noAbort))).toBe('upload.part-missing');
    });

    test('unfinished uploads come page by page', async () => {
      const store = await open();
      const ids = new Set<string>();
      for (let from = 0; from < 1001; from += 16) {
        const some = Array.from({ length: Math.min(16, 1001 - from) }, () =>
          store.begin('dir/a', {}, noAbort),
        );
        for (const { uploadId } of await Promise.all(some)) ids.add(uploadId);
      }
      await store.begin('other', {}, noAbort);
      const page = await store.listUploads('dir/', null, noAbort);
      expect(page.uploads).toHaveLength(1000);
      const listed = new Set<string>();
      for await (const upload of eachUpload(store, 'dir/', noAbort)) {
        expect(upload.key).toBe('dir/a');
        expect(upload.initiatedAtMs).toBeGreaterThan(0);
        listed.add(upload.uploadId);
      }
      expect(listed).toEqual(ids);
    });

    test('a listing goes page by page, in byte order, with groups', async () => {
      const store = await open();
      const keys = ['a', 'b/1', 'b/2', 'c', 'd/x/1', 'é', '😀', '\uffee'];
      for (const key of keys) await putBytes(store, key, bytesOf(key));
      const inOrder = [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
      const listed: string[] = [];
      for await (const object of eachObject(store, { maxKeys: 3 }, noAbort)) listed.push(object.key);
      expect(listed).toEqual(inOrder);
      const grouped = await store.list({ delimiter: '/' }, noAbort);
      expect(grouped.prefixes).toEqual(['b/', 'd/']);
      expect(grouped.objects.map(object => object.key)).toEqual(inOrder.filter(key => !key.includes('/')));
      expect((await store.list({ prefix: 'b/', delimiter: '/' }, noAbort)).objects).toHaveLength(2);
      expect((await store.list({ startAfter: 'b/2', maxKeys: 1 }, noAbort)).objects).toMatchObject([
        { key: 'c', size: 1 },
      ]);
    });

    test('a copy keeps or replaces what is known of the object, and sees a changed source', async () => {
      const store = await open();
      const { bucket } = store.address;
      const { etag } = await putBytes(store, 'a', noise(50), { meta: { mtime: '1' } });
      const copied = await store.copy(
        { bucket, key: 'a', ifMatch: etag },
        'kept',
        { keepsDescription: true },
        noAbort,
      );
      expect(copied.etag).not.toBe('');
      expect((await store.head('kept', noAbort))?.meta).toEqual({ mtime: '1' });
      await store.copy(
        { bucket, key: 'a' },
        'new',
        { meta: { mtime: '2' }, contentType: 'text/css' },
        noAbort,
      );
      expect(await store.head('new', noAbort)).toMatchObject({
        meta: { mtime: '2' },
        contentType: 'text/css',
      });
      await putBytes(store, 'a', noise(51));
      expect(
        await codeOf(
          store.copy({ bucket, key: 'a', ifMatch: etag }, 'x', { keepsDescription: true }, noAbort),
        ),
      ).toBe('file.changed');
      expect(
        await codeOf(store.copy({ bucket, key: 'nothing' }, 'x', { keepsDescription: true }, noAbort)),
      ).toBe('object.missing');
    });

    test('an object is copied by parts', async () => {
      const store = await open();
      const bytes = noise(1000);
      await putBytes(store, 'a', bytes);
      const source = { bucket: store.address.bucket, key: 'a' };
      const { uploadId, algorithm } = await store.begin('b', {}, noAbort);
      const ranges = [
        { first: 0, last: 599 },
        { first: 600, last: 999 },
      ];
      const parts = [];
      for (const [index, range] of ranges.entries()) {
        const sent = await store.copyPart({ key: 'b', uploadId, number: index + 1 }, source, range, noAbort);
        const slice = createMemoryBody(bytes.slice(range.first, range.last + 1));
        parts.push({ ...sent, checksum: { algorithm, value: await slice.digest(algorithm) } });
      }
      expect(parts.map(part => part.size)).toEqual([600, 400]);
      const checksum = combine(algorithm, parts);
      await store.complete({ key: 'b', uploadId, parts, size: 1000, checksum, options: {} }, noAbort);
      expect(await getBytes(store, 'b')).toEqual(bytes);
    });

    test('deleting is final, and deleting nothing is fine', async () => {
      const store = await open();
      for (const key of ['a', 'b', 'c&<d>', 'e\u0001']) await putBytes(store, key, noise(1));
      await store.delete('a', noAbort);
      await store.delete('a', noAbort);
      expect(await store.deleteMany(['b', 'c&<d>', 'e\u0001', 'never there'], noAbort)).toEqual([]);
      expect(await store.deleteMany([], noAbort)).toEqual([]);
      expect((await store.list({}, noAbort)).objects).toEqual([]);
    });

    test('forbidOverwrite keeps what is there', async () => {
      const store = await open();
      const options = { forbidOverwrite: true };
      await putBytes(store, 'a', bytesOf('first'), options);
      expect(await codeOf(putBytes(store, 'a', bytesOf('second'), options))).toBe('object.exists');
      const sent = await sendPieces(store, 'b', [noise(10)], options);
      await putBytes(store, 'b', bytesOf('first'));
      expect(await codeOf(store.complete(sent.completion, noAbort))).toBe('object.exists');
      expect(await getBytes(store, 'a')).toEqual(bytesOf('first'));
      expect(await getBytes(store, 'b')).toEqual(bytesOf('first'));
    });

    test('ifMatch replaces the object that is meant, by one request and by parts', async () => {
      const store = await open();
      const first = await putBytes(store, 'a', bytesOf('first'));
      const second = await putBytes(store, 'a', bytesOf('second'), { ifMatch: first.etag });
      const { completion } = await sendPieces(store, 'a', [bytesOf('third')], { ifMatch: second.etag });
      await store.complete(completion, noAbort);
      expect(await getBytes(store, 'a')).toEqual(bytesOf('third'));
    });

    test('ifMatch keeps every other object, and does not store where there is none', async () => {
      const store = await open();
      const { etag } = await putBytes(store, 'a', bytesOf('first'));
      await putBytes(store, 'a', bytesOf('theirs'));
      for (const key of ['a', 'never there']) {
        const put = await putBytes(store, key, bytesOf('ours'), { ifMatch: etag }).catch(thrown => thrown);
        expect(put).toMatchObject({ code: 'object.changed', facts: { key, etag } });
        const sent = await sendPieces(store, key, [bytesOf('ours')], { ifMatch: etag });
        const completed = await store.complete(sent.completion, noAbort).catch(thrown => thrown);
        expect(completed).toMatchObject({ code: 'object.changed', facts: { key, etag } });
        // The parts are still there, for whoever wants them under another name.
        expect((await store.listParts(sent.completion, 0, noAbort)).parts).toHaveLength(1);
        await store.abandon(sent.completion, noAbort);
      }
      expect(await getBytes(store, 'a')).toEqual(bytesOf('theirs'));
      expect(await store.head('never there', noAbort)).toBeNull();
    });

    test('an object is deleted only as the one that is meant', async () => {
      const store = await open();
      const { etag } = await putBytes(store, 'a', bytesOf('first'));
      await putBytes(store, 'a', bytesOf('second'));
      expect(await codeOf(store.deleteIfMatch('a', etag, noAbort))).toBe('object.changed');
      expect(await getBytes(store, 'a')).toEqual(bytesOf('second'));
      const now = await store.head('a', noAbort);
      await store.deleteIfMatch('a', now?.etag ?? '', noAbort);
      await store.deleteIfMatch('a', now?.etag ?? '', noAbort);
      expect(await store.head('a', noAbort)).toBeNull();
    });

    test('a copy that must not overwrite keeps what is there', async () => {
      const store = await open();
      const { bucket } = store.address;
      const { etag } = await putBytes(store, 'a', bytesOf('ours'), { meta: { mtime: '1' } });
      await putBytes(store, 'taken', bytesOf('theirs'));
      const copy = (to: string, ifMatch = etag) =>
        store.copy(
          { bucket, key: 'a', ifMatch },
          to,
          { keepsDescription: true, forbidOverwrite: true },
          noAbort,
        );
      expect(await codeOf(copy('taken'))).toBe('object.exists');
      expect(await getBytes(store, 'taken')).toEqual(bytesOf('theirs'));
      expect(await codeOf(copy('free', '0'.repeat(32)))).toBe('file.changed');
      await copy('free');
      expect(await store.head('free', noAbort)).toMatchObject({ size: 4, meta: { mtime: '1' } });
    });

    test('a copy is encrypted as it is wished, and keeps its description all the same', async () => {
      const store = await open();
      const { bucket } = store.address;
      await putBytes(store, 'a', noise(9), { contentType: 'text/x', meta: { mtime: '1' }, tags: { t: '1' } });
      const encryption = { algorithm: 'AES256' } as const;
      await store.copy({ bucket, key: 'a' }, 'b', { keepsDescription: true, encryption }, noAbort);
      expect(await store.head('b', noAbort)).toMatchObject({
        contentType: 'text/x',
        meta: { mtime: '1' },
        tagCount: 1,
        encryption: { algorithm: 'AES256' },
      });
    });

    test('a body that gives another number of bytes than it promised is file.changed', async () => {
      const store = await open();
      for (const size of [9, 11]) {
        const body = { ...createMemoryBody(noise(10)), size };
        expect(await codeOf(store.put('a', body, {}, noAbort))).toBe('file.changed');
      }
      expect(await store.head('a', noAbort)).toBeNull();
    });

    test('no call is begun on a signal that has fired', async () => {
      const store = await open();
      const reason = new DOMException('over', 'AbortError');
      await expect(store.head('a', AbortSignal.abort(reason))).rejects.toBe(reason);
      const body = createMemoryBody(noise(1));
      await expect(store.put('a', body, {}, AbortSignal.abort(reason))).rejects.toBe(reason);
    });
  });
}
