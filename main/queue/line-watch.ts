import type { Clock } from '../base/clock.ts';
import type { ParallelSearch } from './parallel-search.ts';

/** What of the line can be seen at any moment. */
export interface LineView {
  /** Bytes handed to the network by each request with a body in flight. */
  sending(): Iterable<number>;
}

/** Shows the line to a search, some ten times a second while anything is in flight and never while nothing is. */
export interface LineWatch {
  /** Something is in flight now, or nothing any more. */
  busy(isBusy: boolean): void;
  /** A request with so many bytes was answered. */
  answered(bytes: number): void;
  /** The store asked for less, or was silent for too long. */
  refused(how: 'asked' | 'silent'): void;
}

const lookMs = 100;
/**
 * The last bytes of a request may wait in the system's buffers until it is answered. They count then, for else a connection more
 * would seem to bring at once what its buffer holds.
 */
const mostBuffered = 2 * 1024 * 1024;
/** What a request is worth without its bytes: a line is as full with small files when it carries many of them. */
const perRequest = 32 * 1024;
/** How much of the usual request's size is that of the last one. */
const newest = 0.1;

export function createLineWatch(
  search: ParallelSearch,
  line: LineView,
  clock: Clock,
  onLimit: (limit: number) => void,
): LineWatch {
  let timer: { stop(): void } | null = null;
  let answeredWork = 0;
  let usualWork = mostBuffered;
  let last = search.limit;
  let isAnswering = false;

  function follow(): void {
    if (search.limit === last) return;
    last = search.limit;
    onLimit(last);
  }

  function look(): void {
    let inFlight = 0;
    let work = answeredWork;
    for (const bytes of line.sending()) {
      inFlight += 1;
      work += Math.max(0, bytes - mostBuffered);
    }
    search.look({ atMs: clock.monotonic(), work, inFlight, step: Math.min(mostBuffered, usualWork) });
    follow();
  }

  return {
    busy(isBusy) {
      timer?.stop();
      timer = isBusy ? clock.every(lookMs, look) : null;
      if (!isBusy) search.rest();
    },
    answered(bytes) {
      isAnswering = true;
      answeredWork += bytes + perRequest;
      usualWork += (bytes + perRequest - usualWork) * newest;
    },
    refused(how) {
      // Silence again and again, without an answer in between, is a line that is down: fewer requests do not mend that.
      if (how === 'silent' && !isAnswering) return;
      isAnswering = false;
      let inFlight = 0;
      for (const _ of line.sending()) inFlight += 1;
      search.refused(inFlight);
      follow();
    },
  };
}
