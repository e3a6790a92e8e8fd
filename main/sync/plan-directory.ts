import { breathe } from '../base/async.ts';
import type { Action } from '../model/action.ts';
import type { KnownFile } from '../model/known-file.ts';
import type { Problem } from '../model/problem.ts';
import type { SeenDirectory, SeenFile } from '../model/seen.ts';
import { decide, type FileDecision } from '../plan/decide.ts';
import { type KeyPlace, keyOf, keyProblem } from '../plan/key-of.ts';
import { isEmpty, leftOutProblems } from '../plan/left-out.ts';
import { holdingDirectory, nameProblems } from '../plan/names.ts';
import { pathIn } from '../plan/problem-of.ts';
import type { KnownFiles } from '../store/known-files.ts';
import { findGone, type Gone } from './find-gone.ts';
import { findMoveOf } from './find-move-of.ts';
import type { FolderRun } from './folder-run.ts';
import type { PlanContext } from './plan-context.ts';

export interface PlannedFile {
  readonly path: string;
  readonly seen: SeenFile;
  readonly decision: FileDecision;
}

/** A piece of what one look at one directory comes to, before anything of it is written. */
export interface PlanPiece {
  readonly files: readonly PlannedFile[];
  readonly gone: Gone;
  readonly problems: readonly Problem[];
  /** For an empty directory that is to have a marker. */
  readonly mark: Action | null;
}

/** Files in a piece: few enough that planning and writing them holds up nothing else. */
const pieceSize = 250;
/** Known files read by one question: a few milliseconds. */
const lookedUpAtOnce = 1000;
/** Known names that a look at single entries is held against. */
const siblingsLookedAt = 1000;
const nothingGone: Gone = { files: [], ignored: [] };

/**
 * Decides about everything that one look at a directory has shown, piece by piece, the deletions last. Writes nothing. The engine breathes between two pieces, so a directory
 * may be of any size.
 */
export async function* planDirectory(
  run: FolderRun,
  seen: SeenDirectory,
  context: PlanContext,
): AsyncGenerator<PlanPiece, void, void> {
  const nowMs = run.clock.now();
  const named = findNameProblems(run, seen, nowMs);
  const held = new Set(named.filter(({ weight }) => weight === 'failed').map(({ path }) => path));
  for (const path of held) if (path.endsWith('/')) context.held.add(path);
  const isHeldWhole = isBelowHeld(run, seen.path, context);
  const knownAt = lookUpKnown(run, seen);
  let problems: readonly Problem[] = [...named, ...leftOutProblems(seen, nowMs)];
  for (let from = 0; from < seen.files.length; from += pieceSize) {
    const files: PlannedFile[] = [];
    for (const file of seen.files.slice(from, from + pieceSize)) {
      const path = pathIn(seen.path, file.name, false);
      if (!isHeldWhole && !held.has(path))
        files.push(await planFile(run, path, file, knownAt(path), context, nowMs));
    }
    yield { files, gone: nothingGone, problems, mark: null };
    problems = [];
    await breathe();
  }
  const wanted = !isHeldWhole && wantsMark(run, seen) ? markOf(seen.path, nowMs) : null;
  const refused = wanted && keyProblem(placeOf(run), wanted.path, nowMs);
  if (refused) problems = [...problems, refused];
  const mark = refused ? null : wanted;
  if (mark !== null || problems.length > 0) yield { files: [], gone: nothingGone, problems, mark };
  if (seen.failure !== null) return;
  for await (const gone of findGone(run, seen)) yield { files: [], gone, problems: [], mark: null };
}

async function planFile(
  run: FolderRun,
  path: string,
  seen: SeenFile,
  known: KnownFile | null,
  { listing, settling, setup }: PlanContext,
  nowMs: number,
): Promise<PlannedFile> {
  const { folder } = run;
  const situation = {
    path,
    seen,
    known,
    listed: listing?.find(known?.key ?? keyOf(folder, path)),
    move: await findMoveOf(run, path, seen, known),
    changingSinceMs: settling.since(path),
  };
  return { path, seen, decision: decide(situation, setup, nowMs) };
}

/** One question for a directory of ordinary size; else one for each file, so that none takes long. */
function lookUpKnown({ folder, store }: FolderRun, seen: SeenDirectory): (path: string) => KnownFile | null {
  const { known } = store;
  if (seen.only === null && seen.files.length <= lookedUpAtOnce) {
    const rows = known.inDirectory(folder.id, seen.path, null, lookedUpAtOnce + 1);
    if (rows.length <= lookedUpAtOnce) {
      const byPath = new Map(rows.map(row => [row.path, row]));
      return path => byPath.get(path) ?? null;
    }
  }
  return path => known.find(folder.id, path);
}

/** Whether the directory, or one above it, is held back for its name, and all that lies in it. */
function isBelowHeld({ folder }: FolderRun, directory: string, { held }: PlanContext): boolean {
  if (!folder.settings.holdsBadNames || directory === '') return false;
  return holdingDirectory(`${directory}/`, path => held.has(path)) !== null;
}

/** Names that can't be keys, and names that other systems could not hold. */
function findNameProblems(run: FolderRun, seen: SeenDirectory, nowMs: number): readonly Problem[] {
  const { folder, store } = run;
  const place = placeOf(run);
  const keys = seen.files.flatMap(
    ({ name }) => keyProblem(place, pathIn(seen.path, name, false), nowMs) ?? [],
  );
  const siblings = seen.only === null ? [] : namesIn(store.known, folder.id, seen.path);
  // A path has one problem: what keeps it from being stored goes before what other systems would say.
  const refused = new Set(keys.map(({ path }) => path));
  const names = nameProblems(seen, siblings, folder.settings, nowMs).filter(({ path }) => !refused.has(path));
  return [...keys, ...names];
}

function placeOf({ folder }: FolderRun): KeyPlace {
  const { address, prefix, settings } = folder;
  return { kind: address.kind, prefix, trash: settings.deletes.trash };
}

/** Of known files, as far as a page goes: a clash in a huge directory is found by the next full scan. */
function namesIn(known: KnownFiles, folderId: string, directory: string): readonly string[] {
  return known
    .inDirectory(folderId, directory, null, siblingsLookedAt)
    .map(({ path }) => path.slice(path.lastIndexOf('/') + 1));
}

function wantsMark({ folder, store }: FolderRun, seen: SeenDirectory): boolean {
  if (!folder.settings.keepsEmptyDirectories || seen.path === '') return false;
  if (seen.only !== null || seen.failure !== null || !isEmpty(seen)) return false;
  return store.known.find(folder.id, `${seen.path}/`) === null;
}

function markOf(directory: string, nowMs: number): Action {
  const reason = { code: 'empty-directory', facts: {} } as const;
  const rest = { from: null, lane: 'small', size: 0, dueAtMs: nowMs, attempts: 0 } as const;
  return { path: `${directory}/`, do: 'mark', reason, ...rest };
}
