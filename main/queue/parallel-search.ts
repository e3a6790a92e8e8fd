/** What is seen of the line at one moment. */
export interface LineSample {
  /** Milliseconds, monotonic. */
  readonly atMs: number;
  /** Work that was done so far, in bytes; a request counts for some of its own, so that small ones can be told from none. */
  readonly work: number;
  /** Requests that send at this moment. */
  readonly inFlight: number;
  /** In how large steps the work of one request comes, in bytes. */
  readonly step: number;
}

/** Finds out how many requests to have in flight. */
export interface ParallelSearch {
  /** Requests to admit at once from now on. */
  readonly limit: number;
  /** To be called some ten times a second while there is work. */
  look(sample: LineSample): void;
  /** The store asked for less, or did not answer in time, while so many others were in flight. Many at once count as one. */
  refused(inFlight: number): void;
  /** Nothing is in flight for now: the time until the next sample says nothing. */
  rest(): void;
}

/**
 * After another limit, the line is not measured for so long, in ms, and until there was a step for each request: connections
 * are made and come to speed, buffers fill.
 */
const settleMs = 100;
/** A rate is measured over so long at least, in ms, and over as many steps, for with fewer, chance alone would move it. */
const windowMs = 200;
/** Windows in which the mean of the requests in flight, as a share of the limit, is outside of these say nothing. */
const full = { least: 0.9, most: 1.1 } as const;

/** While each step pays, the next one is this much larger. */
const climb = 1.5;
/** A step pays at once with this share of what it would bring on a line where each request has a cap of its own. */
const paysAtOnce = 0.5;
/** A step that does not is given so many windows. */
const climbWindows = 6;
/** What it must bring in their mean. */
const worthClimbing = 1.08;

/** A look at whether more or fewer would do, over so many windows. */
const probe = 1.25;
const probeWindows = 4;
/** What more have to bring, and fewer to keep, to be taken. */
const worthMore = 1.05;
const worthAsMuch = 0.98;
/** Fewer are not tried below this: what little a connection wastes between two requests is filled by the others. */
const fewest = 4;
/** Windows between two probes; doubled up to the last figure while nothing changes. */
const patience = { first: 8, longest: 128 } as const;
/** Windows that make up the mean that a probe is compared with. */
const remembered = 8;

/** What is left of the limit after a refusal. */
const afterRefusal = 0.7;
/** How near to what was refused the limit comes again, until the store has been left in peace for a while. */
const belowRefused = 0.9;

type Phase =
  /** Raising the limit for as long as that pays; `from` is the step before. */
  | { readonly is: 'climbing'; readonly from: Measured | null }
  /** Until the next probe. */
  | { readonly is: 'holding' }
  /** Trying another limit. */
  | { readonly is: 'probing'; readonly from: Measured };

interface Measured {
  readonly limit: number;
  /** Work per ms. */
  readonly rate: number;
}

/**
 * Starts at `start` and climbs while more requests bring more, up to `most`. Then it holds, and tries now and then whether
 * fewer bring as much, which a line with a cap is better off with, or whether more bring more by now. A refusal takes the
 * limit down at once, and what was refused is come near to again only step by step, and more slowly each time.
 */
