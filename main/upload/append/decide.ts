import { unreachable } from '../../base/app-error.ts';
import type { AppendPlace, NextAppend } from '../../store/append-log.ts';

/** The object as the store tells of it. `crc` is CRC-64 in hex, null where the store keeps none. */
export type FoundObject =
  | { readonly is: 'missing' }
  /** There, but made in another way than by appending. */
  | { readonly is: 'fixed' }
  | { readonly is: 'appendable'; readonly size: number; readonly crc: string | null };

/** How an object stands to what is recorded of it. */
export type ObjectVerdict =
  /** As recorded, which includes that neither the object nor a byte in the record is there. */
  | { readonly is: 'asRecorded' }
  /** The append whose outcome was not known has happened. */
  | { readonly is: 'nextArrived' }
  /** It was deleted since. */
  | { readonly is: 'gone' }
  /** It is longer, or nothing is known of it: right if it equals the head of the file, else the error is `otherwise`. */
  | {
      readonly is: 'toCompare';
      readonly size: number;
      readonly crc: string;
      readonly otherwise: 'object.position' | 'append.diverged';
    }
  | {
      readonly is: 'refused';
      readonly code: 'object.position' | 'object.not-appendable' | 'append.diverged';
    };

type Recorded = Pick<AppendPlace, 'position' | 'crc' | 'next'>;

/**
 * What to make of the object when a run begins. Without a record it is left alone unless the user says that it is the
 * head of the file (`fromRemote`). With one, a longer object may still be the head of the file: a power cut can take back
 * the last lines of the record. Pure.
 */
export function judgeObject(recorded: Recorded, found: FoundObject, fromRemote: boolean): ObjectVerdict {
  const { position, crc, next } = recorded;
  switch (found.is) {
    case 'fixed':
      return { is: 'refused', code: 'object.not-appendable' };
    case 'missing':
      return { is: position === 0 ? 'asRecorded' : 'gone' };
    case 'appendable': {
      if (found.size === position && found.crc === crc) return { is: 'asRecorded' };
      if (isArrived(recorded, found)) return { is: 'nextArrived' };
      const isOurs = position > 0 || next !== null;
      const { size } = found;
      const mayCompare = fromRemote || (isOurs && size > position);
      if (mayCompare && found.crc !== null) {
        const otherwise =
          fromRemote || size === nextPosition(recorded) ? 'append.diverged' : 'object.position';
        return { is: 'toCompare', size, crc: found.crc, otherwise };
      }
      return { is: 'refused', code: isOurs && size === position ? 'append.diverged' : 'object.position' };
    }
    default:
      return unreachable(found);
  }
}

/** What became of an append without a usable answer: `other` when somebody else has written. Pure. */
export function judgeOpenAppend(
  recorded: Pick<AppendPlace, 'position' | 'crc'>,
  next: NextAppend,
  found: FoundObject,
): 'arrived' | 'notArrived' | 'other' {
  if (found.is === 'fixed') return 'other';
  // Deleted in the meantime, an object of which something was confirmed does not come back by appending to it.
  if (found.is === 'missing') return recorded.position === 0 ? 'notArrived' : 'other';
  if (isArrived({ ...recorded, next }, found)) return 'arrived';
  return found.size === recorded.position && found.crc === recorded.crc ? 'notArrived' : 'other';
}

function isArrived(recorded: Recorded, { size, crc }: FoundObject & { is: 'appendable' }): boolean {
  return recorded.next !== null && size === nextPosition(recorded) && crc === recorded.next.crc;
}

function nextPosition({ position, next }: Recorded): number {
  return position + (next?.size ?? 0);
}

/** How the file under the path stands to the one that was appended from. */
export type FileVerdict =
  | 'same'
  /** Another file has its name now. */
  | 'rotated'
  /** It is shorter than what was appended. */
  | 'truncated'
  /** It is long enough and holds other bytes. */
  | 'rewritten';

export interface FileLook {
  readonly size: number;
  /** Inode and device are those of the record. */
  readonly isSameFile: boolean;
  /** It holds the bytes that were appended, as far as was looked. */
  readonly holdsAppended: boolean;
}

/**
 * What to make of the file. Bytes count more than numbers: a copy that was restored in place of the file goes on. Pure.
 */
export function judgeFile({ base, position }: AppendPlace, look: FileLook): FileVerdict {
  if (look.holdsAppended) return 'same';
  if (!look.isSameFile) return 'rotated';
  return look.size < base + position ? 'truncated' : 'rewritten';
}
