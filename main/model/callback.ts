/** How the fields of a callback's body are written; the protocol's two media types. */
export type CallbackBodyType = 'application/x-www-form-urlencoded' | 'application/json';

/** What OSS is asked to tell an application server about a stored object. Of S3 nothing like it exists. */
export interface Callback {
  /** One to five, tried in order until one succeeds. */
  readonly urls: readonly string[];
  /** The `Host` header for the application; else the host of the URL. */
  readonly host?: string;
  /** Text with `${…}`; never empty. */
  readonly body: string;
  readonly bodyType: CallbackBodyType;
  /** Name the host in the TLS greeting. */
  readonly sni?: boolean;
  /** Values for `${x:name}`, keyed without `x:`. */
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * What became of a callback. Either way the object is stored: a failed one says nothing about the bytes.
 */
export type CallbackOutcome =
  | {
      readonly became: 'answered';
      /** The application's answer as it came: JSON text. */
      readonly answer: string;
    }
  | {
      readonly became: 'failed';
      /** The store's own words. */
      readonly message: string;
      /** OSS's finer error number; null where it gave none. */
      readonly ec: string | null;
      readonly requestId: string;
    };
