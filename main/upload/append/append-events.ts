import type { Note } from '../../base/said.ts';
import type { FileVerdict } from './decide.ts';
import type { AppendedObject } from './proven-objects.ts';

/** Why the bytes go to another object from here on. */
export type RollReason = 'full' | Exclude<FileVerdict, 'same'>;

/** What an append has met that is worth telling. */
export type AppendNotice =
  /** The answer of an append was lost, and the store says that it has happened. */
  | 'answerFound'
  /** The store holds more than the record knew of, and it is the head of the file. */
  | 'headFound'
  /** The object was deleted; it is begun again from the file. */
  | 'objectGone'
  /** The file was empty, so an empty object was made. */
  | 'emptyObject'
  /** The object was there before, so options for it came too late. */
  | 'optionsKept'
  /** What was added to a file between the last look and its cut, or after its rotation, is in no object. */
  | 'bytesMissed'
  /** A file was renamed, or copied and cut, and is gone on with under its new name or in its copy. */
  | 'oldFileFound'
  /** A rotated file is no longer looked at, because too many were left after it. */
  | 'oldFileLeft'
  /** There is no file under the path at the moment. */
  | 'fileMissing';

/** One file's appending as it goes on; `position` and `size` are bytes of the object `key`. */
export type AppendEvent =
  /** Where it goes on. */
  | { readonly type: 'started'; readonly key: string; readonly position: number; readonly crc64: string }
  /** One append is confirmed and recorded; `crc64` is hex, of the whole object. */
  | {
      readonly type: 'appended';
      readonly key: string;
      /** Length of the object now. */
      readonly position: number;
      /** Bytes of this append. */
      readonly size: number;
      readonly crc64: string;
      readonly requestId: string;
    }
  /** At the end of a run, however it ended: an object as the store last told of it. */
  | ({ readonly type: 'proven' } & AppendedObject)
  | { readonly type: 'rolled'; readonly from: string; readonly to: string; readonly reason: RollReason }
  /** `reason` is one English sentence, `note` the same for those who show it. */
  | {
      readonly type: 'noticed';
      readonly what: AppendNotice;
      readonly reason: string;
      readonly note: Note;
    };
