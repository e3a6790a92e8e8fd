import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { AppError } from '../../main/base/app-error.ts';
import type { CallbackOutcome } from '../../main/model/callback.ts';
import { digestOf } from '../../main/model/digest.ts';
import type { ObjectOptions } from '../../main/model/target.ts';
import type { Body, ObjectInfo, ObjectStore, StoredPart, UploadRef } from '../../main/remote/object-store.ts';
import type { FileSlice } from '../../main/upload/file-slice.ts';

interface FakeUpload {
  readonly key: string;
  readonly initiatedAtMs: number;
  /** Of its begin; absent for one that a test has put there. */
  readonly options?: ObjectOptions;
  readonly parts: Map<number, { readonly bytes: Uint8Array; readonly stored: StoredPart }>;
}

/** A bucket in memory with the rules of OSS, as far as uploads need them. Everything it holds is open to tests. */
export interface FakeStore extends ObjectStore {
  readonly objects: Map<string, { readonly bytes: Uint8Array; readonly info: ObjectInfo }>;
  readonly uploads: Map<string, FakeUpload>;
  /** Bytes of all parts and objects received, sent twice or not. */
  receivedBytes: number;
  /** What becomes of callbacks. */
  callbackOutcome: CallbackOutcome;
  /** Of every part that came with one. */
  readonly trafficLimits: number[];
}

/** The bytes that a slice ticket stands for, read by whole; a file that is too short for it has changed. */
export function readSlice({ source, offset, size }: FileSlice): Uint8Array {
  const bytes = readFileSync(source.path).subarray(offset, offset + size);
  if (bytes.length < size) throw new AppError('file.changed', 'the file is shorter than it was');
  return bytes;
}

export function createFakeStore(now: () => number, maxPut = 5 * 2 ** 30): FakeStore {
  const objects: FakeStore['objects'] = new Map();
  const uploads: FakeStore['uploads'] = new Map();
  const gone = () => new AppError('upload.gone', 'there is no such upload');
  const uploadOf = ({ key, uploadId }: UploadRef) => {
    const upload = uploads.get(uploadId);
    if (upload?.key !== key) throw gone();
    return upload;
  };
  const bytesOf = (body: Body) => {
    const bytes = readSlice((body as Body & { slice: FileSlice }).slice);
    store.receivedBytes += bytes.length;
    return bytes;
  };
  const md5 = (bytes: Uint8Array) => createHash('md5').update(bytes).digest('hex').toUpperCase();

  async function keep(key: string, bytes: Uint8Array, etag: string, options: ObjectOptions) {
    if (options.ifMatch !== undefined && objects.get(key)?.info.etag !== options.ifMatch) {
      throw new AppError('object.changed', 'the object is another one', { key, etag: options.ifMatch });
    }
    if (options.forbidOverwrite && objects.has(key)) {
      throw new AppError('object.exists', 'the object exists', { key });
    }
    const checksum = { algorithm: 'crc64', value: await digestOf('crc64', bytes) } as const;
    const requestId = randomUUID();
    const info: ObjectInfo = {
      key,
      size: bytes.length,
      etag,
      checksum,
      lastModifiedMs: now(),
      contentType: null,
      headers: {},
      encryption: null,
      tagCount: 0,
      storageClass: null,
      versionId: null,
      meta: options.meta ?? {},
      appendPosition: null,
      requestId,
    };
    objects.set(key, { bytes, info });
    const stored = { etag, checksum, versionId: null, requestId };
    return options.callback ? { ...stored, callback: store.callbackOutcome } : stored;
  }

  const missing = () => {
    throw new AppError('bug', 'the fake store does not do this');
  };
  const store: FakeStore = {
    objects,
    uploads,
    receivedBytes: 0,
    callbackOutcome: { became: 'answered', answer: '{"Status":"OK"}' },
    trafficLimits: [],
    algorithm: 'crc64',
    address: {
      kind: 'oss',
      endpoint: 'http://fake.invalid',
      bucket: 'fake',
      region: 'cn-hangzhou',
      addressing: 'path',
    },
    limits: {
      minPart: 1,
      maxPart: 2 ** 30,
      maxParts: 10_000,
      maxPut,
      maxObject: 2 ** 40,
      maxCopy: 2 ** 30,
      maxKeyBytes: 1023,
      maxDelete: 1000,
    },
    head: async key => objects.get(key)?.info ?? null,
    async put(key, body, options) {
      const bytes = bytesOf(body);
      return keep(key, bytes, md5(bytes), options);
    },
    async begin(key, options) {
      const uploadId = randomUUID();
      uploads.set(uploadId, { key, options, initiatedAtMs: now(), parts: new Map() });
      return { uploadId, algorithm: 'crc64' };
    },
    async sendPart(part) {
      const upload = uploadOf(part);
      if (part.trafficLimit !== undefined) store.trafficLimits.push(part.trafficLimit);
      const bytes = bytesOf(part.body);
      const checksum = { algorithm: 'crc64', value: await digestOf('crc64', bytes) } as const;
      const stored = { number: part.number, size: bytes.length, etag: md5(bytes), checksum };
      upload.parts.set(part.number, { bytes, stored });
      return { ...stored, requestId: randomUUID() };
    },
    async listParts(ref, after) {
      const all = [...uploadOf(ref).parts.values()].map(({ stored }) => stored);
      const rest = all.filter(part => part.number > after).sort((a, b) => a.number - b.number);
      const page = rest.slice(0, 2);
      return { parts: page, next: rest.length > page.length ? (page.at(-1)?.number ?? null) : null };
    },
    async complete({ key, uploadId, parts, options }) {
      const upload = uploadOf({ key, uploadId });
      const pieces = parts.map(({ number, etag }) => {
        const part = upload.parts.get(number);
        if (part?.stored.etag !== etag) throw new AppError('upload.part-missing', 'there is no such part');
        return part.bytes;
      });
      const bytes = Buffer.concat(pieces);
      const stored = await keep(key, bytes, `${md5(bytes)}-${pieces.length}`, {
        ...options,
        meta: upload.options?.meta ?? {},
      });
      uploads.delete(uploadId);
      return stored;
    },
    async abandon({ uploadId }) {
      uploads.delete(uploadId);
    },
    async listUploads(prefix) {
      const found = [...uploads]
        .filter(([, { key }]) => key.startsWith(prefix))
        .sort(([, a], [, b]) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
      return {
        uploads: found.map(([uploadId, { key, initiatedAtMs }]) => ({ key, uploadId, initiatedAtMs })),
        next: null,
      };
    },
    async delete(key) {
      objects.delete(key);
    },
    list: missing,
    get: missing,
    copy: missing,
    copyPart: missing,
    presign: missing,
    deleteIfMatch: missing,
    deleteMany: missing,
  };
  return store;
}
