import type { FolderAccount } from './folder.ts';

/** What the bytes of a transfer come from. `text`: a file of our own that goes when the transfer is over. */
export type TransferOrigin = 'file' | 'text' | 'append' | 'web' | 'page';

/** What it takes to carry out again what was asked for by hand. Holds no secret. */
export interface HandWish {
  readonly account: FolderAccount;
  /** Bytes; null for the planner's choice. */
  readonly partSize: number | null;
  /** One PUT, however large. */
  readonly isSimple: boolean;
  /** Of `web`: the address, null where it holds what may be a secret: user, password or query. */
  readonly url: string | null;
}

/** The path of a transfer whose bytes are no file's: what they come from, and a name for it. */
export function streamPath(origin: TransferOrigin, name: string): string {
  return `${origin}:${name}`;
}

/** What `streamPath` was made from. */
export function nameOfStream(origin: TransferOrigin, path: string): string {
  return path.slice(origin.length + 1);
}
