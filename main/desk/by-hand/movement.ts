import type { PartMap, PartState, TransferProgress } from '../../../preload/contract/transfers.ts';
import type { Snapshot, Watched } from '../../../preload/contract.ts';
import type { AppError } from '../../base/app-error.ts';
import type { Clock } from '../../base/clock.ts';
import type { Engine, EngineEvent } from '../../engine.ts';
import { createRate, secondsLeft } from '../../progress/rate.ts';
import { samplesKept, timeLeftOf } from '../../progress/time-left.ts';
import { waitingForOf } from '../../progress/waiting-for.ts';
import type { HandLog } from '../../store/hand-log.ts';
import type { TransferList } from '../../store/transfer-list.ts';

/** What moves, for snapshots. */
export interface Movement {
  rowsOf(watched: Watched): readonly TransferProgress[];
  partsOf(id: string): PartMap | null;
  /** Requests that failed and were made again, and the last request ids; since the program started. */
  troubleOf(id: string): { readonly retries: number; readonly requestIds: readonly string[] };
  /** Totals of what is under way and what waits. */
  overview(
    rateLimit: number | null,
    blockedFolders: number,
  ): Pick<Snapshot, 'totals' | 'timeLeft' | 'waitingFor'>;
  onEvent(event: EngineEvent): void;
  onAppended(id: string, bytes: number): void;
  forget(id: string): void;
  stop(): void;
}

/** What is looked at to tell what moves. */
export interface MovingEngine extends Pick<Engine, 'progress' | 'progressOf' | 'leaveProgress' | 'moving'> {
  readonly list: Pick<TransferList, 'stateOf' | 'partsOf' | 'tally'>;
  readonly hand: Pick<HandLog, 'isAllPaused'>;
}

interface Trouble {
  retries: number;
  /** Numbers of parts that failed at least once. */
  readonly parts: Set<number>;
  readonly requestIds: string[];
}

const keptIds = 20;
/** Transfers whose troubles are remembered; the oldest go first. */
const mostTroubled = 1_000;
const troubleMs = 5_000;
const sampleMs = 1_000;
const mostWatched = 400;

