import { breathe } from '../base/async.ts';
import type { KnownFile } from '../model/known-file.ts';
import type { LeftOutCause, SeenDirectory } from '../model/seen.ts';
import { pathIn } from '../plan/problem-of.ts';
import type { FolderRun } from './folder-run.ts';

export interface GoneFile {
  readonly known: KnownFile;
  /** It lay on another drive than the root, and the place where it was is not on that drive now: what was mounted there may be missing. */
  readonly isOnOtherDrive: boolean;
}

/** Known files that a look did not find. */
export interface Gone {
  /** That are no longer there. */
  readonly files: readonly GoneFile[];
  /** That are left out by now, alone or with a directory above: ignored, or links and special files in their place. */
  readonly ignored: readonly KnownFile[];
}

const pageSize = 250;

/**
 * What is known of a directory and was not found in it, page by page: files, and whole directories with all that lies below. What could not
 * be read is not gone. The directory itself was read.
 */
export async function* findGone(run: FolderRun, seen: SeenDirectory): AsyncGenerator<Gone, void, void> {
  const present = new Set(seen.files.map(({ name }) => name));
  const leftOut = new Map(seen.leftOut.map(({ name, why }) => [name, why]));
  const directories = new Set(seen.directories);
  const looked = seen.only === null ? null : new Set(seen.only);
  const toGone = goneIn(run, seen);

  /** Null for what is still there, or may be. */
  function judge(name: string): 'gone' | 'ignored' | null {
    if (looked !== null && !looked.has(name)) return null;
    const why = leftOut.get(name);
    if (why === undefined) return 'gone';
    return leftOutForGood.has(why) ? 'ignored' : null;
  }

  for await (const files of eachPage(run, seen.path)) {
    const missing = files.filter(({ path }) => {
      const name = nameOf(path);
      return name !== '' && !present.has(name);
    });
    const gone = missing.filter(({ path }) => judge(nameOf(path)) === 'gone');
    const ignored = missing.filter(({ path }) => judge(nameOf(path)) === 'ignored');
    if (gone.length > 0 || ignored.length > 0) yield { files: gone.map(toGone), ignored };
    await breathe();
  }
  const { folder, store } = run;
  for (const name of store.known.subdirectories(folder.id, seen.path)) {
    if (directories.has(name)) continue;
    const verdict = judge(name);
    if (verdict === null) continue;
    for await (const files of eachPageBelow(run, pathIn(seen.path, name, false))) {
      yield verdict === 'gone' ? { files: files.map(toGone), ignored: [] } : { files: [], ignored: files };
      await breathe();
    }
  }
}

/** What is no file to upload any more, as long as the settings stay; an entry that can't be read, or a link that is broken, may be one. */
const leftOutForGood: ReadonlySet<LeftOutCause> = new Set<LeftOutCause>([
  'ignored',
  'symlink',
  'special',
  'link-loop',
]);

/** The mark of an empty directory has no drive. */
const noDevice = '0';

function goneIn({ folder, store }: FolderRun, { device }: SeenDirectory): (known: KnownFile) => GoneFile {
  const rootDevice = store.folders.find(folder.id)?.rootIdentity?.split(':')[0];
  const usual = new Set([device, rootDevice, noDevice]);
  return known => ({
    known,
    isOnOtherDrive: device !== undefined && !usual.has(known.identity.device),
  });
}

async function* eachPage(
  { folder, store }: FolderRun,
  directory: string,
): AsyncGenerator<readonly KnownFile[], void, void> {
  for (let after: string | null = null; ; ) {
    const page = store.known.inDirectory(folder.id, directory, after, pageSize);
    const last = page.at(-1);
    if (last === undefined) return;
    yield page;
    after = nameOf(last.path);
  }
}

/** Everything that is known at and below a directory. */
async function* eachPageBelow(
  run: FolderRun,
  directory: string,
): AsyncGenerator<readonly KnownFile[], void, void> {
  yield* eachPage(run, directory);
  for (const name of run.store.known.subdirectories(run.folder.id, directory)) {
    yield* eachPageBelow(run, `${directory}/${name}`);
  }
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
