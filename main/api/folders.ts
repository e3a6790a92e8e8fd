import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { ExplanationView, FolderRequests, FolderSettingsView } from '../../preload/contract/folders.ts';
import { AppError, type ErrorRecord, toErrorRecord } from '../base/app-error.ts';
import type { Clock } from '../base/clock.ts';
import type { Accesses } from '../desk/accesses.ts';
import { toSend } from '../desk/kept-folders/standing.ts';
import type { KeptFolders } from '../desk/kept-folders.ts';
import type { Tasks } from '../desk/tasks.ts';
import type { Engine } from '../engine.ts';
import type { Reason } from '../model/action.ts';
import { type Folder, type FolderSettings, usualSettings } from '../model/folder.ts';
import type { ObjectOptions } from '../model/target.ts';
import type { DeletedObjects } from '../sync/folder-sync.ts';
import { createMatcher } from '../watch/ignore-rules.ts';
import { previewIgnore } from '../watch/preview-ignore.ts';
import * as common from './common-schemas.ts';
import { folderDraft, folderSettings } from './folder-schemas.ts';
import { explanationView, folderView, problemView, settingsView } from './folder-view.ts';
import type { Area } from './handlers.ts';

export interface FolderAreaSetup {
  readonly engine: () => Engine;
  readonly folders: KeptFolders;
  readonly tasks: Tasks;
  readonly accesses: Accesses;
  readonly clock: Clock;
  readonly isAllPaused: () => boolean;
  readonly checkPath: (path: string) => Promise<void>;
}

const previewLimits = { entries: 200_000, named: 200, ms: 3_000 };
const byId = z.strictObject({ id: common.id });

export function createFolderArea(setup: FolderAreaSetup): Area<FolderRequests> {
  const { engine, folders, tasks, accesses, clock, isAllPaused, checkPath } = setup;
  const ok = { ok: true } as const;

  return {
    schemas: {
      listFolders: common.none,
      getUsualFolderSettings: common.none,
      addFolder: folderDraft,
      changeFolder: z.strictObject({ id: common.id, settings: folderSettings }),
      removeFolder: z.strictObject({ id: common.id, deletesObjects: z.boolean() }),
      setFolderPaused: z.strictObject({ id: common.id, isPaused: z.boolean() }),
      scanFolder: byId,
      renewFolderMarker: byId,
      listProblems: z.strictObject({
        id: common.id,
        after: common.path.nullable(),
        limit: common.window.limit,
      }),
      listWaiting: z.strictObject({ id: common.id, ...common.window }),
      listHeldDeletes: z.strictObject({ id: common.id, ...common.window }),
      answerDeletes: z.strictObject({ id: common.id, agrees: z.boolean(), count: z.int().min(0) }),
      previewIgnore: z.strictObject({ root: common.path, settings: folderSettings }),
      explainPath: z.strictObject({ path: common.path }),
    },
    handlers: {
      async listFolders() {
        const nowMs = clock.now();
        return folders.all().map(each => folderView(each, nowMs, isAllPaused()));
      },
      getUsualFolderSettings: async () => settingsView(usualSettings),
      async addFolder({ root, target, settings }) {
        await checkPath(root);
        const id = await folders.add(root, await accesses.open(target), settingsOf(settings));
        return { id };
      },
      async changeFolder({ id, settings }) {
        await folders.change(id, settingsOf(settings));
        return ok;
      },
      async removeFolder({ id, deletesObjects }) {
        if (!deletesObjects) {
          await folders.remove(id);
          return { taskId: null };
        }
        folders.find(id);
        const taskId = tasks.start('deleteObjects', id, async (progress, signal) => {
          const listener = {
            left: (path: string, reason: Reason) => progress.row({ kind: 'verify', path, reason }),
            counted: (counts: DeletedObjects) => progress.count({ ...counts }),
          };
          // Whatever ends it early leaves a folder that sends nothing again before somebody has said so.
          folders.setPaused(id, true);
          const counts = await folders.between(id, (folder, closing) =>
            folder.deleteObjects(listener, AbortSignal.any([signal, closing])),
          );
          if (counts.failed === 0) await folders.remove(id);
          return { summary: { ...counts } };
        });
        return { taskId };
      },
      async setFolderPaused({ id, isPaused }) {
        folders.setPaused(id, isPaused);
        return ok;
      },
      async scanFolder({ id }) {
        folders.rescan(id);
        return ok;
      },
      async renewFolderMarker({ id }) {
        await folders.between(id, folder => folder.renewMarker());
        return ok;
      },
      async listProblems({ id, after, limit }) {
        folders.find(id);
        // The question about deletions stands at the empty path, before all others, and is asked by itself.
        return engine()
          .problems(id, after ?? '', limit)
          .map(problemView);
      },
      async listWaiting({ id, offset, limit }) {
        const total = toSend(folders.find(id).state).files;
        const rows = engine()
          .waitingIn(id, offset, limit)
          .map(({ path, do: what, size, reason }) => ({ path, what, size, reason }));
        return { total, offset, rows };
      },
      async listHeldDeletes({ id, offset, limit }) {
        const { heldDeletes: total } = folders.find(id).state;
        const rows = total === 0 ? [] : engine().deletesIn(id, offset, limit);
        return { total, offset, rows: rows.map(({ path }) => path) };
      },
      async answerDeletes({ id, agrees, count }) {
        await folders.between(id, async folder => {
          if (!agrees) folder.keepDeleted();
          // Never to more than what is asked about.
          else folder.agreeToDeletes(Math.min(count, folder.state().heldDeletes));
        });
        return ok;
      },
      async previewIgnore({ root, settings }) {
        await checkPath(root);
        const { ignore, usesDefaultIgnores, includesGit } = settings;
        const invalid = invalidLines(ignore);
        const lines = invalid.length === 0 ? ignore : [];
        const rules = { lines, usesDefaults: usesDefaultIgnores, includesGit };
        const { unusable, ...outline } = await previewIgnore(root, rules, previewLimits, clock);
        return { ...outline, invalid: [...invalid, ...unusable.map(toErrorRecord)] };
      },
      async explainPath({ path }) {
        await checkPath(path);
        const explanation = engine().why(path);
        const { folder, path: inside } = explanation;
        return explanationView(explanation, await lookAtPath(engine(), folder, inside));
      },
    },
  };
}

export function settingsOf(view: FolderSettingsView): Omit<FolderSettings, 'account'> {
  return { ...view, options: view.options as ObjectOptions };
}

/** What stands at a path of a folder now, and which rule leaves it out. Rules of a folder that can't be read are unknown. */
async function lookAtPath(
  { explainIgnore }: Pick<Engine, 'explainIgnore'>,
  { root, settings }: Folder,
  inside: string,
): Promise<Pick<ExplanationView, 'isThere' | 'leftOutBy'>> {
  const isThere = await lstat(join(root, inside)).then(
    () => true,
    () => false,
  );
  try {
    const { isIgnored, rule } = await explainIgnore(root, settings, inside);
    return { isThere, leftOutBy: isIgnored ? rule : null };
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    return { isThere, leftOutBy: null };
  }
}

function invalidLines(lines: readonly string[]): readonly ErrorRecord[] {
  const found: ErrorRecord[] = [];
  for (const line of lines) {
    try {
      createMatcher([line]);
    } catch (thrown) {
      if (!(thrown instanceof AppError)) throw thrown;
      found.push(toErrorRecord(thrown));
      if (found.length >= 20) break;
    }
  }
  return found;
}