/** `trouble` tells what keeps the queue from going on; null when nothing does. */
export function createMovement(
  engine: MovingEngine,
  clock: Pick<Clock, 'now' | 'every'>,
  trouble: () => AppError | null,
): Movement {
  const rates = new Map<string, ReturnType<typeof createRate>>();
  const troubles = new Map<string, Trouble>();
  const appended = new Map<string, number>();
  const samples: number[] = [];
  let recent: { readonly code: string; readonly untilMs: number } | null = null;
  /** From the first look at what moves until nothing does: an idle machine is not woken for it. */
  let sampling: { stop(): void } | null = null;

  /** A record that can't be read now is read with the next tick; what a timer throws would end the program. */
  function sample(): void {
    try {
      if (countsOf(engine).active === 0) {
        samples.length = 0;
        stopSampling();
        return;
      }
      samples.push(engine.progress().bytesPerSecond);
      if (samples.length > samplesKept) samples.shift();
    } catch {}
  }

  function startSampling(): void {
    sampling ??= clock.every(sampleMs, sample);
  }

  function stopSampling(): void {
    sampling?.stop();
    sampling = null;
  }

  function troubleOf(id: string): Trouble {
    const known = troubles.get(id) ?? { retries: 0, parts: new Set(), requestIds: [] };
    troubles.delete(id);
    troubles.set(id, known);
    const [oldest] = troubles.keys();
    if (troubles.size > mostTroubled && oldest !== undefined) troubles.delete(oldest);
    return known;
  }

  function keepRequestId(trouble: Trouble, requestId: unknown): void {
    if (typeof requestId !== 'string' || requestId === '' || trouble.requestIds.includes(requestId)) return;
    trouble.requestIds.unshift(requestId);
    trouble.requestIds.length = Math.min(trouble.requestIds.length, keptIds);
  }

  /** Bytes in flight of each transfer. */
  function movingBytes(): ReadonlyMap<string, number> {
    const sums = new Map<string, number>();
    for (const [subject, bytes] of engine.moving()) {
      const { id } = partOf(subject);
      sums.set(id, (sums.get(id) ?? 0) + bytes);
    }
    return sums;
  }

  function rateOf(id: string, atMs: number, bytes: number): number {
    const rate = rates.get(id) ?? createRate();
    rates.delete(id);
    rates.set(id, rate);
    const [oldest] = rates.keys();
    if (rates.size > mostWatched && oldest !== undefined) rates.delete(oldest);
    rate.add(atMs, bytes);
    return Math.round(rate.bytesPerSecond());
  }

  return {
    rowsOf({ transferIds, detailId }) {
      const atMs = clock.now();
      const moving = movingBytes();
      const ids = detailId === null ? transferIds : [...new Set([...transferIds, detailId])];
      return ids.flatMap(id => {
        const entry = engine.progressOf(id);
        const appendedBytes = appended.get(id);
        if (entry === null && appendedBytes === undefined) return [];
        const state = engine.list.stateOf(id);
        if (state === null || isOverState(state)) return [];
        const confirmedBytes = appendedBytes ?? entry?.confirmedBytes ?? 0;
        const inFlight = moving.get(id) ?? 0;
        const bytesPerSecond = rateOf(id, atMs, confirmedBytes + inFlight);
        const total = entry?.totalBytes ?? null;
        return [
          {
            id,
            state,
            confirmedBytes,
            movingBytes: inFlight,
            bytesPerSecond,
            secondsLeft:
              total === null || total === 0
                ? null
                : secondsLeft(total - confirmedBytes - inFlight, bytesPerSecond),
          },
        ];
      });
    },
    partsOf(id) {
      const known = engine.list.partsOf(id);
      if (known === null) return null;
      const { partSize } = known.upload;
      const count = Math.max(1, Math.ceil(known.size / partSize));
      const states: PartState[] = Array.from({ length: count }, () => 'waiting');
      for (const number of troubles.get(id)?.parts ?? []) states[number - 1] = 'retried';
      for (const [subject] of engine.moving()) {
        const part = partOf(subject);
        if (part.id === id && part.number > 0) states[part.number - 1] = 'moving';
      }
      for (const number of known.receivedParts) states[number - 1] = 'done';
      return { partSize, count, runs: runsOf(states.slice(0, count)) };
    },
    troubleOf(id) {
      const { retries = 0, requestIds = [] } = troubles.get(id) ?? {};
      return { retries, requestIds: [...requestIds] };
    },
    overview(rateLimit, blockedFolders) {
      const { active, waiting, paused, blocked, failed, waitingBytes } = countsOf(engine);
      const isAllPaused = engine.hand.isAllPaused();
      const totals = engine.progress();
      const totalBytes = totals.totalBytes + waitingBytes;
      const bytesLeft = Math.max(0, totalBytes - totals.confirmedBytes - totals.movingBytes);
      const isMoving = active > 0;
      if (isMoving) startSampling();
      const bytesPerSecond = isMoving ? totals.bytesPerSecond : 0;
      const [isSending = false] = [...engine.moving()].map(() => true);
      return {
        totals: {
          ...totals,
          totalBytes,
          bytesPerSecond,
          totalFiles: totals.totalFiles + waiting,
          failedFiles: failed + blocked,
          secondsLeft: totals.isTotalKnown ? secondsLeft(bytesLeft, bytesPerSecond) : null,
        },
        timeLeft: totals.isTotalKnown && isMoving ? timeLeftOf(bytesLeft, samples) : null,
        waitingFor: waitingForOf({
          active,
          // With everything paused it is the user that these wait for, too.
          waiting: isAllPaused ? waiting + paused : waiting,
          blocked: blocked + blockedFolders,
          isAllPaused,
          bytesPerSecond,
          rateLimit,
          isSending,
          recentTrouble:
            recent !== null && clock.now() < recent.untilMs ? recent.code : (trouble()?.code ?? null),
        }),
      };
    },
    onEvent(event) {
      if (event.type === 'retrying') {
        recent = { code: event.error.code, untilMs: clock.now() + Math.max(troubleMs, event.inMs) };
        if (event.subject === null) return;
        const { id, number } = partOf(event.subject);
        const trouble = troubleOf(id);
        trouble.retries += 1;
        if (number > 0) trouble.parts.add(number);
        keepRequestId(trouble, event.error.facts['requestId']);
      } else if (event.type === 'answered') {
        keepRequestId(troubleOf(partOf(event.subject).id), event.requestId);
      } else if (event.type === 'changed') {
        const { id, state } = event.transfer;
        if ('error' in state) keepRequestId(troubleOf(id), state.error.facts['requestId']);
        if (state.at === 'paused' || state.at === 'cancelled' || 'error' in state) engine.leaveProgress(id);
        if (isOverState(state.at)) rates.delete(id);
      }
    },
    onAppended: (id, bytes) => void appended.set(id, bytes),
    forget(id) {
      appended.delete(id);
      rates.delete(id);
    },
    stop: stopSampling,
  };
}

function isOverState(state: string): boolean {
  return state === 'done' || state === 'cancelled';
}

/** `transfer:part`; a file that goes as one PUT has no part. */
function partOf(subject: string): { readonly id: string; readonly number: number } {
  const [id = subject, part = '0'] = subject.split(':');
  return { id, number: Number(part) || 0 };
}

/** Equal neighbours as one. Pure. */
export function runsOf(states: readonly PartState[]): PartMap['runs'] {
  const runs: { state: PartState; count: number }[] = [];
  for (const state of states) {
    const last = runs.at(-1);
    if (last?.state === state) last.count += 1;
    else runs.push({ state, count: 1 });
  }
  return runs;
}

/** Waiting bytes are those of transfers that the engine has not taken up yet. */
function countsOf(engine: MovingEngine) {
  const { waiting, paused, starting, sending, finishing, checking, blocked, failed } = engine.list.tally();
  return {
    active: starting.rows + sending.rows + finishing.rows + checking.rows,
    waiting: waiting.rows,
    waitingBytes: Math.max(0, waiting.bytes),
    paused: paused.rows,
    blocked: blocked.rows,
    failed: failed.rows,
  };
}
