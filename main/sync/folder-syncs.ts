import { realpath } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { AppError } from '../base/app-error.ts';
import { problem } from '../base/said.ts';
import type { FolderSettings } from '../model/folder.ts';
import { checkKey } from '../model/object-key.ts';
import { checkOptions } from '../remote/check-options.ts';
import type { FolderRecord } from '../store/folder-log.ts';
import { explainIgnore } from '../watch/explain-ignore.ts';
import { createIgnoreRules } from '../watch/ignore-rules.ts';
import { lookAtRoot, toRootError } from '../watch/root.ts';
import { createFolderRun } from './folder-run.ts';
import { folderState } from './folder-state.ts';
import type { Explanation, FolderSync, FolderSyncs, FolderWish } from './folder-sync.ts';
import { openFolder } from './open-folder.ts';
import { previewFolder } from './preview.ts';
import type { SyncTools } from './sync-tools.ts';
import { trialFolder } from './trial-folder.ts';

/** Lines of the journal in an explanation. */
const explainedLines = 50;

/** The folders of one engine. `close` gives all up. */
export function createFolderSyncs(tools: SyncTools): FolderSyncs & { close(): Promise<void> } {
  const { store } = tools;
  const open = new Map<string, FolderSync>();

  /** The folder that a path lies in, and the path from its root. */
  function placeOf(path: string): { readonly record: FolderRecord; readonly inside: string } {
    for (const record of store.folders.all()) {
      const inside = relative(record.folder.root, path);
      if (inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside)) continue;
      return { record, inside: inside.split(sep).join('/') };
    }
    throw new AppError('folder.unknown', 'no folder that is synced holds this path', { path });
  }

  function recordOf(folderId: string): FolderRecord {
    const record = store.folders.find(folderId);
    if (record === null) throw new AppError('folder.unknown', 'there is no such folder', { path: folderId });
    return record;
  }

  return {
    async openFolder(wish, onEvent) {
      const root = await realRoot(wish.root);
      checkWish({ ...wish, root }, tools);
      const folder = openFolder({ ...wish, root }, tools, onEvent);
      open.set(folder.id, folder);
      return {
        ...folder,
        async close() {
          open.delete(folder.id);
          await folder.close();
        },
      };
    },
    async planFolder(wish, onEvent, onLine, signal) {
      const root = await realRoot(wish.root);
      checkWish({ ...wish, root }, tools);
      const folder = trialFolder({ ...wish, root }, store.folders);
      return await previewFolder(createFolderRun(folder, wish.access, tools, onEvent), onLine, signal);
    },
    folders: () => store.folders.all(),
    stateOf(folderId) {
      const here = open.get(folderId);
      if (here) return here.state();
      const { folder } = recordOf(folderId);
      return folderState({ folder, store }, null);
    },
    problems: (folderId, after, limit) => store.problems.list(folderId, after, limit),
    waitingIn: (folderId, offset, limit) => store.actions.window(folderId, 'work', offset, limit),
    deletesIn: (folderId, offset, limit) => store.actions.window(folderId, 'deletes', offset, limit),
    why(path): Explanation {
      const { record, inside } = placeOf(resolve(path));
      const { folder } = record;
      return {
        folder,
        path: inside,
        known: store.known.find(folder.id, inside),
        problem: store.problems.find(folder.id, inside) ?? store.problems.find(folder.id, `${inside}/`),
        planned: store.actions.find(folder.id, inside)?.reason ?? null,
        decisions: store.journal.of(folder.id, inside, explainedLines),
      };
    },
    async explainIgnore(root, settings, path) {
      const real = await realRoot(root);
      const { isIgnored, rule } = explainIgnore(real, ignoreSetup(settings), path);
      if (rule === null) return { isIgnored, rule };
      const { text, line, source, file } = rule;
      const place = file ?? (source === 'folder' ? 'settings' : 'defaults');
      return { isIgnored, rule: { line: text, lineNumber: line, source: place } };
    },
    setPaused(folderId, isPaused) {
      const here = open.get(folderId);
      if (!here) store.folders.setPaused(recordOf(folderId).folder.id, isPaused);
      else if (isPaused) here.pause();
      else here.resume();
    },
    forgetFolder: folderId => store.folders.remove(folderId),
    async close() {
      await Promise.all([...open.values()].map(folder => folder.close()));
      open.clear();
    },
  };
}

function ignoreSetup({ ignore, usesDefaultIgnores, includesGit }: FolderSettings) {
  return { lines: ignore, usesDefaults: usesDefaultIgnores, includesGit };
}

/** With links resolved, so that one folder has one name. Throws `folder.missing` or `folder.unreadable`. */
async function realRoot(root: string): Promise<string> {
  await lookAtRoot(root);
  try {
    return await realpath(root);
  } catch (thrown) {
    throw toRootError(thrown, root);
  }
}

/** What can be known to go wrong before anything is written or sent. */
function checkWish({ root, access, prefix, settings }: FolderWish, tools: SyncTools): void {
  const { kind } = access.address;
  const { dataDir } = tools;
  if (root === dataDir || root.startsWith(`${dataDir}${sep}`)) {
    throw new AppError('folder.holds-state', 'the folder lies in our own record', { root, dataDir });
  }
  if (prefix !== '') checkKey(kind, prefix);
  createIgnoreRules(ignoreSetup(settings));
  checkOptions(kind, settings.options);
  if (settings.appendPatterns.length > 0 && tools.open(access).append === undefined) {
    const facts = { ...problem('store.noAppend'), option: 'append', kind };
    throw new AppError('options.unsupported', 'this store has no appending to objects', facts);
  }
}
