import { HangError, type Scheduler } from './scheduler.ts';

/** What is waited for comes within so many events. */
export const patience = 150_000;

/** Lets events happen until the promise has settled. */
export async function drive(
  scheduler: Scheduler,
  promise: Promise<unknown>,
  what = 'the start',
  check: () => void = () => {},
): Promise<void> {
  let isOver = false;
  const over = () => {
    isOver = true;
  };
  promise.then(over, over);
  await scheduler.settle();
  for (let left = patience; !isOver; left -= 1) {
    if (left === 0) throw new HangError(`${what} did not come within ${patience} events`);
    if (!(await scheduler.step())) {
      // The last thing that happened may have been the end of it, and its callers have yet to hear.
      await scheduler.settle();
      if (!isOver) throw new HangError(`${what} never comes: nothing can happen any more`);
    }
    check();
  }
}
