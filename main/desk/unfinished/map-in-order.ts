/**
 * Runs `task` over items as they come, at most `width` at once, and gives the results in the items' order. The first
 * failure ends it, and so does leaving the loop; the tasks that still run are told by their signal, and waited for.
 */
export async function* mapInOrder<T, R>(
  items: AsyncIterable<T>,
  width: number,
  task: (item: T, signal: AbortSignal) => Promise<R>,
  outer: AbortSignal,
): AsyncGenerator<R, void, void> {
  const stop = new AbortController();
  const signal = AbortSignal.any([outer, stop.signal]);
  const running: Promise<R>[] = [];
  try {
    for await (const item of items) {
      const work = task(item, signal);
      work.catch(() => {});
      running.push(work);
      const first = running.length < width ? undefined : running.shift();
      if (first) yield await first;
    }
    for (let next = running.shift(); next; next = running.shift()) yield await next;
  } finally {
    stop.abort();
    await Promise.allSettled(running);
  }
}
