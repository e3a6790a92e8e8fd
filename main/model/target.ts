import type { Callback } from './callback.ts';

export type StoreKind = 'oss' | 's3';

/** `virtual`: bucket in the host; `path`: bucket in the path; `domain`: the host itself stands for the bucket (CNAME). */
export type Addressing = 'virtual' | 'path' | 'domain';

/** Where a bucket is; identifies it together with nothing else, and holds no secret. */
export interface BucketAddress {
  readonly kind: StoreKind;
  /** Origin without bucket: `https://oss-cn-hangzhou.aliyuncs.com`, `http://127.0.0.1:9000`; for `domain`, the domain's origin. */
  readonly endpoint: string;
  readonly bucket: string;
  /** General id: `cn-hangzhou`, `us-east-1`. */
  readonly region: string;
  readonly addressing: Addressing;
}

/** One object to be: a bucket and a key. */
export interface ObjectTarget {
  readonly address: BucketAddress;
  readonly key: string;
}

/** How the store is to encrypt an object at rest. */
export interface Encryption {
  readonly algorithm: 'AES256' | 'KMS' | 'SM4';
  /** `KMS` alone: the key; else the service's own. */
  readonly keyId?: string;
}

/** What the user wishes for an object; what a store lacks is refused before any byte is sent (`checkOptions`). */
export interface ObjectOptions {
  readonly contentType?: string;
  readonly cacheControl?: string;
  readonly contentDisposition?: string;
  readonly contentEncoding?: string;
  readonly contentLanguage?: string;
  /** An HTTP date. */
  readonly expires?: string;
  /** User metadata: names without prefix, lower case; values may be any text. */
  readonly meta?: Readonly<Record<string, string>>;
  /** The file's time of modification goes along as metadata `mtime`: seconds since 1970 with decimals, as rclone has it. */
  readonly keepsMtime?: boolean;
  readonly storageClass?: string;
  readonly acl?: string;
  readonly encryption?: Encryption;
  /** At most ten. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Fail with `object.exists` instead of overwriting. */
  readonly forbidOverwrite?: boolean;
  /**
   * Fail with `object.changed` unless the key holds the object with this ETag. S3 judges it in the moment of storing; OSS has no such
   * condition and is asked right before, so a change in between is not seen.
   */
  readonly ifMatch?: string;
  /** OSS: bits per second that the server takes from one request. */
  readonly trafficLimit?: number;
  /** OSS: tell an application server once the object is stored. */
  readonly callback?: Callback;
}
