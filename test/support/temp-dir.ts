import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { tempRoot } from './temp-root.ts';

/** Takes what is to be done at the end: of a test, or of all tests that share something. The last one is done first. */
export type AtEnd = (task: () => void | Promise<void>) => void;

/** A folder that is gone when the test is over. */
export async function createTempDir(atEnd: AtEnd = onTestFinished): Promise<string> {
  const dir = await mkdtemp(join(tempRoot(), 'longshore-test-'));
  atEnd(() => rm(dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }));
  return dir;
}
