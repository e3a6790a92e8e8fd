import { addRequests, noRequests, type RequestShape, requestsToList } from '../plan/cost.ts';
import { judgeDeletes } from '../plan/delete-limits.ts';
import { usualThreshold } from '../plan/partition.ts';
import { lookAtRoot, markerName, type RootLook } from '../watch/root.ts';
import { mayBeMarked } from './check-root.ts';
import type { FolderRun } from './folder-run.ts';
import type { PlanLine, SyncPlan } from './folder-sync.ts';
import { trialContextOf } from './plan-context.ts';
import { planDirectory } from './plan-directory.ts';
import { createPreviewTally, type PreviewTally } from './preview-tally.ts';
import { everything, walkSetup } from './scan.ts';
import { momentOf, takeListing } from './take-listing.ts';

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
  const isFirstContact = (store.folders.find(folder.id)?.listedAtMs ?? null) === null;
  const begun = momentOf(run.clock);
  const listing = isFirstContact ? await takeListing(run, signal) : null;
  const { mode, onConflict, trustsMtime, deletes } = folder.settings;
  const shape: RequestShape = {
    kind: folder.address.kind,
    limits: bucket.limits,
    threshold: usualThreshold,
    appendBytes,
    hasTrash: deletes.trash !== null,
    keepsBoth: onConflict === 'keep-both',
    isMirror: mode === 'mirror',
    trustsMtime,
  };
  const tally = createPreviewTally(mode === 'mirror', shape, onLine);
  const context = trialContextOf(run, listing && { listing, begun });
  try {
    for await (const seen of walker.walk(walkSetup(run), everything, signal)) {
      for await (const piece of planDirectory(run, seen, context)) tally.add(piece);
    }
  } finally {
    listing?.close();
  }
  tally.addGone();
  const { byKind, problems } = tally;
  const toList = listing ? requestsToList(listing.totals().objects) : noRequests;
  const requests = addRequests(toList, tally.requests);
  return { byKind, requests, deletesHeld: areDeletesHeld(run, look, tally), problems };
}

function areDeletesHeld(
  { folder, store }: FolderRun,
  look: RootLook,
  { byKind, areSomeOnOtherDrive }: PreviewTally,
): boolean {
  const gone = byKind.delete.files;
  if (folder.settings.mode !== 'mirror' || gone === 0) return false;
  const record = store.folders.find(folder.id);
  const before = record?.rootIdentity ?? null;
  const becomesMirror = record?.folder.settings.mode === 'upload-only';
  const sight = {
    gone,
    areSomeOnOtherDrive,
    known: store.known.totals(folder.id).files,
    agreed: record?.agreedDeletes ?? 0,
    root: folder.root,
    marker: markerName,
    hasMarker: look.markedFor === folder.id || mayBeMarked(look, before, becomesMirror),
  };
  return judgeDeletes(sight, folder.settings.deletes).may === 'not';
}
