import type { Profiler } from 'node:inspector';
import type { AppRun } from '../support/app/app-run.ts';

export interface Share {
  /** A function and its file; `(garbage collector)` and `(program)` are V8's own words. */
  readonly name: string;
  /** In the function itself and in what it calls. */
  readonly ms: number;
}

const most = 25;

/** What the main thread of an app does in so many seconds: the functions that took longest, each with all that it calls. */
export async function profileOf(run: AppRun, seconds: number): Promise<readonly Share[]> {
  const profile = (await run.evaluate(async (_, forMs: number) => {
    const { Session } = process.getBuiltinModule('node:inspector/promises');
    const session = new Session();
    session.connect();
    await session.post('Profiler.enable');
    await session.post('Profiler.setSamplingInterval', { interval: 200 });
    await session.post('Profiler.start');
    await new Promise(resolve => setTimeout(resolve, forMs));
    const { profile: taken } = await session.post('Profiler.stop');
    session.disconnect();
    return taken;
  }, seconds * 1_000)) as Profiler.Profile;

  const own = new Map<number, number>();
  for (const [at, id] of (profile.samples ?? []).entries()) {
    own.set(id, (own.get(id) ?? 0) + (profile.timeDeltas?.[at] ?? 0) / 1_000);
  }
  const nodes = new Map(profile.nodes.map(node => [node.id, node]));
  const sums = new Map<string, number>();
  const walk = (node: Profiler.ProfileNode, above: ReadonlySet<string>): number => {
    const { functionName, url, lineNumber } = node.callFrame;
    const name = `${functionName || '(anonymous)'} ${url.replace(/^.*?\/(?=dist|node_modules|test)/, '')}${url === '' ? '' : `:${lineNumber + 1}`}`;
    const within = new Set([...above, name]);
    let ms = own.get(node.id) ?? 0;
    for (const child of node.children ?? []) {
      const found = nodes.get(child);
      if (found) ms += walk(found, within);
    }
    // Who calls itself is counted once.
    if (!above.has(name)) sums.set(name, (sums.get(name) ?? 0) + ms);
    return ms;
  };
  const [root] = profile.nodes;
  if (root) walk(root, new Set());
  return [...sums]
    .filter(([name]) => !/^\((root|idle)\)/.test(name))
    .map(([name, ms]) => ({ name, ms }))
    .toSorted((a, b) => b.ms - a.ms)
    .slice(0, most);
}
