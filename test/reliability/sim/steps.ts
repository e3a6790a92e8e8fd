import type { FolderSettings } from '../../../main/model/folder.ts';
import type { StoreKind } from '../../../main/model/target.ts';
import type { PlannedFault } from './faults.ts';

/** One thing that is done in a history. Paths are from the folder's root; what can't be done is passed over. */
export type Step =
  | { readonly do: 'write'; readonly path: string; readonly size: number; readonly salt: number }
  | { readonly do: 'append'; readonly path: string; readonly size: number; readonly salt: number }
  /** Other bytes under the same size and time of modification. */
  | { readonly do: 'rewrite'; readonly path: string; readonly salt: number }
  | { readonly do: 'truncate'; readonly path: string; readonly size: number }
  | { readonly do: 'touch'; readonly path: string }
  | { readonly do: 'rename'; readonly path: string; readonly to: string }
  | { readonly do: 'swap'; readonly path: string; readonly to: string }
  | { readonly do: 'remove'; readonly path: string }
  | { readonly do: 'chmod'; readonly path: string; readonly mode: number }
  | { readonly do: 'link'; readonly path: string; readonly to: string }
  | { readonly do: 'pipe'; readonly path: string }
  /** A name that is no UTF-8. */
  | { readonly do: 'raw'; readonly salt: number }
  | { readonly do: 'unmount' }
  | { readonly do: 'mount' }
  /** Lines of the folder's `.longshoreignore`; none removes it. */
  | { readonly do: 'ignore'; readonly lines: readonly string[] }
  /** Another machine stores or removes an object. */
  | { readonly do: 'foreign'; readonly path: string; readonly size: number; readonly salt: number }
  | { readonly do: 'foreignRemove'; readonly path: string }
  /** All unfinished uploads on the server come to an end there. */
  | { readonly do: 'expire' }
  | ({ readonly do: 'fault' } & PlannedFault)
  | { readonly do: 'jump'; readonly ms: number }
  | { readonly do: 'suspend'; readonly ms: number }
  /** The server's clock is ahead by so much from now on. */
  | { readonly do: 'skew'; readonly ms: number }
  /** The folder is worked on, if it is not already. */
  | { readonly do: 'start'; readonly mode: 'run' | 'watch' }
  /** So many events happen. */
  | { readonly do: 'go'; readonly events: number }
  /** Time passes, with all that happens in it. */
  | { readonly do: 'pass'; readonly ms: number }
  | { readonly do: 'stop' }
  | { readonly do: 'kill' }
  | { readonly do: 'pause' }
  | { readonly do: 'resume' }
  /** Asked for by hand: a file beside the folder. */
  | {
      readonly do: 'add';
      readonly name: string;
      readonly size: number;
      readonly salt: number;
      readonly partSize: number | null;
    }
  | {
      readonly do: 'command';
      readonly command: 'pause' | 'resume' | 'cancel' | 'retry' | 'sendNext';
      /** Of the additions, counted around; -1 for the last. */
      readonly nth: number;
    }
  /** Of the file of an addition. */
  | { readonly do: 'changeAdded'; readonly name: string; readonly size: number; readonly salt: number }
  | { readonly do: 'rate'; readonly bytes: number | null }
  /** Of the program, from its next life on; what is absent stays. */
  | {
      readonly do: 'settings';
      /** Null for as many as the line is worth. */
      readonly parallel?: number | null;
      /** Bytes where nobody wishes otherwise; null for the planner's own. */
      readonly partSize?: number | null;
    }
  /** As `settings`. */
  | { readonly do: 'parallel'; readonly parallel: number };

/** Everything that decides a run. */
export interface History {
  /** Of the order of events and of all chance. */
  readonly seed: number;
  readonly kind: StoreKind;
  readonly settings: Partial<FolderSettings>;
  /** Null for as many as the line is worth. */
  readonly parallel: number | null;
  readonly steps: readonly Step[];
}
