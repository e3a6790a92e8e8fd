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
  /** Keys that others have touched since "done" was last said of them, and rightly. */
  readonly #touched = new Set<string>();
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

  /** Somebody else stored this under a key, or removed it; `isRace` where the engine may have looked there just before. */
  sawForeign(key: string, bytes: Uint8Array | null, isRace: boolean): void {
    this.touched(key);
    const hashes = this.#foreign.get(key) ?? new Set();
    for (const hash of hashes) this.#replaced.add(hash);
    if (!bytes) return;
    hashes.add(hashOf(bytes));
    if (isRace) this.#replaced.add(hashOf(bytes));
    this.#foreign.set(key, hashes);
  }

  /** Others are at a key, or were until just now. */
  touched(key: string): void {
    this.#touched.add(key);
  }

  isForeign(key: string, bytes: Uint8Array): boolean {
    return this.#foreign.get(key)?.has(hashOf(bytes)) ?? false;
  }

  wasTouchedByOthers(key: string): boolean {
    return this.#touched.has(key);
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
    if (this.#touched.has(key) && (!stored || stored.etag !== proof.etag.toLowerCase())) return;
    if (!stored) throw new Violation('false done', `${key} is said to be done, and there is no object`);
    if (stored.size !== proof.size || stored.bytes.length !== proof.size) {
      throw new Violation(
        'false done',
        `${key} has ${stored.bytes.length} bytes, and ${proof.size} were proven`,
      );
    }
    if (!this.hadContent(stored.bytes)) {
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
