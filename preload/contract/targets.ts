import type { StoreKind } from './common.ts';

/** Where files go: whose keys, which bucket, and what their keys begin with. */
export interface TargetView {
  /** Of a saved account; null for the usual account of `kind` (environment, files of the store's own tool). */
  readonly account: string | null;
  readonly kind: StoreKind;
  readonly bucket: string;
  /** Empty, or ending in `/`. */
  readonly prefix: string;
}

/** A target under a name, with what is wished for every object that goes there. */
export interface SavedTarget extends TargetView {
  readonly name: string;
  readonly options: ObjectWishes;
}

/** How the store is to encrypt an object at rest. */
export interface EncryptionWish {
  readonly algorithm: 'AES256' | 'KMS' | 'SM4';
  readonly keyId?: string;
}

export interface CallbackWish {
  readonly urls: readonly string[];
  readonly host?: string;
  readonly body: string;
  readonly bodyType: 'application/x-www-form-urlencoded' | 'application/json';
  readonly sni?: boolean;
  readonly variables: Readonly<Record<string, string>>;
}

/** What is wished for an object; what a store lacks is refused with `options.unsupported`. As `ObjectOptions` of the engine. */
export interface ObjectWishes {
  readonly contentType?: string;
  readonly cacheControl?: string;
  readonly contentDisposition?: string;
  readonly contentEncoding?: string;
  readonly contentLanguage?: string;
  /** An HTTP date. */
  readonly expires?: string;
  readonly meta?: Readonly<Record<string, string>>;
  readonly keepsMtime?: boolean;
  readonly storageClass?: string;
  readonly acl?: string;
  readonly encryption?: EncryptionWish;
  readonly tags?: Readonly<Record<string, string>>;
  readonly forbidOverwrite?: boolean;
  readonly ifMatch?: string;
  /** Bits per second. */
  readonly trafficLimit?: number;
  readonly callback?: CallbackWish;
}
