import type { Action, ActionKind } from '../model/action.ts';
import type { Problem } from '../model/problem.ts';
import { addRequests, noRequests, type RequestShape, type Requests, requestsOf } from '../plan/cost.ts';
import type { GoneFile } from './find-gone.ts';
import type { PlanLine, SyncPlan } from './folder-sync.ts';
import type { PlannedFile, PlanPiece } from './plan-directory.ts';

type Kind = PlanLine['what'];

/** What a preview has come to so far. */
export interface PreviewTally {
  readonly byKind: SyncPlan['byKind'];
  readonly problems: SyncPlan['problems'];
  readonly requests: Requests;
  /** Some that are gone lay on a drive that may be missing. */
  readonly areSomeOnOtherDrive: boolean;
  add(piece: PlanPiece): void;
  /** To be called once, when everything was seen: only then it is known which of the gone files were moved. */
  addGone(): void;
}

/**
 * Counts what a run would do, and tells it line by line. Deletions come last, as in a run; what is gone in a mirrored folder and what was
 * moved is kept in memory until then, some hundred bytes for each.
 */
export function createPreviewTally(
  isMirror: boolean,
  shape: RequestShape,
  onLine: (line: PlanLine) => void,
): PreviewTally {
  const none = () => ({ files: 0, bytes: 0 });
  const byKind: Record<Kind, { files: number; bytes: number }> = {
    upload: none(),
    compare: none(),
    copy: none(),
    append: none(),
    delete: none(),
    mark: none(),
    adopt: none(),
    skip: none(),
  };
  const problems = { failed: 0, warnings: 0, skipped: 0 };
  const gone: { readonly path: string; readonly size: number; readonly key: string }[] = [];
  const moved = new Set<string>();
  let requests = noRequests;
  let areSomeOnOtherDrive = false;

  function count(what: Kind, size: number): void {
    byKind[what].files += 1;
    byKind[what].bytes += size;
  }

  function plan(what: ActionKind, path: string, size: number, reason: PlanLine['reason']): void {
    count(what, size);
    requests = addRequests(requests, requestsOf({ do: what, size, reason }, shape));
    onLine({ what, path, size, reason });
  }

  function addFile({ path, seen, decision }: PlannedFile): void {
    // Too many, and too dull, to be told one by one.
    if (decision.next === 'nothing') count('skip', seen.size);
    else if (decision.next === 'fail') problems.failed += 1;
    else if (decision.next === 'act') {
      const { action } = decision;
      noteMove(action);
      plan(action.do, path, action.size, action.reason);
    }
  }

  function noteMove({ from, reason }: Action): void {
    if (from !== null && reason.code === 'moved') moved.add(from);
  }

  function addMissing({ known, isOnOtherDrive }: GoneFile): void {
    const { path, key, identity } = known;
    if (isMirror) {
      gone.push({ path, size: identity.size, key });
      areSomeOnOtherDrive ||= isOnOtherDrive;
      return;
    }
    count('skip', 0);
    onLine({ what: 'skip', path, size: 0, reason: { code: 'kept-in-bucket', facts: { key } } });
  }

  return {
    byKind,
    problems,
    get requests() {
      return requests;
    },
    get areSomeOnOtherDrive() {
      return areSomeOnOtherDrive;
    },
    add(piece) {
      for (const problem of piece.problems) countProblem(problems, problem);
      for (const file of piece.files) addFile(file);
      if (piece.mark) plan('mark', piece.mark.path, 0, piece.mark.reason);
      for (const each of piece.gone.files) addMissing(each);
    },
    addGone() {
      for (const { path, size, key } of gone) {
        if (!moved.has(path)) plan('delete', path, size, { code: 'gone', facts: { key } });
      }
    },
  };
}

function countProblem(
  totals: { failed: number; warnings: number; skipped: number },
  { weight }: Problem,
): void {
  if (weight === 'failed') totals.failed += 1;
  else if (weight === 'warning') totals.warnings += 1;
  else totals.skipped += 1;
}
