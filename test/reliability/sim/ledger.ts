import { restingStates, type ToldState } from './checker/check-events.ts';
import { hashOf } from './checker/checksums.ts';
import { localFiles } from './checker/files-view.ts';
import { StateView } from './checker/state-view.ts';
import { Violation } from './checker/violation.ts';
import { databaseAt, recordPath } from './databases.ts';
import type { Play } from './play.ts';
import { folderPrefix } from './session.ts';
import { stage } from './stage.ts';

/** What the engine has told so far, to be compared with what it has written down. */
export class Ledger {
  /** States of transfers by hand that a history has to hold, by transfer. */
  readonly states = new Map<string, string[]>();
  /** The last state of rest of each transfer, of the folder's as well. */
  readonly told = new Map<string, ToldState>();
  /** How often work on a path has ended. */
  readonly ends = new Map<string, number>();
  /** Decisions that the journal has to hold. */
  readonly decisions: string[] = [];
  #lastJumpMs = 0;
  upToDateCount = 0;

  changed(id: string, at: string, isFolder: boolean): void {
    if (!restingStates.has(at)) return;
    this.told.set(id, { at, isFolder });
    if (isFolder) return;
    this.states.set(id, [...(this.states.get(id) ?? []), at]);
  }

  ended(path: string): void {
    this.ends.set(path, (this.ends.get(path) ?? 0) + 1);
  }

  decided(path: string, reason: string): void {
    this.decisions.push(`${path} ${reason}`);
  }

  jumped(): void {
    this.#lastJumpMs = stage().scheduler.monotonic();
  }

  /** "Up to date" was said: what the last full scan can have seen, and nobody touched since, is in the bucket. */
  upToDate(play: Play, scanStartedAtMs: number | null): void {
    this.upToDateCount += 1;
    const state = new StateView(databaseAt(recordPath).connection);
    const failed = state.problems().find(({ weight }) => weight === 'failed');
    if (failed) throw new Violation('false up to date', `${failed.path} is listed with ${failed.code}`);
    if (scanStartedAtMs === null || !play.tree.isMounted) return;
    // A time that came twice stands for the first of both: then more counts as touched since.
    const sinceMs = play.scheduler.firstShowed(scanStartedAtMs);
    if (sinceMs === null || this.#lastJumpMs >= sinceMs) return;
    const known = new Map(state.known().map(row => [row.path, row] as const));
    for (const { path, node } of localFiles(
      play.disk,
      play.tree.root,
      play.history.settings.symlinks === 'follow',
    )) {
      if (!play.tree.isUnchangedSince(path, sinceMs)) continue;
      const row = known.get(path);
      const key = row?.key ?? folderPrefix + path;
      if (play.watchman.isOfOthers(key)) continue;
      const stored = play.bucket.find(key);
      if (!row || !stored || hashOf(stored.bytes) !== hashOf(node.bytes)) {
        throw new Violation('false up to date', `${path} is not in the bucket as it is here`);
      }
    }
  }
}
