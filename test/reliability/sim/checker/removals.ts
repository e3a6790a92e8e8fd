import type { BucketView, StoredObject } from './bucket-view.ts';
import { hashOf } from './checksums.ts';
import type { KnownRow, StateView } from './state-view.ts';
import { Violation } from './violation.ts';
import type { Watchman } from './watchman.ts';

/** What the folder's settings say of deletions. */
export interface RemovalRules {
  readonly prefix: string;
  readonly isMirror: boolean;
  readonly delayMs: number;
  readonly maxFiles: number;
  readonly maxPercent: number;
  readonly trash: string | null;
}

/** The world as it really is in a moment. */
export interface RemovalWorld {
  readonly bucket: Pick<BucketView, 'find' | 'all'>;
  readonly watchman: Pick<Watchman, 'hadContent' | 'isForeign' | 'isOfOthers'>;
  readonly state: () => Pick<StateView, 'known' | 'waiting'>;
  /** Whether the user's drive holds a file, or a directory where the path ends in `/`, be it mounted or not. */
  readonly holds: (path: string) => boolean;
  /** How much the wall clock has gone on at most since the path is gone; null when it never was there. */
  readonly goneForMs: (path: string) => number | null;
}

/** Up to so many files a share says nothing, unless they are all. */
const fewDeletes = 10;

/**
 * Judges every removal of an object in the moment in which it happens. What was proven may go only in mirror mode: because its file is
 * gone, for long enough, and not with too many others; or because the file has moved, and its bytes lie under another key. What was never
 * proven is the engine's own to take back.
 */
export class Removals {
  readonly #rules: RemovalRules;
  readonly #world: RemovalWorld;
  /** ETags that were said to be done, by key. */
  readonly #proven = new Map<string, Set<string>>();
  /** Paths whose deletion was told, and judged. */
  readonly #begun = new Set<string>();
  #agreed = 0;
  /** Keys that another machine is removing just now. */
  readonly #others = new Set<string>();

  constructor(rules: RemovalRules, world: RemovalWorld) {
    this.#rules = rules;
    this.#world = world;
  }

  /** The user agrees to so many deletions. */
  agree(count: number): void {
    this.#agreed = count;
  }

  /** The object of a key was said to be done. */
  proven(key: string, etag: string): void {
    const etags = this.#proven.get(key) ?? new Set();
    this.#proven.set(key, etags.add(etag.toLowerCase()));
  }

