import type { CallbackOutcome } from '../model/callback.ts';
import type { Checksum, ChecksumAlgorithm, DigestAlgorithm } from '../model/checksum.ts';
import type { BucketAddress, ObjectOptions } from '../model/target.ts';

/**
 * Bytes to send. Replayable: `open` may be called again for a retry, and `digest` may be asked for before
 * or after sending. Both throw `file.changed` when the source no longer holds the bytes it held at first.
 */
export interface Body {
  readonly size: number;
  /** Names the request across its attempts, for those who watch it: `transfer:part`. */
  readonly subject?: string;
  /** Lower-case hex of the whole body. */
  digest(algorithm: DigestAlgorithm): Promise<string>;
  /** All bytes from the first; a chunk is valid only until the next one is asked for. */
  open(): Uint8Array | AsyncIterable<Uint8Array>;
  /** Instead of `open`, for a body small enough to be sent as one piece: all bytes, in memory that nobody uses again. */
  whole?(): Promise<Uint8Array>;
}

/** Limits of a store as data, in bytes where nothing else is said. */
export interface StoreLimits {
  /** Smallest part but the last. */
  readonly minPart: number;
  readonly maxPart: number;
  readonly maxParts: number;
  /** Largest object by one PUT. */
  readonly maxPut: number;
  readonly maxObject: number;
  /** Largest object by one copy request; above it, copy by parts. */
  readonly maxCopy: number;
  /** Largest object by appending; absent where the store can't append. */
  readonly maxAppend?: number;
  readonly maxKeyBytes: number;
  /** Keys in one `deleteMany`. */
  readonly maxDelete: number;
}

/** An upload that was begun on the server. */
export interface UploadRef {
  readonly key: string;
  readonly uploadId: string;
}

/** Part of everything that has an ETag and was told in an answer about it alone. */
export interface EtagOpacity {
  /** Present where the ETag is surely no MD5 of the bytes, nor made of the parts' MD5s, even when it looks so. */
  readonly isEtagOpaque?: true;
}

export interface ObjectInfo extends EtagOpacity {
  readonly key: string;
  readonly size: number;
  /** Without quotes, case as given. */
  readonly etag: string;
  /** The store's checksum of the whole object; null where it keeps none. */
  readonly checksum: Checksum | null;
  readonly lastModifiedMs: number;
  readonly contentType: string | null;
  /** `cache-control`, `content-disposition`, `content-encoding`, `content-language` and `expires`, as far as they are set. */
  readonly headers: Readonly<Record<string, string>>;
  readonly storageClass: string | null;
  /** As the store names it: `AES256`, `KMS`, `aws:kms` …; null when it tells of none. */
  readonly encryption: { readonly algorithm: string; readonly keyId: string | null } | null;
  /** How many tags the object has, as far as the store tells. */
  readonly tagCount: number;
  readonly versionId: string | null;
  readonly meta: Readonly<Record<string, string>>;
  /** Length so far of an object made by appending; null for others. */
  readonly appendPosition: number | null;
  readonly requestId: string;
}

/** What the store says of an object that it has just stored. */
export interface StoredObject extends EtagOpacity {
  readonly etag: string;
  readonly checksum: Checksum | null;
  readonly versionId: string | null;
  readonly requestId: string;
  /** Present when a callback was asked for and word of it came back. */
  readonly callback?: CallbackOutcome;
}

export interface BegunUpload {
  readonly uploadId: string;
  /** How this upload can be proven; `md5` where the server knows no checksums. */
  readonly algorithm: ChecksumAlgorithm;
}

export interface PartToSend extends UploadRef {
  readonly number: number;
  readonly algorithm: ChecksumAlgorithm;
  readonly body: Body;
  /** As in `ObjectOptions`; it counts for each request. */
  readonly trafficLimit?: number;
}

/** A part as the server knows it. */
export interface StoredPart extends EtagOpacity {
  readonly number: number;
  readonly size: number;
  readonly etag: string;
  readonly checksum: Checksum | null;
}

export interface SentPart extends StoredPart {
  readonly requestId: string;
}

