import type { DecideSetup } from '../plan/decide.ts';
import { usualThreshold } from '../plan/partition.ts';
import { createMatcher } from '../watch/ignore-rules.ts';
import type { FolderRun } from './folder-run.ts';
import type { Moment } from './take-listing.ts';

/** What holds for all decisions in a folder, and of the listing that they look into. */
export function planSetup({ folder, bucket, clock }: FolderRun, begun: Moment | null): DecideSetup {
  const { settings } = folder;
  const appended = settings.appendPatterns.length > 0 ? createMatcher(settings.appendPatterns) : null;
  return {
    settings,
    isAppended: path => appended?.matches(path) ?? false,
    threshold: usualThreshold,
    maxObject: bucket.limits.maxObject,
    // By a clock that was put back meanwhile, what was proven since would be older than the listing, and sent again.
    get listedAtMs() {
      return begun && Math.min(begun.atMs, clock.now() - (clock.monotonic() - begun.monotonicMs));
    },
  };
}
