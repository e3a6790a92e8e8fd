import type { Clock } from '../base/clock.ts';
import { createLanes, type Lanes } from './lanes.ts';
import { createLineWatch, type LineView, type LineWatch } from './line-watch.ts';
import { createParallelSearch } from './parallel-search.ts';
import { createQueue, type Queue } from './queue.ts';

/** How many places there are for requests and transfers: as the user says, or as the line is worth. */
export interface Places {
  /** Which file is next. */
  readonly queue: Pick<Queue, 'run'>;
  /** Which request with a body is next. */
  readonly turns: Pick<Lanes, 'acquire'>;
  /** Requests with a body in flight at once, whatever the line is worth. */
  readonly most: number;
  /** What goes on side by side where nothing looks at how the line takes it. */
  readonly aside: number;
  /** Places for requests with a body at this moment. */
  now(): number;
  readonly line: Pick<LineWatch, 'answered' | 'refused'>;
}

/**
 * A request of a part takes a mebibyte of buffers and its socket's queue, so that as many as these stay below a third of the 200 MB which the
 * engine may take. It is also the most that a user can ask for on the page.
 */
export const mostParallel = 64;
/** What is asked of a line before anything is known of it. */
const firstParallel = 8;
/** Large files under way at once: the second one fills the line while the first one finishes. */
const largeAtOnce = 2;
/** Small files under way for each place, for a file does more than to wait for its request. */
const smallPerPlace = 2;

/** `fixed` is what the user says; null for as many as the line is worth. */
export function createPlaces(fixed: number | null, line: LineView, clock: Clock): Places {
  return fixed === null ? followLine(line, clock) : fixedPlaces(fixed);
}

function fixedPlaces(parallel: number): Places {
  return {
    queue: createQueue({ small: parallel, large: largeAtOnce }),
    turns: createLanes(parallel),
    most: parallel,
    aside: parallel,
    now: () => parallel,
    line: { answered() {}, refused() {} },
  };
}

function followLine(line: LineView, clock: Clock): Places {
  const search = createParallelSearch(firstParallel, mostParallel);
  const queue = createQueue({ small: firstParallel * smallPerPlace, large: largeAtOnce });
  const watch = createLineWatch(search, line, clock, limit => {
    queue.setSmall(limit * smallPerPlace);
    turns.setTotal(limit);
  });
  const turns = createLanes(firstParallel, watch.busy);
  return { queue, turns, most: mostParallel, aside: firstParallel, now: () => search.limit, line: watch };
}
