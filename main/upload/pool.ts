import { AppError, toAppError } from '../base/app-error.ts';
import type { Credentials } from '../model/credentials.ts';
import type { LaneName } from '../model/lane.ts';
import type { Notice } from '../remote/object-store.ts';
import type { Job, ResultOf } from './job.ts';
import type { Lane, OpenLane } from './lane.ts';
import { clearMovedBytes, createMovedBytesCells, readMovedBytes } from './moved-bytes.ts';
import type { RateLimitCells } from './rate-limit.ts';

/** Decides whose turn it is; the queue's lanes fit. Resolves with the function that gives the place back. */
export interface Turns {
  acquire(lane: LaneName, signal: AbortSignal): Promise<() => void>;
}

export interface PoolSetup {
  /** Jobs in flight at once, over all threads: the most that `turns` ever admits. */
  readonly most: number;
  readonly turns: Turns;
  readonly threads: number;
  readonly openLane: OpenLane;
  readonly rateLimit: RateLimitCells;
  readonly onNotice: (notice: Notice) => void;
}

/** Who asks: `subject` names the same work across attempts (`transfer:part`). */
export interface Ticket {
  readonly subject: string;
  readonly lane: LaneName;
}

export interface Pool {
  /**
   * Runs a job on the least busy thread when its turn comes. `credentials` are asked for at that moment, so that a job
   * that waited long does not start with old ones. When a thread dies, each of its jobs is tried again on a
   * thread of its own; a job that ends three threads is refused with `worker.keeps-dying`.
   */
  run<J extends Job>(
    job: J,
    ticket: Ticket,
    credentials: () => Promise<Credentials | null>,
    signal: AbortSignal,
  ): Promise<ResultOf<J>>;
  /** Bytes handed to the network by the jobs in flight, by subject. */
  moving(): Iterable<readonly [subject: string, bytes: number]>;
  /** The same for the jobs alone that send anything. */
  sending(): Iterable<number>;
  close(): Promise<void>;
}

/** The first death may be another job's doing; from then on a suspect runs alone and the blame is certain. */
const mostDeaths = 3;

export function createPool(setup: PoolSetup): Pool {
  const { most, turns, threads, openLane, rateLimit, onNotice } = setup;
  const moved = createMovedBytesCells(most);
  const freeSlots = Array.from({ length: most }, (_, slot) => slot);
  const inFlight = new Map<number, { readonly subject: string; readonly isSending: boolean }>();
  const shared: Lane[] = [];
  const alone = new Set<Lane>();

  const open = () => openLane({ moved, rateLimit }, onNotice);

  /** The live thread with the fewest jobs; a new one while there are fewer than allowed and all are busy. */
  function leastBusy(): Lane {
    const live = shared.filter(lane => !lane.isDead);
    shared.splice(0, shared.length, ...live);
    const best = live.reduce<Lane | null>((a, b) => (a && a.open <= b.open ? a : b), null);
    if (best && (best.open === 0 || live.length >= threads)) return best;
    const fresh = open();
    shared.push(fresh);
    return fresh;
  }

  /** A suspect gets a thread that it shares with nobody, for one attempt. */
  async function runAlone<J extends Job>(
    job: J,
    credentials: Credentials | null,
    slot: number,
    signal: AbortSignal,
  ): Promise<ResultOf<J>> {
    const lane = open();
    alone.add(lane);
    try {
      return await lane.run(job, credentials, slot, signal);
    } finally {
      alone.delete(lane);
      await lane.close();
    }
  }

  async function survive<J extends Job>(
    job: J,
    ticket: Ticket,
    credentials: Credentials | null,
    slot: number,
    signal: AbortSignal,
  ): Promise<ResultOf<J>> {
    for (let deaths = 0; ; ) {
      try {
        if (deaths > 0) return await runAlone(job, credentials, slot, signal);
        return await leastBusy().run(job, credentials, slot, signal);
      } catch (thrown) {
        if (toAppError(thrown).code !== 'worker.died' || signal.aborted) throw thrown;
        deaths += 1;
        clearMovedBytes(moved, slot);
        if (deaths < mostDeaths) continue;
        const facts = {
          ...toAppError(thrown).facts,
          deaths,
          path: job.slice.source.path,
          subject: ticket.subject,
        };
        throw new AppError('worker.keeps-dying', 'the same part ended several upload workers', facts, thrown);
      }
    }
  }

  return {
    async run(job, ticket, credentials, signal) {
      const release = await turns.acquire(ticket.lane, signal);
      const slot = freeSlots.pop();
      try {
        if (slot === undefined) throw new AppError('bug', 'more jobs are in flight than slots');
        inFlight.set(slot, { subject: ticket.subject, isSending: job.type !== 'digest' });
        return await survive(job, ticket, await credentials(), slot, signal);
      } finally {
        if (slot !== undefined) {
          inFlight.delete(slot);
          clearMovedBytes(moved, slot);
          freeSlots.push(slot);
        }
        release();
      }
    },
    *moving() {
      for (const [slot, { subject }] of inFlight) yield [subject, readMovedBytes(moved, slot)] as const;
    },
    *sending() {
      for (const [slot, { isSending }] of inFlight) if (isSending) yield readMovedBytes(moved, slot);
    },
    async close() {
      await Promise.all([...shared, ...alone].map(lane => lane.close()));
    },
  };
}
