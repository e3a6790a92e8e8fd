import type { ErrorRecord } from '../base/app-error.ts';
import type { SeenDirectory } from '../model/seen.ts';
import type { Look, WalkSetup } from './walk.ts';

/** Of one directory, what was read at one go; a directory's pieces follow one another. */
export interface Piece {
  readonly directory: SeenDirectory;
  readonly isLast: boolean;
}

/** What the engine's thread asks of the walking one. Each `next` is answered by one `pieces` or `failed`. */
export type ToWalkWorker =
  | { readonly type: 'open'; readonly id: number; readonly setup: WalkSetup; readonly looks: readonly Look[] }
  | { readonly type: 'next'; readonly id: number }
  | { readonly type: 'stop'; readonly id: number }
  | { readonly type: 'close' };

export type FromWalkWorker =
  | {
      readonly type: 'pieces';
      readonly id: number;
      readonly pieces: readonly Piece[];
      /** True when the walk is over. */
      readonly isOver: boolean;
    }
  | { readonly type: 'failed'; readonly id: number; readonly error: ErrorRecord };
