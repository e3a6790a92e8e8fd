import { type AppError, fromErrorRecord } from '../../base/app-error.ts';
import type { Clock } from '../../base/clock.ts';
import type { Log } from '../../base/log.ts';
import type { HandLog, WantedHand } from '../../store/hand-log.ts';
import type { Attempt } from './carry-out.ts';

export interface FeederSetup {
  readonly hand: HandLog;
  readonly clock: Clock;
  readonly log: Log;
  /** `onQueued` is called when it has its place in the engine's queue. */
  readonly carryOut: (wanted: WantedHand, onQueued: () => void, signal: AbortSignal) => Promise<Attempt>;
  /** Something of the list is another than before. */
  readonly onChange: () => void;
  /** Nothing more is to be done for it. */
  readonly onOver: (wanted: WantedHand) => void;
}

/**
 * Takes up what is wanted by hand, in order, a few dozen at once: which of them moves bytes, the engine's queue decides. After passing
 * trouble one at a time is tried until one ends otherwise, so that an outage does not run through the whole queue.
 */
export interface Feeder {
  /** Something may be due now. */
  wake(): void;
  isRunning(id: string): boolean;
  running(): readonly string[];
  /** The passing trouble for which nothing but one attempt at a time is made; null when all is well. */
  trouble(): AppError | null;
  /** Ends what is under way for one, and resolves when it has. */
  interrupt(id: string): Promise<void>;
  /** Interrupts all of these before anything else is begun, so that they get in line again where they belong now. */
  requeue(ids: readonly string[]): Promise<void>;
  /** Nothing is begun while it is set, and what moves is interrupted. */
  setPaused(isPaused: boolean): void;
  /** Interrupts everything and resolves when it has ended; nothing is begun any more. */
  close(): Promise<void>;
}

/** Enough to keep every lane of the engine busy, few enough to hold in memory. */
const mostAtOnce = 64;
const firstPauseMs = 15_000;
const longestPauseMs = 10 * 60_000;
/** A transfer that another process works on is looked at again so often. */
const busyPauseMs = 30_000;
/** How long the others wait for one that is being looked at. */
const longestLookMs = 5_000;
/** Between two attempts in an outage. */
const firstProbeMs = 5_000;
const longestProbeMs = 2 * 60_000;

/** Passing trouble that has not ended yet. */
interface Trouble {
  readonly error: AppError;
  /** Attempts that failed since it began, but for those that were under way by then. */
  readonly failures: number;
  readonly untilMs: number;
  /** The one attempt that is made. */
  probe: string | null;
}

