import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { AppError, type Facts, isAbort, toErrorRecord } from '../../../main/base/app-error.ts';
import type { Checksum, DigestAlgorithm } from '../../../main/model/checksum.ts';
import { digestOf } from '../../../main/model/digest.ts';
import type { ReportEntry } from '../../../main/model/report.ts';
import { type Source, withWindow } from '../../../main/model/source.ts';
import type { StoreKind } from '../../../main/model/target.ts';
import type { ObjectInfo, ObjectStore } from '../../../main/remote/object-store.ts';
import type { FileSlice } from '../../../main/upload/file-slice.ts';
import { checkEntry } from '../../../main/upload/prove/check-entry.ts';
import { compare as compareWithObject } from '../../../main/upload/prove/compare.ts';
import { compareFile, type Standing, standingOf } from '../../../main/upload/prove/compare-file.ts';
import type { ProveTools } from '../../../main/upload/prove/prove-file.ts';
import { problemIn } from '../../support/english.ts';
import { createFixedClock } from '../../support/fixed-clock.ts';
import { noAbort } from '../../support/open-remote.ts';
import { sampleBytes } from '../../support/sample-bytes.ts';

const mib = 1024 ** 2;
const bytes = sampleBytes(11 * mib + 5);
const file: Source = {
  path: '/data/file',
  size: bytes.length,
  offset: 0,
  length: bytes.length,
  mtimeNs: '1',
  ctimeNs: '1',
  inode: '1',
  device: '1',
};

/** Reads slices from memory, and counts the bytes that it was asked for. */
function toolsOver(content: Buffer, store?: ObjectStore) {
  const read = { bytes: 0 };
  const tools: ProveTools = {
    parallel: 3,
    onRead: count => {
      read.bytes += count;
    },
    digest: async ({ offset, size }: FileSlice, algorithms: readonly DigestAlgorithm[]) =>
      await Promise.all(algorithms.map(each => digestOf(each, content.subarray(offset, offset + size)))),
    lookAt: async path => ({ ...file, path, size: content.length, length: content.length }),
    findFile: async path => path,
    clock: createFixedClock(0),
    store: store as ObjectStore,
  };
  return { tools, read };
}

function standing(over: Partial<Standing>, kind: StoreKind = 'oss'): Standing {
  const address = { kind, endpoint: 'https://x', bucket: 'b', region: 'r', addressing: 'path' } as const;
  return { target: { address, key: 'k' }, size: bytes.length, checksum: null, etag: '', ...over };
}

/** As the stores make it, written down here a second time. */
function etagByParts(content: Buffer, partSize: number, kind: StoreKind): string {
  const md5 = (piece: Uint8Array | string) => createHash('md5').update(piece).digest();
  const sums: Buffer[] = [];
  for (let at = 0; at < content.length; at += partSize) sums.push(md5(content.subarray(at, at + partSize)));
  const joined =
    kind === 'oss' ? sums.map(sum => sum.toString('hex').toUpperCase()).join('') : Buffer.concat(sums);
  return `${md5(joined).toString('hex')}-${sums.length}`;
}

const compare = (said: Standing, source = file, partSize?: number) =>
  compareFile(source, said, partSize, toolsOver(bytes).tools, noAbort);

async function refusal(work: Promise<unknown>) {
  const { code, facts } = await work.then(() => ({ code: 'none', facts: {} as Facts }), toErrorRecord);
  return [code, problemIn({ facts })];
}

