import { placeOf, type SeenRequest, type Sending } from './sendings.ts';

interface Loss {
  readonly atMs: number;
  readonly why: string;
  readonly isOf: (sending: Sending) => boolean;
}

/** Everything by which a server, a user or the record of the program loses what was sent already, so that it has to be sent anew. */
export class Losses {
  readonly #now: () => number;
  readonly #losses: Loss[] = [];

  constructor(now: () => number) {
    this.#now = now;
  }

  #add(why: string, isOf: Loss['isOf']): void {
    this.#losses.push({ atMs: this.#now(), why, isOf });
  }

  ofKey(key: string, why: string): void {
    this.#add(why, ({ place }) => place.key === key);
  }

  ofUpload(uploadId: string, why: string): void {
    this.#add(why, ({ place }) => place.uploadId === uploadId);
  }

  /** The program knows nothing of what it did before. */
  ofRecord(): void {
    this.#add('the record was damaged and set aside', () => true);
  }

  /** An answer by which the server denies what it holds. */
  answered(request: SeenRequest): void {
    const { key, uploadId, part } = placeOf(request);
    for (const fault of request.faults) {
      if (fault === '404 NoSuchUpload' && uploadId !== null) {
        this.ofUpload(uploadId, 'the server denied the upload');
      } else if (fault === 'incompleteListing' && uploadId !== null) {
        this.ofUpload(uploadId, 'the server left a part out of its list');
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
