import { usualThreshold } from '../plan/partition.ts';
import type { DecideSetup } from '../plan/decide.ts';
import { createMatcher } from '../watch/ignore-rules.ts';
import type { FolderRun } from './folder-run.ts';

/** What holds for all decisions in a folder. */
export function planSetup({ folder, bucket }: FolderRun): DecideSetup {
  const { settings } = folder;
  const matches = settings.appendPatterns.length > 0 ? createMatcher(settings.appendPatterns) : () => false;
  return {
    settings,
    isAppended: matches,
    threshold: usualThreshold,
    maxObject: bucket.limits.maxObject,
  };
}