export function createParallelSearch(start: number, most: number): ParallelSearch {
  let limit = Math.min(start, most);
  let ceiling = most;
  let phase: Phase = { is: 'climbing', from: null };
  let rests: number = patience.first;
  let triesMore = false;
  /** Windows since a refusal, or since the ceiling was raised after one, and how many there must be to raise it. */
  let calm = 0;
  let caution: number = patience.first;
  let ceilingStep = 1;

  /** Windows of this phase, and the sums of their work and time, in which old ones fade. */
  let windows = 0;
  let work = 0;
  let tookMs = 0;
  /** The window under way. Null for none, as while the line settles. */
  let since: LineSample | null = null;
  let looks = 0;
  let lookedAtInFlight = 0;
  let settlesFrom: LineSample | null = null;
  /** The limit was just taken down, and what is refused now had been sent before. */
  let isCut = false;

  const more = (factor: number) => Math.min(ceiling, Math.max(limit + 1, Math.round(limit * factor)));
  const fewer = () => Math.max(Math.min(limit, fewest), Math.round(limit / probe));

  function enter(next: Phase, nextLimit: number): void {
    phase = next;
    windows = 0;
    work = 0;
    tookMs = 0;
    if (nextLimit === limit) return;
    limit = nextLimit;
    settle();
  }

  function settle(): void {
    since = null;
    settlesFrom = null;
  }

  /** Whether so long has passed since then, and each request has made a step. */
  function isFar(from: LineSample, to: LineSample, ms: number): boolean {
    return to.atMs - from.atMs >= ms && to.work - from.work >= limit * to.step;
  }

  function hold(at = limit): void {
    enter({ is: 'holding' }, at);
  }

  function climbOn(now: Measured): void {
    const next = more(climb);
    if (next > now.limit) enter({ is: 'climbing', from: now }, next);
    else hold();
  }

  function endClimb(from: Measured, now: Measured): void {
    const atOnce = from.rate * (1 + paysAtOnce * (now.limit / from.limit - 1));
    const isPatient = windows < climbWindows;
    if (now.rate >= (isPatient ? atOnce : from.rate * worthClimbing)) climbOn(now);
    else if (!isPatient) hold(from.limit);
  }

  function raiseCeiling(): void {
    if (ceiling === most || calm < caution) return;
    calm = 0;
    ceiling = Math.min(most, ceiling + ceilingStep);
    ceilingStep *= 2;
    if (ceiling === most) caution = patience.first;
  }

  function startProbe(now: Measured): void {
    triesMore = !triesMore;
    if (triesMore) raiseCeiling();
    const next = triesMore ? more(probe) : fewer();
    if (next === limit) hold();
    else enter({ is: 'probing', from: now }, next);
  }

  function endProbe(from: Measured, now: Measured): void {
    const isMore = now.limit > from.limit;
    const isWorth = now.rate >= from.rate * (isMore ? worthMore : worthAsMuch);
    rests = isWorth ? patience.first : Math.min(patience.longest, rests * 2);
    if (isWorth && isMore) climbOn(now);
    else hold(isWorth ? limit : from.limit);
  }

  function learn(from: LineSample, to: LineSample): void {
    calm += 1;
    windows += 1;
    const fading = windows > remembered ? 1 - 1 / remembered : 1;
    work = work * fading + to.work - from.work;
    tookMs = tookMs * fading + to.atMs - from.atMs;
    const now = { limit, rate: work / tookMs };
    if (phase.is === 'climbing') {
      if (phase.from === null) climbOn(now);
      else endClimb(phase.from, now);
    } else if (phase.is === 'holding') {
      if (windows >= rests) startProbe(now);
    } else if (windows >= probeWindows) endProbe(phase.from, now);
  }

  return {
    get limit() {
      return limit;
    },
    look(sample) {
      // What was admitted under a higher limit is still on its way.
      if (sample.inFlight > limit * full.most) return settle();
      settlesFrom ??= sample;
      if (sample.atMs - settlesFrom.atMs >= settleMs) isCut = false;
      if (since === null) {
        if (!isFar(settlesFrom, sample, settleMs)) return;
        since = sample;
        looks = 0;
        lookedAtInFlight = 0;
        return;
      }
      looks += 1;
      lookedAtInFlight += sample.inFlight;
      const isFull = lookedAtInFlight / looks >= limit * full.least;
      if (isFull && !isFar(since, sample, windowMs)) return;
      const from = since;
      since = sample;
      looks = 0;
      lookedAtInFlight = 0;
      if (isFull) learn(from, sample);
    },
    refused(inFlight) {
      if (isCut || inFlight > limit) return;
      const used = Math.max(Math.min(limit, inFlight + 1), Math.ceil(limit / 2));
      ceiling = Math.max(1, Math.floor(used * belowRefused));
      caution = Math.min(patience.longest, caution * 2);
      calm = 0;
      ceilingStep = 1;
      rests = patience.first;
      triesMore = false;
      hold(Math.max(1, Math.floor(used * afterRefusal)));
      settle();
      isCut = true;
    },
    rest: settle,
  };
}