  /** Something else than a deletion was done for a path: the record holds what it is known by. */
  done(path: string): void {
    this.#begun.delete(path);
    const row = this.#world
      .state()
      .known()
      .find(each => each.path === path);
    if (row) this.proven(this.#keyOf(row), row.etag);
  }

  /** A deletion that was told has failed; whatever is removed later was not told by it. */
  givenUp(path: string): void {
    this.#begun.delete(path);
  }

  /** Nothing that was told goes on: the work on the folder has ended. */
  allGivenUp(): void {
    this.#begun.clear();
  }

  /** Another machine removes an object, until the answer is there. */
  async byOthers(key: string, removal: Promise<unknown>): Promise<void> {
    this.#others.add(key);
    try {
      await removal;
    } finally {
      this.#others.delete(key);
    }
  }

  /** The engine says that it deletes what a file has left, and has just looked for the file. */
  begin(path: string): void {
    const { isMirror, delayMs } = this.#rules;
    if (!isMirror) throw new Violation('forbidden removal', `${path} is to be deleted, and nothing may be`);
    if (this.#world.holds(path)) {
      throw new Violation('removal of a file', `${path} is to be deleted, and the file is there`);
    }
    const goneMs = this.#world.goneForMs(path);
    if (goneMs !== null && goneMs < delayMs) {
      throw new Violation('early removal', `${path} is gone for ${goneMs} ms, and ${delayMs} are to pass`);
    }
    this.#checkLimits(path);
    this.#begun.add(path);
  }

  /** Those that a pass has deleted before are neither gone nor known any more, which never makes few of many. */
  #checkLimits(path: string): void {
    const { maxFiles, maxPercent } = this.#rules;
    const state = this.#world.state();
    const gone = state.waiting().filter(({ what }) => what === 'delete').length;
    const known = state.known().filter(row => !row.path.endsWith('/')).length;
    if (gone <= this.#agreed) return;
    const isAll = gone > 1 && gone >= known;
    const isAboveShare = gone * 100 > known * maxPercent && (gone > fewDeletes || isAll);
    if (gone <= maxFiles && !isAboveShare) return;
    throw new Violation(
      'removal of many',
      `${path} is to be deleted with ${gone} of ${known}, and ${this.#agreed} were agreed to`,
    );
  }

  /** An object is about to go from the bucket. */
  removed(key: string): void {
    const object = this.#world.bucket.find(key);
    if (!object || this.#others.has(key)) return;
    const { prefix, trash } = this.#rules;
    const isInTrash = trash !== null && key.startsWith(prefix + trash);
    const known = this.#world
      .state()
      .known()
      .find(row => this.#keyOf(row) === key);
    const isClaimed = this.#proven.get(key)?.has(object.etag) ?? false;
    if (this.#world.watchman.isForeign(key, object.bytes) && known?.etag !== object.etag && !isClaimed) {
      throw new Violation('removal of foreign', `${key} holds what another machine stored, and is removed`);
    }
    // The engine's own upload or copy, whose proof failed or was never written down; nothing stands for it.
    if (!known && !isClaimed && !isInTrash) return;
    if (isInTrash) this.#requireElsewhere(object, '');
    else this.#checkProven(object, known);
  }

  #checkProven(object: StoredObject, known: KnownRow | undefined): void {
    const { prefix, isMirror, trash } = this.#rules;
    const { key } = object;
    if (!key.startsWith(prefix) || !isMirror) {
      throw new Violation('forbidden removal', `${key} was done and is removed, and nothing may be`);
    }
    const path = known?.path ?? key.slice(prefix.length);
    // A deletion that was told was judged then; one of an object that nothing is known of any more is never told.
    const isTold = this.#begun.has(path) || !known;
    if (!isTold || trash !== null) this.#requireElsewhere(object, isTold ? (trash ?? '') : '');
    if (!this.#begun.has(path) && this.#world.holds(path)) {
      throw new Violation('removal of a file', `${key} is removed, and ${path} is there`);
    }
  }

  /** The same bytes lie under another key. */
  #requireElsewhere({ key, bytes }: StoredObject, below: string): void {
    const hash = hashOf(bytes);
    const isThere = this.#world.bucket
      .all()
      .some(
        other =>
          other.key !== key &&
          other.key.startsWith(this.#rules.prefix + below) &&
          hashOf(other.bytes) === hash,
      );
    if (!isThere) throw new Violation('lost bytes', `${key} is removed, and its bytes are nowhere else`);
  }

  /** Where nothing may be deleted everything that was ever done is there still, as one of the versions that were. */
  checkEnd(): void {
    const { isMirror, prefix } = this.#rules;
    for (const [key, etags] of this.#proven) {
      if ((isMirror && key.startsWith(prefix)) || this.#world.watchman.isOfOthers(key)) continue;
      const object = this.#world.bucket.find(key);
      if (!object) throw new Violation('lost object', `${key} was done, and is gone`);
      // The last version may have arrived without a proof, and its file be gone since.
      if (!etags.has(object.etag) && !this.#world.watchman.hadContent(object.bytes)) {
        throw new Violation(
          'lost object',
          `${key} was done, and is no version that ever was: ${object.etag}`,
        );
      }
    }
  }

  #keyOf({ path, key }: KnownRow): string {
    return key ?? this.#rules.prefix + path;
  }
}
