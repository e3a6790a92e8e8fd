import type { SeenDirectory } from '../model/seen.ts';
import { pathIn } from '../plan/problem-of.ts';
import { endsWithLook, type Found, foundBy, isStillListed } from '../plan/still-listed.ts';
import type { ListedProblem } from '../store/problems.ts';
import type { FolderRun } from './folder-run.ts';

/** Paths taken off in one go. */
const batchSize = 250;

/**
 * Takes off the list what no longer holds after a look at a directory: entries that are gone or left out by now with all that lay below
 * them, and what the look would have told anew. `told` are the paths that it has told, and `isToBeMarked` whether it has planned a marker.
 */
export function forgetProblems(
  run: FolderRun,
  seen: SeenDirectory,
  told: ReadonlySet<string>,
  isToBeMarked: boolean,
): void {
  if (seen.failure !== null) return;
  const { folder, store } = run;
  const { problems } = store;
  const found = foundBy(seen);
  const listed =
    seen.only === null
      ? problems.entriesOf(folder.id, seen.path)
      : seen.only.flatMap(name => listedAs(run, seen.path, name));
  store.batch(() => {
    for (const { path, code } of listed) {
      if (!told.has(path) && !isStillListed(entryOf(seen.path, path, code), found)) run.solve(path);
    }
    if (seen.only === null) forgetOwn(run, seen.path, told, isToBeMarked);
  });
  const below = seen.only ?? [...problems.subdirectories(folder.id, seen.path)];
  for (const name of below)
    if (!mayHoldMore(seen, found, name)) forgetBelow(run, pathIn(seen.path, name, false));
}

/** What is listed for a name: the file, or the directory as a whole. */
function listedAs({ folder, store }: FolderRun, directory: string, name: string): readonly ListedProblem[] {
  return [pathIn(directory, name, false), pathIn(directory, name, true)].flatMap(path => {
    const problem = store.problems.find(folder.id, path);
    return problem ? [{ path, code: problem.error.code }] : [];
  });
}

function entryOf(directory: string, path: string, code: ListedProblem['code']) {
  const isWhole = path.endsWith('/');
  const from = directory === '' ? 0 : directory.length + 1;
  return { name: path.slice(from, isWhole ? -1 : undefined), code, isWhole };
}

/** The directory could be looked at, so what kept it from that is over; and what is not empty any more needs no marker. */
function forgetOwn(
  run: FolderRun,
  directory: string,
  told: ReadonlySet<string>,
  isToBeMarked: boolean,
): void {
  const path = `${directory}/`;
  const problem = run.store.problems.find(run.folder.id, path);
  if (problem && !told.has(path) && endsWithLook(problem.error.code, isToBeMarked)) run.solve(path);
}

/** A directory that is walked into looks after itself; of one that can't be read nothing is known. */
function mayHoldMore({ leftOut }: SeenDirectory, { isDirectory }: Found, name: string): boolean {
  return isDirectory(name) || leftOut.some(each => each.name === name && each.why === 'unreadable');
}

function forgetBelow(run: FolderRun, directory: string): void {
  const { folder, store } = run;
  for (;;) {
    const paths = store.problems.below(folder.id, directory, batchSize);
    if (paths.length === 0) return;
    store.batch(() => {
      for (const path of paths) run.solve(path);
    });
  }
}
