import { randomBytes } from 'node:crypto';
import { createMemoryBody } from '../../remote/memory-body.ts';
import { type Finding, passed, skipped } from '../report.ts';
import type { Visit } from '../visit.ts';

const smallest = 256 * 1024;
/** Enough to tell a fast line from a slow one. */
const largest = 8 * 1024 * 1024;
/** A measurement is to take about so long. */
const wishedMs = 2_000;

/** How fast one request moves bytes, up and down. A small one tells how large a telling one may be. */
export async function checkRate(visit: Visit): Promise<Finding> {
  const { store, prefix, clock, notes, signal } = visit;
  if (notes.keepsVersions) return skipped('rate.versions');
  const key = `${prefix}rate.bin`;
  notes.keys.add(key);

  const up = async (size: number) => {
    const bytes = randomBytes(size);
    const startedMs = clock.monotonic();
    await store.put(key, createMemoryBody(bytes), {}, signal);
    return (size / Math.max(1, clock.monotonic() - startedMs)) * 1000;
  };
  const size = Math.min(largest, Math.max(smallest, Math.round(((await up(smallest)) * wishedMs) / 1000)));
  const upRate = await up(size);
  return passed('rate.measured', { up: upRate, down: await down(visit, key), size });
}

/** Null when reading is not allowed; that has a check of its own. */
async function down({ store, clock, signal }: Visit, key: string): Promise<number | null> {
  const startedMs = clock.monotonic();
  let size = 0;
  try {
    for await (const chunk of (await store.get(key, null, signal)).bytes) size += chunk.byteLength;
  } catch {
    signal.throwIfAborted();
    return null;
  }
  return (size / Math.max(1, clock.monotonic() - startedMs)) * 1000;
}
