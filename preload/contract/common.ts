/** Small values that explain a failure or fill a sentence. Never a secret, a signed URL, a header or a body. */
export type Facts = Readonly<Record<string, string | number | boolean | null>>;

/** A failure as code and facts; the page owns the sentences. `message` is one English sentence for the log. */
export interface ErrorView {
  readonly code: string;
  readonly message: string;
  readonly facts: Facts;
}

/** A text of a catalogue without its language: its key, and the facts that it names. */
export interface SaidView {
  readonly key: string;
  readonly facts: Facts;
}

/** Why something is done with a file, or not: a code of the catalogue `reasons`, and its facts. */
export interface ReasonView {
  readonly code: string;
  readonly facts: Facts;
}

/** A window of rows. `limit` is at most 500. */
export interface Window {
  readonly offset: number;
  readonly limit: number;
}

export interface Rows<Row> {
  /** Of all that match, not of the window. */
  readonly total: number;
  readonly offset: number;
  readonly rows: readonly Row[];
}

export type StoreKind = 'oss' | 's3';

export interface Nothing {
  readonly ok: true;
}
