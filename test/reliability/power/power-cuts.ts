import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createRandom } from '../../support/random.ts';
import type { ArenaSetup } from '../kills/arena.ts';
import { cutLocks } from './cut-locks.ts';
import { type CutKind, cutKinds, cutPower } from './cut-power.ts';

/** How often each kind of cut came, and what was lost. */
export type CutCount = Record<CutKind | 'bytesLost' | 'locksLost', number>;

export function countCuts(): CutCount {
  const none = cutKinds.map(kind => [kind, 0] as const);
  return { ...(Object.fromEntries(none) as Record<CutKind, number>), bytesLost: 0, locksLost: 0 };
}

/** An arena in which the power goes with each death of the engine. */
export function powerCuts(seed: number, count: CutCount): ArenaSetup {
  const random = createRandom(seed);
  const locks = createRandom(seed + 1);
  const noteFlushes = pathToFileURL(join(import.meta.dirname, 'note-flushes.ts'));
  return {
    environment: { NODE_OPTIONS: `--import ${noteFlushes}` },
    isForgetful: true,
    onDeath(dataDir) {
      const { kind, bytes } = cutPower(dataDir, random);
      count[kind] += 1;
      count.locksLost += cutLocks(dataDir, locks);
      if (kind !== 'tornCheckpoint') count.bytesLost += bytes;
    },
  };
}
