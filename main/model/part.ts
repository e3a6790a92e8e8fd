import type { Checksum } from './checksum.ts';

/** One slice of what goes up: `number` counts from 1, `offset` from the first byte that goes up. */
export interface Part {
  readonly number: number;
  readonly offset: number;
  readonly size: number;
}

/** A part that the server has confirmed. `checksum` is of the bytes that we read, in the upload's algorithm. */
export interface Receipt {
  readonly number: number;
  readonly size: number;
  /** As the server gave it, without quotes. */
  readonly etag: string;
  readonly checksum: Checksum;
}
