import { isDenial } from './denied.ts';
import { placeOf, type SeenRequest, type Sending } from './sendings.ts';

interface Loss {
  readonly atMs: number;
  readonly why: string;
  readonly isOf: (sending: Sending) => boolean;
}

/** By these a store refuses what must not replace an object: an upload that was to be a new one is given up. */
const inTheWay: ReadonlySet<string> = new Set(['409 FileAlreadyExists', '412 PreconditionFailed']);

/** Failures that are final, and that every other file of the bucket would meet as well. */
const ofBucket: ReadonlySet<string> = new Set([
  'remote.not-storage',
  'remote.wrong-endpoint',
  'bucket.missing',
  'account.invalid',
]);

export function holdsForBucket(code: string): boolean {
  return ofBucket.has(code);
}

/** Everything by which a server, a user or the record of the program loses what was sent already, so that it has to be sent anew. */
export class Losses {
  readonly #now: () => number;
  readonly #losses: Loss[] = [];
  #isRecordLost = false;

  constructor(now: () => number) {
    this.#now = now;
  }

  #add(why: string, isOf: Loss['isOf']): void {
    this.#losses.push({ atMs: this.#now(), why, isOf });
  }

  ofKey(key: string, why: string): void {
    this.#add(why, ({ place }) => place.key === key);
  }

  /** For good: what is sent to it before the program hears of that is lost as well. */
  ofUpload(uploadId: string, why: string): void {
    this.#losses.push({
      atMs: Number.POSITIVE_INFINITY,
      why,
      isOf: ({ place }) => place.uploadId === uploadId,
    });
  }

  /** The program knows nothing of what it did before. */
  ofRecord(): void {
    this.#isRecordLost = true;
    this.#add('the record was damaged and set aside', () => true);
  }

  get isRecordLost(): boolean {
    return this.#isRecordLost;
  }

  /** An answer by which the server denies what it holds. */
  answered(request: SeenRequest): void {
    const { key, uploadId, part } = placeOf(request);
    for (const fault of request.faults) {
      if (fault === '404 NoSuchUpload' && uploadId !== null) {
        this.ofUpload(uploadId, 'the server denied the upload');
      } else if (inTheWay.has(fault) && uploadId !== null) {
        this.ofUpload(uploadId, 'the server said that another object was in the way of this one');
      } else if (fault === 'incompleteListing' && uploadId !== null) {
        const number = Number(request.leftOut);
        const isOf: Loss['isOf'] = ({ place }) => place.uploadId === uploadId && place.part === number;
        this.#add('the server left the part out of its list', isOf);
      } else if (fault === 'incompleteListing' && request.leftOut !== null) {
        // Of objects: the id of an upload is no key.
        this.ofKey(request.leftOut, 'the server left the object out of its list');
      } else if (request.method === 'HEAD' && isDenial(fault)) {
        // What was to replace the object, or had just been stored, is believed to be in vain.
        this.ofKey(key, 'the server denied the object');
      } else if (fault === 'wrongCrc' && part === null) {
        this.ofKey(key, 'the server gave another checksum of the object');
      }
    }
  }

  since(sending: Sending): string | null {
    const { beganAtMs } = sending;
    return this.#losses.find(({ atMs, isOf }) => atMs >= beganAtMs && isOf(sending))?.why ?? null;
  }
}