export function createFeeder(setup: FeederSetup): Feeder {
  const { hand, clock, log, carryOut, onChange, onOver } = setup;
  const running = new Map<string, { readonly stop: AbortController; readonly ended: Promise<void> }>();
  let upcoming: WantedHand[] = [];
  let isPaused = hand.isAllPaused();
  let isClosed = false;
  let isDue = false;
  let isFeeding = false;
  /** Commands that want nothing to be begun meanwhile. */
  let held = 0;
  let timer: { stop(): void } | null = null;
  let trouble: Trouble | null = null;

  function meetTrouble(id: string, error: AppError): void {
    if (trouble !== null && trouble.probe !== id) return;
    const failures = trouble === null ? 0 : trouble.failures + 1;
    const pauseMs = Math.min(longestProbeMs, firstProbeMs * 2 ** failures);
    trouble = { error, failures, untilMs: clock.now() + pauseMs, probe: null };
  }

  /** The server has answered. What an outage had delayed is due with it. */
  function endTrouble(): void {
    const isOutage = trouble !== null && trouble.failures > 0;
    trouble = null;
    upcoming = [];
    if (isOutage) hand.allDue();
  }

  function settle(wanted: WantedHand, attempt: Attempt): void {
    const { id, tries } = wanted;
    if (attempt.became === 'stopped') return;
    if (!('error' in attempt)) {
      hand.unwant(id);
      onOver(wanted);
      if (trouble !== null) endTrouble();
      return;
    }
    const error = fromErrorRecord(attempt.error);
    if (error.code === 'transfer.busy') {
      if (hand.isWanted(id)) hand.wantAgain(id, clock.now() + busyPauseMs, false);
    } else if (error.reaction === 'retry') {
      const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(tries, 10));
      hand.wantAgain(id, clock.now() + pauseMs, true);
      meetTrouble(id, error);
    } else {
      hand.unwant(id);
      if (trouble?.probe === id) endTrouble();
    }
  }

  /** Resolves when it has its place in the engine's queue, so that the next one is behind it. */
  async function take(wanted: WantedHand): Promise<void> {
    const stop = new AbortController();
    const queued = new AbortController();
    const run = async () => {
      try {
        const attempt = await carryOut(wanted, () => queued.abort(), stop.signal);
        if (!stop.signal.aborted || attempt.became === 'over') settle(wanted, attempt);
      } catch (thrown) {
        log.error('a transfer by hand could not be settled', { id: wanted.id, error: thrown });
      } finally {
        queued.abort();
        running.delete(wanted.id);
        if (trouble?.probe === wanted.id) trouble.probe = null;
        onChange();
        wake();
      }
    };
    if (trouble !== null) trouble.probe = wanted.id;
    running.set(wanted.id, { stop, ended: run() });
    // A disk that does not answer holds up nobody but its own files.
    await clock.sleep(longestLookMs, queued.signal).catch(() => {});
  }

  /** The next in order; the record is asked only when what it told is used up. */
  function next(): WantedHand | null {
    if (upcoming.length === 0) {
      upcoming = hand.wanted(clock.now(), running.size + mostAtOnce).filter(({ id }) => !running.has(id));
    }
    return upcoming.shift() ?? null;
  }

  function hasRoom(): boolean {
    if (running.size >= mostAtOnce) return false;
    return trouble === null || (trouble.probe === null && clock.now() >= trouble.untilMs);
  }

  /** When there may be something to take up without anything ending before; null when there is nothing such. */
  function nextDueMs(): number | null {
    if (running.size >= mostAtOnce || (trouble !== null && trouble.probe !== null)) return null;
    const nowMs = clock.now();
    if (trouble !== null && nowMs < trouble.untilMs) return trouble.untilMs;
    return hand.nextDueMs(nowMs);
  }

  async function feed(): Promise<void> {
    if (isFeeding) return;
    isFeeding = true;
    try {
      while (!isClosed && !isPaused && held === 0 && hasRoom()) {
        isDue = false;
        const wanted = next();
        if (wanted === null) break;
        // What was read ahead may have been paused or cancelled since.
        if (!running.has(wanted.id) && hand.isWanted(wanted.id)) await take(wanted);
      }
      isDue = false;
      wakeIn(isClosed || isPaused || held > 0 ? null : nextDueMs());
    } catch (thrown) {
      log.error('what is wanted by hand could not be read', { error: thrown });
      isDue = false;
      wakeIn(clock.now() + firstPauseMs);
    } finally {
      isFeeding = false;
    }
  }

  function wakeIn(atMs: number | null): void {
    timer?.stop();
    timer = atMs === null ? null : clock.after(Math.max(0, atMs - clock.now()), wake);
  }

  /** Many may wake it in one turn; it feeds once. */
  function wake(): void {
    if (isDue || isClosed) return;
    isDue = true;
    queueMicrotask(() => void feed());
  }

  async function interrupt(id: string): Promise<void> {
    // It is in the queue again, maybe before what was read ahead.
    upcoming = [];
    const one = running.get(id);
    one?.stop.abort();
    await one?.ended;
  }

  const interruptAll = () => Promise.all([...running.keys()].map(interrupt));

  return {
    wake() {
      upcoming = [];
      wake();
    },
    isRunning: id => running.has(id),
    running: () => [...running.keys()],
    trouble: () => trouble?.error ?? null,
    interrupt,
    async requeue(ids) {
      held += 1;
      try {
        await Promise.all(ids.map(interrupt));
      } finally {
        held -= 1;
        upcoming = [];
        wake();
      }
    },
    setPaused(next) {
      isPaused = next;
      upcoming = [];
      if (isPaused) void interruptAll();
      else wake();
    },
    async close() {
      isClosed = true;
      timer?.stop();
      await interruptAll();
    },
  };
}
