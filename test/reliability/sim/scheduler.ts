import { createHash, type Hash } from 'node:crypto';
import type { Random } from '../../support/random.ts';
import type { Owner } from './owner.ts';

/** Something that can happen next. */
interface Ready {
  readonly owner: Owner;
  readonly label: string;
  readonly run: () => void;
}

interface Timer extends Ready {
  readonly atMs: number;
  readonly order: number;
  isStopped: boolean;
}

/** A run that goes on for ever is a failure of its own. */
const mostEvents = 400_000;
const keptLabels = Number(process.env['SIM_LABELS'] ?? 400);

const hop = globalThis.setImmediate;

/** Between two events everything that follows from the first one runs to its end: promises and ticks, in their own fixed order. */
function settle(): Promise<void> {
  return new Promise(resolve => void hop(resolve));
}

export class HangError extends Error {
  override readonly name = 'HangError';
}

/**
 * The only source of order and time in a run. Whatever takes time in the real world (a thread's message, a system call, a packet, a
 * timer) is an event here; the seed decides which of those that could come next does. Time passes between events by little, and leaps to
 * the next timer when nothing else can happen.
 */
export class Scheduler {
  readonly #random: Random;
  readonly #ready: Ready[] = [];
  #timers: Timer[] = [];
  readonly #hash: Hash = createHash('sha256');
  readonly #labels: string[] = [];
  #monotonicMs = 1_000;
  #wallAheadMs: number;
  /** How far the wall clock is ahead, and since when, oldest first. */
  readonly #aheads: { readonly fromMs: number; readonly aheadMs: number }[] = [];
  #latestWallMs = 0;
  #events = 0;
  #orders = 0;
  /** Whose code runs at this moment. */
  owner: Owner;
  /** Called after every event, when nothing is left to run. */
  afterEvent: () => void = () => {};

  /** Told of what an event's code throws, which would end a real process. */
  onUncaught: (thrown: unknown) => void = () => {};

  constructor(random: Random, startMs: number, world: Owner) {
    this.#random = random;
    this.#wallAheadMs = startMs - this.#monotonicMs;
    this.#noteAhead();
    this.owner = world;
  }

  get events(): number {
    return this.#events;
  }

  monotonic(): number {
    return this.#monotonicMs;
  }

  now(): number {
    return Math.floor(this.#monotonicMs + this.#wallAheadMs);
  }

  /** The wall clock is set to another time; what waits does not notice. */
  jump(ms: number): void {
    this.#latestWallMs = Math.max(this.#latestWallMs, this.now());
    this.#wallAheadMs += ms;
    this.#noteAhead();
  }

  /** The wall clock is put right: no time comes twice from now on. */
  setRight(): void {
    this.#wallAheadMs += Math.max(0, this.#latestWallMs - this.now());
    this.#noteAhead();
  }

  #noteAhead(): void {
    this.#aheads.push({ fromMs: this.#monotonicMs, aheadMs: this.#wallAheadMs });
  }

  /** The most by which the wall clock has gone on, from any time that it has shown since a moment of the clock that never jumps to a later one. */
  mostPassedSince(sinceMs: number): number {
    let earliest = Number.POSITIVE_INFINITY;
    let most = 0;
    for (const [at, { fromMs, aheadMs }] of this.#aheads.entries()) {
      const untilMs = this.#aheads[at + 1]?.fromMs ?? this.#monotonicMs;
      if (untilMs < sinceMs) continue;
      earliest = Math.min(earliest, Math.max(fromMs, sinceMs) + aheadMs);
      most = Math.max(most, untilMs + aheadMs - earliest);
    }
    return Math.ceil(most);
  }

  /** When the wall clock first showed this time, on the clock that never jumps; null when it never did. */
  firstShowed(wallMs: number): number | null {
    for (const [at, { fromMs, aheadMs }] of this.#aheads.entries()) {
      const untilMs = this.#aheads[at + 1]?.fromMs ?? this.#monotonicMs;
      const showedMs = wallMs - aheadMs;
      if (showedMs + 1 > fromMs && showedMs <= untilMs) return Math.max(fromMs, showedMs);
    }
    return null;
  }

  /** The machine sleeps: timers that were due in the meantime all come when it wakes up. */
  suspend(ms: number): void {
    this.#monotonicMs += ms;
  }

