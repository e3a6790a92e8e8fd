import type { DecideSetup } from '../plan/decide.ts';
import { usualThreshold } from '../plan/partition.ts';
import { createMatcher } from '../watch/ignore-rules.ts';
import type { FolderRun } from './folder-run.ts';

/** What holds for all decisions in a folder; `listedAtMs` is when the listing was begun that they look into. */
export function planSetup({ folder, bucket }: FolderRun, listedAtMs: number | null): DecideSetup {
  const { settings } = folder;
  const appended = settings.appendPatterns.length > 0 ? createMatcher(settings.appendPatterns) : null;
  return {
    settings,
    isAppended: path => appended?.matches(path) ?? false,
    threshold: usualThreshold,
    maxObject: bucket.limits.maxObject,
    listedAtMs,
  };
}