export interface PartsPage {
  readonly parts: readonly StoredPart[];
  /** Give it to the next call; null on the last page. */
  readonly next: number | null;
}

/** What `complete` needs to name the parts and to let the server compare. */
export interface Completion extends UploadRef {
  readonly parts: readonly { readonly number: number; readonly etag: string; readonly checksum: Checksum }[];
  readonly size: number;
  /** Of the whole object, computed from the bytes that we read. */
  readonly checksum: Checksum;
  readonly options: ObjectOptions;
}

export interface PendingUpload extends UploadRef {
  readonly initiatedAtMs: number;
}

export interface UploadsPage {
  readonly uploads: readonly PendingUpload[];
  readonly next: { readonly key: string; readonly uploadId: string } | null;
}

export interface ListedObject {
  readonly key: string;
  readonly size: number;
  readonly etag: string;
  readonly lastModifiedMs: number;
  readonly storageClass: string | null;
}

export interface ListQuery {
  readonly prefix?: string;
  /** Groups keys that share the text between prefix and delimiter into `prefixes`. */
  readonly delimiter?: string;
  /** List keys after this one, in UTF-8 byte order. */
  readonly startAfter?: string;
  /** At most 1000. */
  readonly maxKeys?: number;
  /** From the page before. */
  readonly token?: string;
}

export interface ListPage {
  readonly objects: readonly ListedObject[];
  readonly prefixes: readonly string[];
  readonly next: string | null;
}

/** Bytes `first` to `last`, both included; without `last`, to the end. */
export interface ByteRange {
  readonly first: number;
  readonly last?: number;
}

export interface ObjectDownload {
  readonly info: ObjectInfo;
  /** Bytes of this answer: the whole object, or the range. */
  readonly size: number;
  /** Ends early only by throwing; must be read to the end or destroyed through the signal. */
  readonly bytes: AsyncIterable<Uint8Array>;
}

export interface CopySource {
  readonly bucket: string;
  readonly key: string;
  /** Fail with `file.changed` when the source is no longer this one. */
  readonly ifMatch?: string;
}

/** What the target of a copy gets. Class, encryption and ACL are never the source's, unless they are named here. */
export interface CopyOptions extends Omit<ObjectOptions, 'ifMatch' | 'callback' | 'keepsMtime'> {
  /** Type, headers and metadata stay the source's, whatever else is named; so do the tags unless there are new ones. */
  readonly keepsDescription?: true;
  /** S3: the full-object checksum that the copy is to have; absent for the source's kind. */
  readonly algorithm?: ChecksumAlgorithm;
}

export interface DeleteFailure {
  readonly key: string;
  readonly code: string;
  readonly message: string;
}

/** The body of an `append` continues an object of `position` bytes. */
export interface Append {
  readonly key: string;
  readonly position: number;
  readonly body: Body;
  /** Counts only on the first append, which creates the object. */
  readonly options: ObjectOptions;
}

/** A request that somebody without keys may make until it expires. */
export interface LinkWish {
  readonly method: 'GET' | 'PUT';
  readonly key: string;
  /** From now; the store's own limit is checked (7 days, for V1 signatures none). */
  readonly expiresInMs: number;
  /** `PUT`: what the sender has to send as `Content-Type`. */
  readonly contentType?: string;
  /** `GET`: the file name that a browser is told to save under. */
  readonly saveAs?: string;
}

export interface Link {
  /** A secret: whoever has it may make the request. */
  readonly url: string;
  readonly expiresAtMs: number;
  /** Headers that have to be sent exactly so. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * One bucket. Every call makes one attempt, ends when the signal fires, and throws `AppError` with a code of the
 * reaction table; retry, limits and log are wrappers of the same interface. What only one store can do is an
 * optional member, absent elsewhere.
 */
export interface ObjectStore {
  /** As last learned: a store that was told of another endpoint or region by the server changes it. */
  readonly address: BucketAddress;
  readonly limits: StoreLimits;
  /** The checksum by which this store proves whole objects, unless an upload falls back to `md5`. */
  readonly algorithm: ChecksumAlgorithm;