describe('a file is proven', () => {
  test.each(['crc64', 'crc64nvme', 'crc32', 'crc32c'] as const)(
    'by %s, whole or in part',
    async algorithm => {
      const whole = { algorithm, value: await digestOf(algorithm, bytes) };
      expect(await compare(standing({ checksum: whole }))).toEqual({ ours: whole, theirs: whole.value });
      const piece: Checksum = { algorithm, value: await digestOf(algorithm, bytes.subarray(1000, 5000)) };
      const window = withWindow(file, { offset: 1000, length: 4000 });
      expect((await compare(standing({ checksum: piece, size: 4000 }), window)).ours).toEqual(piece);
    },
  );

  test('by the MD5 of an object that was stored at once, in large or small letters', async () => {
    const md5 = await digestOf('md5', bytes);
    expect((await compare(standing({ etag: md5.toUpperCase() }))).theirs).toBe(md5);
  });

  test.each(['oss', 's3'] as const)(
    'by the ETag that %s makes of usual parts, which are found out',
    async kind => {
      for (const partSize of [5 * mib, 8 * mib, 6 * mib, 10 * mib, 1 * mib, 12 * mib]) {
        const etag = etagByParts(bytes, partSize, kind);
        expect((await compare(standing({ etag }, kind))).ours).toEqual({ algorithm: 'md5', value: etag });
      }
    },
  );

  test('by the ETag of OSS that was spoken to as S3', async () => {
    const etag = etagByParts(bytes, 8 * mib, 'oss').toUpperCase();
    expect((await compare(standing({ etag }, 's3'))).theirs).toBe(etag.toLowerCase());
  });

  test('by the ETag of unusual parts when their size is told', async () => {
    const etag = etagByParts(bytes, 3_333_333, 's3');
    expect((await compare(standing({ etag }, 's3'), file, 3_333_333)).theirs).toBe(etag);
    expect(await refusal(compare(standing({ etag }, 's3')))).toEqual([
      'proof.impossible',
      expect.stringContaining('--part-size'),
    ]);
  });
});

describe('a file is not proven', () => {
  test('of another size, and then it is not read', async () => {
    const { tools, read } = toolsOver(bytes);
    const [code, problem] = await refusal(
      compareFile(file, standing({ size: 9 }), undefined, tools, noAbort),
    );
    expect([code, problem]).toEqual(['proof.different', `the object has 9 bytes, the file ${bytes.length}`]);
    expect(read.bytes).toBe(0);
  });

  test('with another checksum or ETag', async () => {
    const checksum: Checksum = { algorithm: 'crc64', value: '0123456789abcdef' };
    expect(await refusal(compare(standing({ checksum })))).toEqual([
      'proof.different',
      expect.stringContaining('0123456789abcdef'),
    ]);
    const [code] = await refusal(compare(standing({ etag: '0'.repeat(32) })));
    expect(code).toBe('proof.different');
    const told = await refusal(compare(standing({ etag: `${'0'.repeat(32)}-2` }), file, 10 * mib));
    expect(told[0]).toBe('proof.different');
  });

  test.each([
    ['an ETag of an encryption key', { etag: '0'.repeat(32), isEtagOpaque: true } as const],
    ['an ETag that is no MD5', { etag: 'W-123' }],
    ['no ETag at all', { etag: '' }],
    ['an ETag of more parts than bytes', { etag: `${'0'.repeat(32)}-99999999` }],
  ])('by %s', async (_, said) => {
    expect((await refusal(compare(standing(said))))[0]).toBe('proof.impossible');
  });

  test('by parts of a size that gives another number of them', async () => {
    const etag = etagByParts(bytes, 8 * mib, 's3');
    expect((await refusal(compare(standing({ etag }, 's3'), file, 5 * mib)))[0]).toBe('proof.impossible');
  });
});

const info: ObjectInfo = {
  key: 'k',
  size: bytes.length,
  etag: 'A'.repeat(32),
  checksum: null,
  lastModifiedMs: 0,
  contentType: null,
  headers: {},
  storageClass: null,
  encryption: null,
  tagCount: 0,
  versionId: null,
  meta: {},
  appendPosition: null,
  requestId: 'R',
};

test('ETags of appended objects and of those under a key of KMS count for nothing', () => {
  const { target } = standing({});
  expect(standingOf(target, info).isEtagOpaque).toBeUndefined();
  expect(standingOf(target, { ...info, appendPosition: 9 }).isEtagOpaque).toBe(true);
  const encrypted = { ...info, encryption: { algorithm: 'SM4', keyId: null } };
  expect(standingOf(target, encrypted).isEtagOpaque).toBe(true);
  const plain = { ...info, encryption: { algorithm: 'AES256', keyId: null } };
  expect(standingOf(target, plain).isEtagOpaque).toBeUndefined();
});

