/** What is seen of the line at one moment. */
export interface LineSample {
  /** Milliseconds, monotonic. */
  readonly atMs: number;
  /** Work that was done so far, in bytes; a request counts for some of its own, so that small ones can be told from none. */
  readonly work: number;
  /** The most requests in flight at once since the last sample. */
  readonly busiest: number;
}

/** Finds out how many requests to have in flight. */
export interface ParallelSearch {
  /** Requests to admit at once from now on. */
  readonly limit: number;
  /** To be called a few times a second while there is work. */
  look(sample: LineSample): void;
  /** The store asked for less, or did not answer in time. Many at once count as one. */
  refused(): void;
}

/** A rate is measured over so long at least, in ms: some dozen round trips to a far region. */
const windowMs = 250;
/** More requests have to bring so much more to be worth it; rates of one line differ by about half of that from window to window. */
const worthMore = 1.08;
/** Fewer are as good while they bring at least so much. */
const worthAsMuch = 0.97;
/** While each step pays, the next one is this much larger. */
const climb = 1.5;
/** A look at whether more or fewer would do. */
const probe = 1.25;
/** Windows between two probes; doubled up to the last figure while nothing changes. */
const patience = { first: 8, longest: 128 } as const;
/** What is left of the limit after a refusal. */
const afterRefusal = 0.6;

type Phase =
  /** Raising the limit for as long as that pays; `from` is the step before. */
  | { readonly is: 'climbing'; readonly from: Measured | null }
  /** `left` windows until the next probe. */
  | { readonly is: 'holding'; readonly left: number }
  /** Trying another limit; the first window belongs to the old one still. */
  | { readonly is: 'probing'; readonly from: Measured; readonly isSettled: boolean };

interface Measured {
  readonly limit: number;
  /** Work per ms. */
  readonly rate: number;
}

/**
 * Starts at `start` and climbs while more requests bring more, up to `most`. Then it holds, and tries now and then whether fewer bring as much, which a
 * line with a cap is better off with, or whether more bring more by now. A refusal takes the limit down at once, and what was
 * refused is come near to again only step by step. Windows in which fewer requests were in flight than admitted say nothing.
 */
export function createParallelSearch(start: number, most: number): ParallelSearch {
  let limit = Math.min(start, most);
  let ceiling = most;
  let phase: Phase = { is: 'climbing', from: null };
  let rests: number = patience.first;
  let triesMore = false;
  let since: LineSample | null = null;
  let busiest = 0;
  let isRefused = false;

  const more = (factor: number) => Math.min(ceiling, Math.max(limit + 1, Math.round(limit * factor)));
  const fewer = () => Math.max(1, Math.min(limit - 1, Math.round(limit / probe)));

  function hold(): void {
    phase = { is: 'holding', left: rests };
  }

  function climbOn(now: Measured): void {
    const next = more(climb);
    if (next > now.limit) {
      phase = { is: 'climbing', from: now };
      limit = next;
    } else hold();
  }

  function startProbe(now: Measured): void {
    triesMore = !triesMore;
    // A store that refused may take more by now.
    if (triesMore && ceiling < most) ceiling += 1;
    const next = triesMore ? more(probe) : fewer();
    if (next === limit) hold();
    else {
      phase = { is: 'probing', from: now, isSettled: false };
      limit = next;
    }
  }

  function endProbe(from: Measured, now: Measured): void {
    const isMore = now.limit > from.limit;
    const isWorth = now.rate >= from.rate * (isMore ? worthMore : worthAsMuch);
    if (!isWorth) limit = from.limit;
    rests = isWorth ? patience.first : Math.min(patience.longest, rests * 2);
    if (isWorth && isMore) climbOn(now);
    else hold();
  }

  function learn(rate: number): void {
    const now = { limit, rate };
    switch (phase.is) {
      case 'climbing':
        if (phase.from === null || rate >= phase.from.rate * worthMore) climbOn(now);
        else {
          limit = phase.from.limit;
          hold();
        }
        return;
      case 'holding':
        if (phase.left > 1) phase = { is: 'holding', left: phase.left - 1 };
        else startProbe(now);
        return;
      case 'probing':
        if (phase.isSettled) endProbe(phase.from, now);
        else phase = { ...phase, isSettled: true };
    }
  }

  return {
    get limit() {
      return limit;
    },
    look(sample) {
      busiest = Math.max(busiest, sample.busiest);
      if (since === null) {
        since = sample;
        return;
      }
      const tookMs = sample.atMs - since.atMs;
      if (tookMs < windowMs) return;
      const rate = (sample.work - since.work) / tookMs;
      const isFull = busiest >= limit;
      since = sample;
      busiest = 0;
      if (isFull && !isRefused) learn(rate);
      isRefused = false;
    },
    refused() {
      if (isRefused) return;
      isRefused = true;
      ceiling = Math.max(1, limit - 1);
      limit = Math.max(1, Math.floor(limit * afterRefusal));
      rests = patience.first;
      hold();
    },
  };
}
