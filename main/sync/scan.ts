import type { FolderScan } from '../model/folder.ts';
import type { SeenDirectory } from '../model/seen.ts';
import type { Look, WalkSetup } from '../watch/walk.ts';
import type { FolderRun } from './folder-run.ts';
import { forgetProblems } from './forget-problems.ts';
import type { PlanContext } from './plan-context.ts';
import { planDirectory } from './plan-directory.ts';
import { writePlan } from './write-plan.ts';

/** Everything below the root. */
export const everything: readonly Look[] = [{ directory: '', names: null, isDeep: true }];

/** Between two words about how far a scan is, in ms. */
const tellEveryMs = 250;

export function walkSetup({ folder, dataDir }: FolderRun): WalkSetup {
  const { ignore, usesDefaultIgnores, includesGit, symlinks } = folder.settings;
  return {
    root: folder.root,
    ignore: { lines: ignore, usesDefaults: usesDefaultIgnores, includesGit },
    symlinks,
    without: [dataDir],
  };
}

/**
 * Looks at what is named and plans what follows, directory by directory, while earlier plans are carried out already: `onPlanned` is called
 * after each piece. Resolves with the figures of the looks. Throws as `Walker.walk` does.
 */
export async function scan(
  run: FolderRun,
  looks: readonly Look[],
  context: PlanContext,
  onPlanned: () => void,
  signal: AbortSignal,
): Promise<FolderScan> {
  const { clock, walker } = run;
  const startedAtMs = clock.now();
  const figures = { files: 0, directories: 0, bytes: 0, ignored: 0 };
  let planned = 0;
  let plannedBytes = 0;
  let toldAtMs = clock.monotonic();
  for await (const seen of walker.walk(walkSetup(run), looks, signal)) {
    count(figures, seen);
    const told = new Set<string>();
    let isToBeMarked = false;
    for await (const piece of planDirectory(run, seen, context)) {
      for (const { path } of piece.problems) told.add(path);
      isToBeMarked ||= piece.mark !== null;
      const written = writePlan(run, piece, context);
      planned += written.planned;
      plannedBytes += written.plannedBytes;
      if (written.planned > 0) onPlanned();
    }
    forgetProblems(run, seen, told, isToBeMarked);
    if (clock.monotonic() - toldAtMs < tellEveryMs) continue;
    toldAtMs = clock.monotonic();
    run.emit({ type: 'scanning', files: figures.files, directories: figures.directories });
  }
  run.emit({
    type: 'scanned',
    files: figures.files,
    directories: figures.directories,
    planned,
    plannedBytes,
  });
  return { ...figures, startedAtMs, endedAtMs: clock.now() };
}

function count(
  figures: { files: number; directories: number; bytes: number; ignored: number },
  { files, leftOut }: SeenDirectory,
): void {
  figures.files += files.length;
  figures.directories += 1;
  for (const { size } of files) figures.bytes += size;
  figures.ignored += leftOut.filter(({ why }) => why === 'ignored').length;
}