describe('a second look at a proven upload', async () => {
  const crc: Checksum = { algorithm: 'crc64', value: await digestOf('crc64', bytes) };
  const entry: ReportEntry = {
    path: file.path,
    offset: 0,
    target: standing({}).target,
    proof: {
      size: bytes.length,
      ours: crc,
      theirs: crc.value,
      etag: info.etag,
      requestId: 'R',
      versionId: null,
      provenAtMs: 0,
      callback: null,
    },
  };
  const storeWith = (found: ObjectInfo | null) => ({ head: async () => found }) as unknown as ObjectStore;
  const look = (found: ObjectInfo | null, content = bytes, isObjectOnly = false, each = entry) =>
    checkEntry(each, isObjectOnly, toolsOver(content, storeWith(found)).tools, noAbort);

  test('finds object and file as they were', async () => {
    const path = file.path;
    expect(await look({ ...info, checksum: crc })).toEqual({ object: null, grownBytes: 0, file: null, path });
    const unread = { object: null, grownBytes: 0, file: 'unread', path };
    expect(await look({ ...info, checksum: crc }, bytes, true)).toEqual(unread);
    const stream = { ...entry, path: null };
    expect((await look({ ...info, checksum: crc }, bytes, false, stream)).file).toBe('unread');
  });

  test('goes by the ETag where the store keeps no checksum', async () => {
    expect((await look(info)).object).toBeNull();
    expect((await look({ ...info, etag: 'B'.repeat(32) })).object?.code).toBe('proof.different');
  });

  test('finds what became different', async () => {
    const other: Checksum = { algorithm: 'crc64', value: '0123456789abcdef' };
    expect((await look({ ...info, checksum: other })).object?.code).toBe('proof.different');
    expect((await look({ ...info, size: 1 })).object?.code).toBe('proof.different');
    expect((await look(null)).object?.code).toBe('object.missing');
    const changed = Buffer.from(bytes);
    changed.writeUInt8(255 - changed.readUInt8(9 * mib), 9 * mib);
    expect(await look({ ...info, checksum: crc }, changed)).toMatchObject({
      object: null,
      file: { code: 'proof.different' },
    });
  });

  test('knows the file again that was proven by the MD5s of parts', async () => {
    const value = etagByParts(bytes, 5 * mib, 'oss');
    const byParts = { ...entry, proof: { ...entry.proof, ours: { algorithm: 'md5', value } as const } };
    expect((await look(info, bytes, false, byParts)).file).toBeNull();
  });

  describe('that was appended to since', async () => {
    const more = sampleBytes(1000).subarray(100);
    const grown = Buffer.concat([bytes, more]);
    const sum: Checksum = { algorithm: 'crc64', value: await digestOf('crc64', grown) };
    const longer = { ...info, size: grown.length, appendPosition: grown.length, checksum: sum };

    test('proves the new state from the file', async () => {
      const sound = { object: null, grownBytes: more.length, file: null };
      expect(await look(longer, grown)).toMatchObject(sound);
      // The file may have grown further.
      expect(await look(longer, Buffer.concat([grown, more]))).toMatchObject(sound);
    });

    test('is told apart from one that was changed', async () => {
      const different = { object: { code: 'proof.different' }, grownBytes: 0 };
      const other: Checksum = { algorithm: 'crc64', value: '0123456789abcdef' };
      expect(await look({ ...longer, checksum: other }, grown)).toMatchObject(different);
      expect(await look(longer, grown.subarray(0, -1))).toMatchObject(different);
      expect(await look({ ...longer, appendPosition: null }, grown)).toMatchObject(different);
      expect(await look({ ...longer, size: bytes.length - 1 }, grown)).toMatchObject(different);
    });

    test('is not proven without the file, and by how much it has grown is said', async () => {
      const open = { object: { code: 'proof.impossible' }, grownBytes: more.length };
      expect(await look(longer, grown, true)).toMatchObject({ ...open, file: 'unread' });
      expect(await look(longer, grown, false, { ...entry, path: null })).toMatchObject(open);
      const changed = Buffer.from(grown);
      changed.writeUInt8(255 - changed.readUInt8(0), 0);
      expect(await look(longer, changed)).toMatchObject({ ...open, file: { code: 'proof.different' } });
    });
  });

  test('looks for an appended file by what it is, and takes another one of its name for none', async () => {
    const appended = { ...entry, file: { inode: '5', device: '6' } };
    const { tools } = toolsOver(bytes, storeWith({ ...info, checksum: crc }));
    const asked: unknown[] = [];
    const finding = (found: string | null): ProveTools => ({
      ...tools,
      findFile: async (path, identity) => {
        asked.push([path, identity]);
        return found;
      },
    });
    expect(await checkEntry(appended, false, finding('/data/file.1'), noAbort)).toMatchObject({
      file: null,
      path: '/data/file.1',
    });
    expect(await checkEntry(appended, false, finding(null), noAbort)).toMatchObject({ file: 'gone' });
    expect(asked[0]).toEqual([file.path, appended.file]);
  });

  test('notices a file that became shorter, and ends when it is to end', async () => {
    const longer = { ...entry, proof: { ...entry.proof, size: bytes.length + 1 } };
    expect((await look(info, bytes, false, longer)).file).toMatchObject({ code: 'proof.different' });
    const stop = AbortSignal.abort();
    const store = { head: async () => stop.throwIfAborted() } as unknown as ObjectStore;
    await expect(checkEntry(entry, false, toolsOver(bytes, store).tools, stop)).rejects.toSatisfy(isAbort);
  });
});

