import type { BucketView } from './bucket-view.ts';
import { checksumOf, hashOf } from './checksums.ts';
import { Violation } from './violation.ts';

/** A proof as it stands in what the engine tells. */
export interface ToldProof {
  readonly size: number;
  readonly etag: string;
  readonly ours: { readonly algorithm: string; readonly value: string };
}

/**
 * Looks at every claim in the moment in which it is made. Knows the files only as contents that there were, and the bucket only as what
 * lies in it.
 */
export class Watchman {
  readonly #bucket: BucketView;
  /** Hashes of all contents that files ever had. */
  readonly #contents = new Set<string>();
  /** Hashes of what others stored, by key. */
  readonly #foreign = new Map<string, Set<string>>();
  readonly #replaced = new Set<string>();
  /** Contents that the file of a key ever had, for keys of single files; see `sawContentOf`. */
  readonly #contentsOf = new Map<string, Set<string>>();
  /** Of keys that others have touched since "done" was last said of them, and rightly: what they did there last. */
  readonly #touched = new Map<string, 'stored' | 'removed'>();
  /** Of each key, the ETag of which "done" was said last. */
  readonly #lastTags = new Map<string, string>();
  doneCount = 0;

  constructor(bucket: BucketView) {
    this.#bucket = bucket;
  }

  /** A file has this content now. */
  sawContent(bytes: Uint8Array): void {
    this.#contents.add(hashOf(bytes));
  }

  /** The same of the one file that goes to a key. */
  sawContentOf(key: string, bytes: Uint8Array): void {
    this.sawContent(bytes);
    this.#contentsOf.set(key, (this.#contentsOf.get(key) ?? new Set()).add(hashOf(bytes)));
  }

  /** Somebody else stored this under a key, or removed it; `isRace` where the engine may have looked there just before. */
  sawForeign(key: string, bytes: Uint8Array | null, isRace: boolean): void {
    this.touched(key, bytes === null ? 'removed' : 'stored');
    const hashes = this.#foreign.get(key) ?? new Set();
    for (const hash of hashes) this.#replaced.add(hash);
    if (!bytes) return;
    hashes.add(hashOf(bytes));
    if (isRace) this.#replaced.add(hashOf(bytes));
    this.#foreign.set(key, hashes);
  }

  /** Others are at a key, or were until just now. */
  touched(key: string, what: 'stored' | 'removed'): void {
    this.#touched.set(key, what);
  }

  isForeign(key: string, bytes: Uint8Array): boolean {
    return this.#foreign.get(key)?.has(hashOf(bytes)) ?? false;
  }

  /** Whether what lies at a key, or that nothing does, is the work of others since it was last done. */
  isOfOthers(key: string): boolean {
    const what = this.#touched.get(key);
    const stored = this.#bucket.find(key);
    return stored === null ? what === 'removed' : what !== undefined && this.isForeign(key, stored.bytes);
  }

  /** Whether others ever stored something under a key that begins so: the end of its name may stand behind a mark. */
  hadForeignLike(start: string): boolean {
    return [...this.#foreign.keys()].some(key => key.startsWith(start));
  }

  lastTagOf(key: string): string | null {
    return this.#lastTags.get(key) ?? null;
  }

  hadContent(bytes: Uint8Array): boolean {
    return this.#contents.has(hashOf(bytes));
  }

  /** Others overwrote or removed it themselves. */
  mayLose(hash: string): boolean {
    return this.#replaced.has(hash);
  }

  foreignContents(): ReadonlySet<string> {
    return new Set([...this.#foreign.values()].flatMap(hashes => [...hashes]));
  }

  /** "Done" was said of a key. */
  checkDone(key: string, proof: ToldProof): void {
    this.doneCount += 1;
    this.#lastTags.set(key, proof.etag.toLowerCase());
    const stored = this.#bucket.find(key);
    const isOther = stored?.etag !== proof.etag.toLowerCase();
    if (isOther && this.isOfOthers(key)) return;
    if (!stored) throw new Violation('false done', `${key} is said to be done, and there is no object`);
    if (stored.size !== proof.size || stored.bytes.length !== proof.size) {
      throw new Violation(
        'false done',
        `${key} has ${stored.bytes.length} bytes, and ${proof.size} were proven`,
      );
    }
    const contents = this.#contentsOf.get(key) ?? this.#contents;
    if (!contents.has(hashOf(stored.bytes))) {
      throw new Violation('torn object', `${key} holds bytes that no file ever held at one moment`);
    }
    this.#touched.delete(key);
    const { algorithm, value } = proof.ours;
    // That of an object in parts is one of the parts' digests.
    if (algorithm === 'md5' && stored.etag.includes('-')) return;
    const found = checksumOf(algorithm, stored.bytes);
    if (found !== value)
      throw new Violation('false proof', `${key}: ${algorithm} is ${found}, proven was ${value}`);
  }
}
