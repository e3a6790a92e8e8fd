import type { ObjectTarget } from '../model/target.ts';

/** A local file and the object that its bytes are appended to, as the user named them. */
export interface AppendSubject {
  /** Absolute. */
  readonly path: string;
  readonly target: ObjectTarget;
}

/** An append that was asked for. The bytes are told by their number and by the CRC-64 that the object has with them. */
export interface NextAppend {
  readonly size: number;
  readonly crc: string;
}

/** Where the appending of one file stands. */
export interface AppendPlace {
  /** The object that takes the bytes now: the target's own, or one of the pattern. */
  readonly key: string;
  /** Number in the pattern; 0 for the target's own key. */
  readonly roll: number;
  /** The byte of the file with which this object begins. */
  readonly base: number;
  /** Confirmed bytes of the object. */
  readonly position: number;
  /** CRC-64 of them, lower-case hex. */
  readonly crc: string;
  /** CRC-64 of the first and of the last few of them, for a look that does not read all; empty while they are not known. */
  readonly headCrc: string;
  readonly tailCrc: string;
  /** The append whose outcome is not known; null when every one is confirmed. */
  readonly next: NextAppend | null;
  /** Of the file that the bytes came from, as in `SourceIdentity`; empty before the first. */
  readonly inode: string;
  readonly device: string;
  /** Its time of modification before bytes were last read from it for the object, as in `SourceIdentity`; left out where nothing tells. */
  readonly mtimeNs?: string;
}

/** Where everything stands that goes up for one subject. */
export interface AppendPlaces {
  /** Of the file that has the name now. */
  readonly now: AppendPlace;
  /** Of files that had it before and may still grow, oldest first. */
  readonly left: readonly AppendPlace[];
}

/** How far files have gone up by appending. */
export interface AppendLog {
  /**
   * Takes the subject for this process; `places` is null when nothing is known of it. Throws `transfer.busy` while somebody
   * else, or another call of this process, has it.
   */
  claim(subject: AppendSubject): { readonly id: string; readonly places: AppendPlaces | null };
  /** To be called before a request with what it is about to do, and after it with what was confirmed. Needs the claim. */
  save(id: string, places: AppendPlaces): void;
  /** Gives the claim back. A subject of which nothing was saved is forgotten. */
  release(id: string): void;
}