describe('a file held against an object', () => {
  const md5 = createHash('md5').update(bytes).digest('hex');
  const address = {
    kind: 's3',
    endpoint: 'https://x',
    bucket: 'b',
    region: 'r',
    addressing: 'path',
  } as const;

  /** A store that holds one object, and how often it was asked for it. */
  function storeWith(info: Partial<ObjectInfo> | null) {
    const asked = { times: 0 };
    const store = {
      address,
      algorithm: 'crc32',
      head: async () => {
        asked.times += 1;
        return (
          info && { size: bytes.length, checksum: null, appendPosition: null, encryption: null, ...info }
        );
      },
    } as unknown as ObjectStore;
    return { asked, tools: toolsOver(bytes, store).tools };
  }

  const crc32 = async () => ({ algorithm: 'crc32', value: await digestOf('crc32', bytes) }) as const;

  test('is equal by the ETag of a listing without a request, and known by the checksum of the store', async () => {
    const { asked, tools } = storeWith(null);
    const claim = { path: file.path, key: 'k', etag: md5.toUpperCase() };
    expect(await compareWithObject(claim, tools, noAbort)).toEqual({
      verdict: 'equal',
      info: null,
      ours: await crc32(),
      source: file,
    });
    expect(asked.times).toBe(0);
  });

  test.each(['0'.repeat(32), `${'0'.repeat(32)}-3`])(
    'is not called different for the ETag %s of a listing, which may be no MD5',
    async etag => {
      const { asked, tools } = storeWith({ etag, isEtagOpaque: true, checksum: await crc32() });
      const said = await compareWithObject({ path: file.path, key: 'k', etag }, tools, noAbort);
      expect(said).toMatchObject({ verdict: 'equal', ours: await crc32(), info: { etag } });
      expect(asked.times).toBe(1);
    },
  );

  test.each<readonly [string, Partial<ObjectInfo> | null, string]>([
    ['another size', { size: 9, etag: md5 }, 'different'],
    ['another checksum', { etag: md5, checksum: { algorithm: 'crc32', value: '00000000' } }, 'different'],
    ['another MD5', { etag: '0'.repeat(32) }, 'different'],
    ['an ETag of nobody knows what', { etag: 'x' }, 'impossible'],
    ['an MD5 that is none', { etag: md5, isEtagOpaque: true }, 'impossible'],
    ['no object', null, 'impossible'],
  ])('is told for %s', async (_, info, verdict) => {
    const { tools } = storeWith(info);
    const said = await compareWithObject({ path: file.path, key: 'k' }, tools, noAbort);
    expect(said).toMatchObject({ verdict, ours: null, source: file });
    expect(said.info?.etag).toBe(info?.etag);
  });

  test('may be a piece of it', async () => {
    const piece = bytes.subarray(1000, 5000);
    const { tools } = storeWith({ size: 4000, etag: createHash('md5').update(piece).digest('hex') });
    const window = { offset: 1000, length: 4000 };
    const said = await compareWithObject({ path: file.path, window, key: 'k' }, tools, noAbort);
    expect(said).toMatchObject({ verdict: 'equal', source: { offset: 1000, length: 4000 } });
  });

  test('fails as reading the file fails', async () => {
    const { tools } = storeWith({ etag: md5 });
    const changed = { ...tools, digest: () => Promise.reject(new AppError('file.changed', 'planned')) };
    expect(await refusal(compareWithObject({ path: file.path, key: 'k' }, changed, noAbort))).toMatchObject([
      'file.changed',
      expect.anything(),
    ]);
  });
});
