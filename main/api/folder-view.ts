import { basename } from 'node:path';
import type {
  CoverageView,
  ExplanationView,
  FolderSettingsView,
  FolderView,
  ProblemView,
} from '../../preload/contract/folders.ts';
import type { TargetView } from '../../preload/contract/targets.ts';
import { type ErrorRecord, toErrorRecord } from '../base/app-error.ts';
import { nextScanMs, standingOf, toSend } from '../desk/kept-folders/standing.ts';
import type { StandingFolder } from '../desk/kept-folders.ts';
import type { Folder, FolderSettings } from '../model/folder.ts';
import type { Problem } from '../model/problem.ts';
import type { Explanation } from '../sync/folder-sync.ts';
import type { Coverage } from '../watch/folder-watcher.ts';
import { decisionView } from './transfer-view.ts';

/** One folder as its card shows it. Pure. */
export function folderView({ state, live }: StandingFolder, nowMs: number, isAllPaused: boolean): FolderView {
  const { record, problems } = state;
  const { folder, lastScan } = record;
  const isHeld = state.heldDeletes > 0;
  const standing = standingOf(state, live, isAllPaused, nowMs);
  const { files: waiting, bytes: waitingBytes } = toSend(state);
  return {
    id: folder.id,
    root: folder.root,
    name: basename(folder.root) || folder.root,
    target: targetOf(folder),
    standing,
    isPaused: folder.isPaused,
    error: live.error,
    files: lastScan?.files ?? live.scannedFiles,
    bytes: lastScan?.bytes ?? 0,
    provenFiles: state.provenFiles,
    provenBytes: state.provenBytes,
    waiting,
    waitingBytes,
    sent: waiting > 0 ? live.done : 0,
    toSend: waiting > 0 ? live.done + waiting : 0,
    // The question about deletions is one of the failed problems, and told by itself.
    failed: Math.max(0, problems.failed - (isHeld ? 1 : 0)),
    warnings: problems.warnings,
    skipped: problems.skipped,
    lastScanMs: lastScan?.endedAtMs ?? null,
    nextScanMs: nextScanMs(state, standing),
    upToDateAtMs: record.upToDateAtMs,
    verifiedAtMs: record.verifiedAtMs,
    // What was watched is gone with the root.
    coverage: standing === 'rootLost' ? null : coverageView(live.coverage ?? state.coverage),
    heldDeletes: isHeld ? { count: state.heldDeletes, known: state.provenFiles } : null,
    settings: settingsView(folder.settings),
  };
}

export function targetOf({ address, prefix, settings }: Folder): TargetView {
  const { kind, bucket } = address;
  return { account: settings.account.profile, kind, bucket, prefix };
}

export function settingsView({ account: _, ...settings }: FolderSettings): FolderSettingsView {
  return settings;
}

function coverageView(coverage: Coverage | null): CoverageView | null {
  if (coverage === null) return null;
  const { reason, warning, ...counts } = coverage;
  const told: ErrorRecord | null = reason ? toErrorRecord(reason) : warning ? toErrorRecord(warning) : null;
  return { ...counts, reason: told };
}

export function problemView(problem: Problem): ProblemView {
  return problem;
}

export function explanationView(
  { folder, path, known, problem, planned, decisions }: Explanation,
  now: Pick<ExplanationView, 'isThere' | 'leftOutBy'>,
): ExplanationView {
  return {
    ...now,
    folderId: folder.id,
    path,
    known: known && {
      size: known.identity.size,
      key: known.key,
      etag: known.etag,
      provenAtMs: known.provenAtMs,
      verifiedAtMs: known.verifiedAtMs,
    },
    problem,
    planned,
    decisions: decisions.map(decisionView),
  };
}
