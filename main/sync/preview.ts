import type { ActionKind } from '../model/action.ts';
import type { Problem } from '../model/problem.ts';
import {
  addRequests,
  noRequests,
  type RequestShape,
  type Requests,
  requestsOf,
  requestsToList,
} from '../plan/cost.ts';
import { judgeDeletes } from '../plan/delete-limits.ts';
import { usualThreshold } from '../plan/partition.ts';
import { lookAtRoot, markerName } from '../watch/root.ts';
import type { FolderRun } from './folder-run.ts';
import type { PlanLine, SyncPlan } from './folder-sync.ts';
import { type PlanContext, type PlanPiece, planDirectory } from './plan-directory.ts';
import { planSetup } from './plan-setup.ts';
import { everything, walkSetup } from './scan.ts';
import { createSettling } from './settling.ts';
import { takeListing } from './take-listing.ts';

type Kind = PlanLine['what'];

/** Bytes of one append at most; what an append is cut into. */
const appendBytes = 8 * 1024 * 1024;

/**
 * What a run would do, line by line, with its reasons. Looks at everything that a run looks at, and writes nothing anywhere; files that a run
 * would read to compare are counted as such.
 */
export async function previewFolder(
  run: FolderRun,
  onLine: (line: PlanLine) => void,
  signal: AbortSignal,
): Promise<SyncPlan> {
  const { folder, store, walker, bucket } = run;
  const look = await lookAtRoot(folder.root);
  const record = store.folders.find(folder.id);
  const isFirstContact = (record?.listedAtMs ?? null) === null;
  const startedAtMs = run.clock.now();
  const listing = isFirstContact ? await takeListing(run, signal) : null;
  const tally = createTally(onLine);
  const problems = { failed: 0, warnings: 0, skipped: 0 };
  let requests = listing ? requestsToList(listing.totals().objects) : noRequests;
  const shape: RequestShape = {
    kind: folder.address.kind,
    limits: bucket.limits,
    threshold: usualThreshold,
    appendBytes,
    hasTrash: folder.settings.deletes.trash !== null,
  };
  const context: PlanContext = {
    setup: planSetup(run, listing && startedAtMs),
    listing,
    settling: createSettling(),
  };
  try {
    for await (const seen of walker.walk(walkSetup(run), everything, signal)) {
      for await (const piece of planDirectory(run, seen, context)) {
        for (const problem of piece.problems) countProblem(problems, problem);
        requests = addRequests(requests, addPiece(run, piece, tally, shape));
      }
    }
  } finally {
    listing?.close();
  }
  const sight = {
    gone: tally.byKind.delete.files,
    movedAway: 0,
    known: store.known.totals(folder.id).files,
    agreed: record?.agreedDeletes ?? 0,
    root: folder.root,
    marker: markerName,
    hasMarker: look.markedFor === folder.id || record?.rootIdentity === null,
    isSameRoot: true,
  };
  const isHeld =
    folder.settings.mode === 'mirror' && judgeDeletes(sight, folder.settings.deletes).may === 'not';
  return { byKind: tally.byKind, requests, deletesHeld: isHeld && sight.gone > 0, problems };
}

function createTally(onLine: (line: PlanLine) => void) {
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
  return {
    byKind,
    add(line: PlanLine) {
      byKind[line.what].files += 1;
      byKind[line.what].bytes += line.size;
      onLine(line);
    },
    /** Too many, and too dull, to be told one by one. */
    skip(size: number) {
      byKind.skip.files += 1;
      byKind.skip.bytes += size;
    },
  };
}

function addPiece(
  run: FolderRun,
  { files, gone, mark }: PlanPiece,
  tally: ReturnType<typeof createTally>,
  shape: RequestShape,
): Requests {
  let requests = noRequests;
  const add = (what: ActionKind, path: string, size: number, reason: PlanLine['reason']) => {
    tally.add({ what, path, size, reason });
    requests = addRequests(requests, requestsOf({ do: what, size }, shape));
  };
  for (const { path, seen, decision } of files) {
    if (decision.next === 'nothing') tally.skip(seen.size);
    // It would be waited for, and sent then.
    else if (decision.next === 'wait') add('upload', path, seen.size, decision.reason);
    else if (decision.next === 'act')
      add(decision.action.do, path, decision.action.size, decision.action.reason);
  }
  if (mark) add('mark', mark.path, 0, mark.reason);
  for (const { path, identity, key } of gone.files) {
    const isMirror = run.folder.settings.mode === 'mirror';
    if (isMirror) add('delete', path, identity.size, { code: 'gone', facts: { key } });
    else tally.add({ what: 'skip', path, size: 0, reason: { code: 'kept-in-bucket', facts: { key } } });
  }
  return requests;
}

function countProblem(
  totals: { failed: number; warnings: number; skipped: number },
  { weight }: Problem,
): void {
  if (weight === 'failed') totals.failed += 1;
  else if (weight === 'warning') totals.warnings += 1;
  else totals.skipped += 1;
}
