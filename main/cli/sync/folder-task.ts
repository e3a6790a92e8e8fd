import { type ErrorRecord, toErrorRecord } from '../../base/app-error.ts';
import { problem } from '../../base/said.ts';
import type { BucketAccess } from '../../model/access.ts';
import type { FolderMode } from '../../model/folder.ts';
import type { BucketAddress } from '../../model/target.ts';
import type { FolderRecord } from '../../store/folder-log.ts';
import type { FolderSyncs, FolderWish } from '../../sync/folder-sync.ts';
import type { ConnectionOptions } from '../options.ts';
import { showTarget } from '../proof-text.ts';
import type { Surroundings } from '../surroundings.ts';
import { type FolderPlace, placeFolder } from './folder-place.ts';
import { readIgnoreFiles, settingsOf } from './folder-settings.ts';
import type { FolderWords } from './folder-words.ts';
import { recordOf, rootOf } from './known-root.ts';
import type { SettingsFlags } from './settings-options.ts';
import type { FolderSubject } from './sync-view.ts';
import { syncUsage } from './usage-error.ts';

/** One folder that a command is about. */
export interface FolderTask {
  readonly subject: FolderSubject;
  readonly wish: FolderWish;
}

/** A folder whose bucket can't be opened: its account is gone, or has no keys. */
export interface UnopenedFolder {
  readonly subject: FolderSubject;
  readonly error: ErrorRecord;
}

/** What a command line says of folders, besides which ones. */
export interface FolderFlags extends ConnectionOptions, SettingsFlags {}

/** The folders of a command line, with all that is needed to open them. Nothing is opened, and nothing asked of a server. */
export async function readTasks(
  words: readonly FolderWords[],
  folders: Pick<FolderSyncs, 'folders'>,
  flags: FolderFlags,
  here: Surroundings,
): Promise<readonly FolderTask[]> {
  const ignoreLines = await readIgnoreFiles(flags.ignoreFile);
  const share = createAccessShare();
  const tasks: FolderTask[] = [];
  for (const each of words) {
    const root = rootOf(each.dir);
    if (tasks.some(({ subject }) => subject.root === root))
      throw syncUsage(problem('sync.dirTwice', { word: each.dir }));
    const record = recordOf(folders, root);
    const place = await placeFolder(each, record, flags, here);
    tasks.push(taskFor(root, record, share(place), flags, ignoreLines));
  }
  return tasks;
}

/** Every folder that is remembered; one whose account has gone does not keep the others. */
export async function rememberedTasks(
  folders: Pick<FolderSyncs, 'folders'>,
  flags: FolderFlags,
  here: Surroundings,
): Promise<{ readonly tasks: readonly FolderTask[]; readonly unopened: readonly UnopenedFolder[] }> {
  const ignoreLines = await readIgnoreFiles(flags.ignoreFile);
  const share = createAccessShare();
  const tasks: FolderTask[] = [];
  const unopened: UnopenedFolder[] = [];
  for (const record of folders.folders()) {
    const { root, address, prefix, settings } = record.folder;
    try {
      const place = await placeFolder({ dir: root, target: null }, record, flags, here);
      tasks.push(taskFor(root, record, share(place), flags, ignoreLines));
    } catch (thrown) {
      const subject = subjectOf(root, address, prefix, settings.mode, record);
      unopened.push({ subject, error: toErrorRecord(thrown) });
    }
  }
  return { tasks, unopened };
}

function taskFor(
  root: string,
  record: FolderRecord | null,
  { access, prefix, account }: FolderPlace,
  flags: FolderFlags,
  ignoreLines: readonly string[] | null,
): FolderTask {
  const { address } = access;
  const settings = settingsOf(record, flags, ignoreLines, account, address.kind);
  return {
    subject: subjectOf(root, address, prefix, settings.mode, record),
    wish: { root, access, prefix, settings },
  };
}

export function subjectOf(
  root: string,
  address: BucketAddress,
  prefix: string,
  mode: FolderMode,
  record: FolderRecord | null,
): FolderSubject {
  const { bucket, endpoint, region } = address;
  return {
    root,
    target: showTarget(address, prefix),
    facts: { bucket, endpoint, region },
    mode,
    isRemembered: record !== null,
    lastScanMs: record?.lastScan?.endedAtMs ?? null,
  };
}

/** Folders that go to one bucket with the same keys share its connections. */
function createAccessShare(): (place: FolderPlace) => FolderPlace {
  const known = new Map<string, BucketAccess>();
  return place => {
    const id = JSON.stringify([place.access.address, place.account]);
    const access = known.get(id) ?? place.access;
    known.set(id, access);
    return { ...place, access };
  };
}