  /** Adds a line to the trace, whose hash tells two runs apart. */
  note(label: string): void {
    this.#labels.push(label);
    if (this.#labels.length >= keptLabels * 2) this.#hashLabels(keptLabels);
  }

  #hashLabels(count: number): void {
    this.#hash.update(`${this.#labels.splice(0, count).join('\n')}\n`);
  }

  get lastLabels(): readonly string[] {
    return this.#labels.slice(-keptLabels);
  }

  traceHash(): string {
    return this.#hash.copy().update(this.#labels.join('\n')).digest('hex').slice(0, 24);
  }

  /** May happen from now on, for as long as its owner lives. */
  post(owner: Owner, label: string, run: () => void): void {
    this.#ready.push({ owner, label, run });
  }

  after(ms: number, label: string, run: () => void, owner = this.owner): { stop(): void } {
    this.#orders += 1;
    const timer: Timer = {
      owner,
      label,
      run,
      atMs: this.#monotonicMs + Math.max(0, ms),
      order: this.#orders,
      isStopped: false,
    };
    let at = this.#timers.length;
    while (at > 0 && (this.#timers[at - 1] as Timer).atMs > timer.atMs) at -= 1;
    this.#timers.splice(at, 0, timer);
    return {
      stop() {
        timer.isStopped = true;
      },
    };
  }

  /** Begins something in an owner's name, as an event of its own; settles as the task does, and never once the owner is dead. */
  enter<T>(owner: Owner, label: string, task: () => Promise<T> | T): Promise<T> {
    return new Promise((resolve, reject) => {
      this.post(owner, label, () => void (async () => await task())().then(resolve, reject));
    });
  }

  /** Runs code of an owner that waits for nothing. */
  as<T>(owner: Owner, run: () => T): T {
    const before = this.owner;
    this.owner = owner;
    try {
      return run();
    } finally {
      this.owner = before;
    }
  }

  /** One event; false when nothing can happen any more. `untilMs` keeps time from leaping beyond. */
  async step(untilMs = Number.POSITIVE_INFINITY): Promise<boolean> {
    if (this.#events >= mostEvents) throw new HangError(`still busy after ${mostEvents} events`);
    const event = this.#take(untilMs);
    if (!event) return false;
    this.#events += 1;
    this.note(`${event.owner.name} ${event.label}`);
    this.owner = event.owner;
    try {
      event.run();
    } catch (thrown) {
      if (!event.owner.isDead) this.onUncaught(thrown);
    }
    await settle();
    this.afterEvent();
    return true;
  }

  /** What is under way at the start of a run, or after code ran from outside, comes to rest. */
  settle(): Promise<void> {
    return settle();
  }

  #take(untilMs: number): Ready | null {
    for (;;) {
      this.#timers = this.#timers.filter(timer => !timer.isStopped && !timer.owner.isDead);
      const [timer] = this.#timers;
      const isDue = timer !== undefined && timer.atMs <= this.#monotonicMs;
      const choices = this.#ready.length + (isDue ? 1 : 0);
      if (choices === 0) {
        if (!timer || timer.atMs > untilMs) return null;
        this.#monotonicMs = timer.atMs;
        continue;
      }
      const at = this.#random.between(0, choices - 1);
      if (at === this.#ready.length) {
        this.#timers.shift();
        return timer as Timer;
      }
      const chosen = this.#ready[at] as Ready;
      const last = this.#ready.pop() as Ready;
      if (at < this.#ready.length) this.#ready[at] = last;
      if (chosen.owner.isDead) continue;
      this.#monotonicMs += this.#random.between(0, 4) / 4;
      return chosen;
    }
  }
}

/** Messages that arrive in the order in which they were sent, each at a moment of its own. */
export class Channel<T> {
  readonly #scheduler: Scheduler;
  readonly #receiver: Owner;
  readonly #label: string;
  readonly #deliver: (message: T) => void;
  readonly #queue: T[] = [];

  constructor(scheduler: Scheduler, receiver: Owner, label: string, deliver: (message: T) => void) {
    this.#scheduler = scheduler;
    this.#receiver = receiver;
    this.#label = label;
    this.#deliver = deliver;
  }

  send(message: T): void {
    this.#queue.push(message);
    this.#scheduler.post(this.#receiver, this.#label, () => {
      const first = this.#queue.shift();
      if (first !== undefined) this.#deliver(first);
    });
  }
}