  /** Null when there is no such object; `bucket.missing` when there is no such bucket. */
  head(key: string, signal: AbortSignal): Promise<ObjectInfo | null>;
  /** Repeatable, except under `forbidOverwrite` and `ifMatch`, where a repeat after a lost answer meets its own object. */
  put(key: string, body: Body, options: ObjectOptions, signal: AbortSignal): Promise<StoredObject>;
  /** Not repeatable without trace: when the answer is lost, an empty upload may stay behind. */
  begin(key: string, options: ObjectOptions, signal: AbortSignal): Promise<BegunUpload>;
  /** Repeatable: the same number replaces the part. */
  sendPart(part: PartToSend, signal: AbortSignal): Promise<SentPart>;
  /** One page of at most 1000 parts after number `after`. `upload.gone` only when the server says so. */
  listParts(upload: UploadRef, after: number, signal: AbortSignal): Promise<PartsPage>;
  /** Not repeatable: when the answer is lost, or can't be read (`remote.truncated`), ask `head` before trying again. */
  complete(completion: Completion, signal: AbortSignal): Promise<StoredObject>;
  /** Removes the stored parts; an upload that is gone already is fine. Parts in flight may survive it. */
  abandon(upload: UploadRef, signal: AbortSignal): Promise<void>;
  listUploads(prefix: string, after: UploadsPage['next'], signal: AbortSignal): Promise<UploadsPage>;
  list(query: ListQuery, signal: AbortSignal): Promise<ListPage>;
  get(key: string, range: ByteRange | null, signal: AbortSignal): Promise<ObjectDownload>;
  /** One request, up to `limits.maxCopy`. Repeatable, except under `forbidOverwrite`, where a repeat meets its own object. */
  copy(source: CopySource, key: string, options: CopyOptions, signal: AbortSignal): Promise<StoredObject>;
  /** One part of a copy by parts, from a range of the source. */
  copyPart(
    upload: UploadRef & Pick<PartToSend, 'number' | 'trafficLimit'>,
    source: CopySource,
    range: ByteRange,
    signal: AbortSignal,
  ): Promise<SentPart>;
  /** A missing object is fine. */
  delete(key: string, signal: AbortSignal): Promise<void>;
  /**
   * The same for the object with this ETag alone; another one is `object.changed`. S3 judges it in the moment of deleting; elsewhere
   * the key is looked at right before, so a change in between is not seen.
   */
  deleteIfMatch(key: string, etag: string, signal: AbortSignal): Promise<void>;
  /** At most `limits.maxDelete` keys; returns those that stayed. */
  deleteMany(keys: readonly string[], signal: AbortSignal): Promise<readonly DeleteFailure[]>;
  /** The lifetime of temporary keys ends the link's, too. Sends nothing. Throws `options.invalid` for an impossible lifetime. */
  presign(wish: LinkWish, signal: AbortSignal): Promise<Link>;
  /**
   * OSS: one request of a length that is not known before, up to `limits.maxPut`; above it throws `file.too-large` and
   * stores nothing. Not repeatable, for the bytes come once: a wrong clock, endpoint or region is not put right on the way,
   * so some other call should have gone before. A source that stands still for as long as a request may is `net.timeout`.
   * `bytes` is read to its end.
   */
  putStream?(
    key: string,
    bytes: AsyncIterable<Uint8Array>,
    options: ObjectOptions,
    signal: AbortSignal,
  ): Promise<StoredObject>;
  /** Not repeatable: when the answer is lost, ask `head`. Returns the new length and the CRC of the whole object. */
  append?(append: Append, signal: AbortSignal): Promise<StoredObject & { readonly position: number }>;
}

/** Something that the store found out and put right by itself, worth telling the user once. */
export type Notice =
  | { readonly type: 'clockSkewed'; readonly offsetMs: number }
  | { readonly type: 'endpointMoved'; readonly from: string; readonly to: string }
  | { readonly type: 'regionMoved'; readonly from: string; readonly to: string };
