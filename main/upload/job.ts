import type { ErrorRecord } from '../base/app-error.ts';
import type { ChecksumAlgorithm, DigestAlgorithm } from '../model/checksum.ts';
import type { Credentials } from '../model/credentials.ts';
import type { ObjectOptions } from '../model/target.ts';
import type { Notice, SentPart, StoredObject, UploadRef } from '../remote/object-store.ts';
import type { StoreSetup } from '../remote/store-setup.ts';
import type { FileSlice } from './file-slice.ts';
import type { MovedBytesCells } from './moved-bytes.ts';
import type { RateLimitCells } from './rate-limit.ts';

/** What a worker can be asked to do. A job is an address and a slice: bytes never cross threads. */
export type Job =
  | {
      readonly type: 'sendPart';
      readonly setup: StoreSetup;
      readonly upload: UploadRef;
      readonly number: number;
      readonly algorithm: ChecksumAlgorithm;
      /** As in `ObjectOptions`. */
      readonly trafficLimit?: number;
      readonly slice: FileSlice;
    }
  | {
      readonly type: 'put';
      readonly setup: StoreSetup;
      readonly key: string;
      readonly options: ObjectOptions;
      readonly algorithm: ChecksumAlgorithm;
      readonly slice: FileSlice;
      /** False where a link in the file's path counts as no file: nothing is sent then. */
      readonly followsLinks: boolean;
    }
  | { readonly type: 'digest'; readonly slice: FileSlice; readonly algorithms: readonly DigestAlgorithm[] };

/**
 * What each job answers. The checksum of `sendPart` and `put` is of the bytes that were read, and has been compared
 * with the store's; the path of a `put` still names the file as it was; `digest` answers lower-case hex in the order of the algorithms.
 */
export interface JobResults {
  sendPart: SentPart;
  put: StoredObject;
  digest: readonly string[];
}

export type ResultOf<J extends Job> = JobResults[J['type']];

/** What a worker thread is started with. */
export interface WorkerSetup {
  readonly moved: MovedBytesCells;
  readonly rateLimit: RateLimitCells;
}

/** Both ways several go together, in order. */
export type ToWorker =
  | {
      readonly type: 'run';
      readonly id: number;
      readonly job: Job;
      readonly credentials: Credentials | null;
      readonly slot: number;
    }
  | { readonly type: 'cancel'; readonly id: number }
  /** Drop every job and end. */
  | { readonly type: 'close' };

export type FromWorker =
  | { readonly type: 'finished'; readonly id: number; readonly value: JobResults[keyof JobResults] }
  | { readonly type: 'failed'; readonly id: number; readonly error: ErrorRecord }
  | { readonly type: 'aborted'; readonly id: number }
  | { readonly type: 'notice'; readonly notice: Notice };
