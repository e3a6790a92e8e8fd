import { openAtFile } from './at-file.ts';
import { fuzz } from './fuzz.ts';
import type { ApartWish } from './run-apart.ts';
import type { FuzzTarget } from './target.ts';

/** Makes this process one that gives rubbish to the target that its parent names, and ends. */
export function answerWishes(targets: readonly FuzzTarget[]): void {
  process.on('message', async ({ target, atFile, ...wish }: ApartWish) => {
    const found = targets.find(each => each.name === target);
    if (!found) throw new Error(`there is no target ${target}`);
    const at = openAtFile(atFile);
    const outcome = await fuzz(found, { ...wish, onSample: at.put });
    at.close();
    process.send?.(outcome, () => process.exit(0));
  });
}
