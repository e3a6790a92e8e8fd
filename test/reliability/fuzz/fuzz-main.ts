/** A process that gives rubbish to one target: see `run.ts`. */
import { fuzz } from './fuzz.ts';
import { targets } from './targets.ts';

interface Wish {
  readonly target: string;
  readonly runs: number;
  readonly seed: number;
  readonly path?: string;
}

process.on('message', async ({ target, runs, seed, path }: Wish) => {
  const found = targets.find(each => each.name === target);
  if (!found) throw new Error(`there is no target ${target}`);
  process.send?.(await fuzz(found, runs, seed, path), () => process.exit(0));
});
