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

/** What the user wishes for an object; what a store lacks is refused before any byte is sent. */
export interface ObjectOptions {
  readonly contentType?: string;
  /** User metadata: names without prefix, lower case; values may be any text. */
  readonly meta?: Readonly<Record<string, string>>;
  readonly storageClass?: string;
  readonly acl?: string;
  /** Fail with `object.exists` instead of overwriting. */
  readonly forbidOverwrite?: boolean;
}
