import type { Clock } from '../../base/clock.ts';
import type { Note } from '../../base/said.ts';
import type { BucketAccess } from '../../model/access.ts';
import type { LaneName } from '../../model/lane.ts';
import type { Proof } from '../../model/proof.ts';
import type { ObjectOptions, ObjectTarget } from '../../model/target.ts';
import type { StreamPlan } from '../../plan/stream-parts.ts';
import type { Ledger } from '../../progress/ledger.ts';
import type { ObjectStore } from '../../remote/object-store.ts';
import type { LooseUploads } from '../../store/loose-uploads.ts';
import type { RateLimit } from '../rate-limit.ts';
import type { InFlight } from './in-flight.ts';
import type { PartBuffers } from './part-buffers.ts';
import type { StreamSource } from './stream-source.ts';

/** One stream and where it is to go. */
export interface StreamWish {
  /** As the engine's events and progress name it; absent for one made up. */
  readonly id?: string;
  readonly access: BucketAccess;
  readonly key: string;
  /** `keepsMtime` counts where the source tells its time. */
  readonly options: ObjectOptions;
  readonly source: StreamSource;
  /** Bytes, of the first parts where the length is unknown; absent for the planner's choice. */
  readonly partSize?: number;
  /** Streams of at least so many bytes go by parts; so do those that are longer than one part. */
  readonly threshold: number;
  /** One PUT however long it is, up to the store's limit; it can't be repeated when it fails. */
  readonly isSimple?: true;
}

export interface StreamResult {
  /** As the events of the engine name it. */
  readonly id: string;
  readonly proof: Proof;
}

/** What a stream works with; all of it belongs to the engine. */
export interface StreamTools {
  /** Retries by itself, and compares what bodies in memory say of themselves with the store's answers. */
  readonly store: ObjectStore;
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly loose: LooseUploads;
  /** Ids of uploads that any record of ours knows at this key. */
  readonly uploadIds: (target: ObjectTarget) => readonly string[];
  /** Requests with a body are in flight as many at once as this admits, over all transfers. */
  readonly turns: { acquire(lane: LaneName, signal: AbortSignal): Promise<() => void> };
  /** Parts of one stream in flight at once. */
  readonly parallel: number;
  /** How often a lost answer is asked for. */
  readonly attempts: number;
  readonly rateLimit: RateLimit;
  readonly inFlight: InFlight;
  readonly onNote: (id: string, what: string, reason: string, note: Note) => void;
}

/** One stream under way. */
export interface StreamRun extends StreamTools {
  readonly id: string;
  readonly target: ObjectTarget;
  readonly options: ObjectOptions;
  readonly source: StreamSource;
  readonly threshold: number;
  readonly isSimple: boolean;
  readonly plan: StreamPlan;
  readonly buffers: PartBuffers;
  /** Fires with the first failure as its reason, or with that of whoever gave the stream up. */
  readonly signal: AbortSignal;
  /** Ends everything that is under way for this stream. */
  readonly stop: (reason: unknown) => void;
  /** For what must not be cut off by the end of the stream: fires when that is some time ago. */
  readonly lateSignal: AbortSignal;
}
