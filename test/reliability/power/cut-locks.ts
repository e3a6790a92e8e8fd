import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '../../support/random.ts';

/**
 * The files of a data directory beside its database: one for each life of the program, by whose lock others see that it lives. They are made, and
 * never flushed, so a power cut may take any of them. Nothing is ever written into one; throws where something was, for then there is more
 * to be cut. Returns how many were taken.
 */
export function cutLocks(dataDir: string, random: Random): number {
  const dir = join(dataDir, 'owners');
  if (!existsSync(dir)) return 0;
  const all = readdirSync(dir).toSorted();
  const full = all.find(name => statSync(join(dir, name)).size > 0);
  if (full !== undefined) throw new Error(`${full} holds bytes, and no power cut tears them`);
  const taken = all.filter(() => random.next() < 0.5);
  for (const name of taken) rmSync(join(dir, name));
  return taken.length;
}
