import { z } from 'zod';
import type {
  Added,
  TransferChoice as ChoiceView,
  TransferCommand,
  TransferRequests,
  TransferSelection,
} from '../../preload/contract/transfers.ts';
import { AppError } from '../base/app-error.ts';
import { problem } from '../base/said.ts';
import type { Accesses } from '../desk/accesses.ts';
import type { Addition } from '../desk/by-hand/add.ts';
import type { ByHand } from '../desk/by-hand.ts';
import type { Engine } from '../engine.ts';
import type { TransferChoice } from '../store/transfer-list.ts';
import * as common from './common-schemas.ts';
import type { Area } from './handlers.ts';
import { transferDetail, transferRow } from './transfer-view.ts';

export interface TransferAreaSetup {
  readonly engine: () => Engine;
  readonly byHand: ByHand;
  readonly accesses: Accesses;
  /** Path of a folder's root; empty for one that was forgotten. */
  readonly rootOf: (folderId: string) => string;
  /** Shows a file in the system's file manager; null where there is none. */
  readonly reveal: ((path: string) => Promise<void>) | null;
  /** Throws `picker.outside` for a place that the page may not name. */
  readonly checkPath: (path: string) => Promise<void>;
  readonly setAllPaused: (isPaused: boolean) => void;
  /** Watches a large addition as a task. */
  readonly watchAdding: <T>(
    run: (onCount: (files: number) => void, signal: AbortSignal) => Promise<T>,
  ) => Promise<T>;
}

type AllBut = Extract<TransferSelection, { readonly all: unknown }>;

const choice = {
  filter: z.enum(['all', 'active', 'waiting', 'failed', 'done']),
  search: common.search,
  folder: common.folderChoice,
};
const wishes = {
  target: common.target,
  options: common.objectWishes,
  partSize: z.int().positive().nullable(),
  isSimple: z.boolean(),
  isAppend: z.boolean(),
};
const name = common.keyName;
const mostIds = 1_000;
const mostPaths = 10_000;
const longestText = 1024 * 1024;
const longestLifeSeconds = 7 * 24 * 3600;

const selection = z.union([
  z.strictObject({ ids: z.array(common.id).max(mostIds) }),
  z.strictObject({ all: z.strictObject(choice), except: z.array(common.id).max(mostIds) }),
]);

/** Of what `addStream` takes from the query of an upload. */
export const pageWishes = z.strictObject(wishes);

export function createTransferArea(setup: TransferAreaSetup): Area<TransferRequests> {
  const { engine, byHand, accesses, rootOf } = setup;

  function found(id: string) {
    const record = engine().list.record(id);
    if (record) return record;
    throw new AppError('transfer.unknown', 'there is no such transfer', { id });
  }

  /** Why the folder sent it; nothing once the folder is forgotten. */
  function decisionsOf(path: string) {
    try {
      return engine().why(path).decisions;
    } catch {
      return [];
    }
  }

  function chosen(command: TransferCommand, { all, except }: AllBut): readonly string[] {
    const spared = new Set(except);
    return byHand.choose(choiceOf(all), command).filter(id => !spared.has(id));
  }

  return {
    schemas: {
      listTransfers: z.strictObject({
        ...choice,
        ...common.window,
        sort: z.enum(['added', 'name', 'size', 'state', 'changed']),
        isDescending: z.boolean(),
      }),
      getTransfer: z.strictObject({ id: common.id }),
      commandTransfers: z.strictObject({
        command: z.enum(['pause', 'resume', 'cancel', 'retry', 'sendNext', 'forget']),
        which: selection,
      }),
      getTransferTraits: z.strictObject({ which: selection }),
      setAllPaused: z.strictObject({ isPaused: z.boolean() }),
      addPaths: z.strictObject({
        ...wishes,
        paths: z.array(common.path).min(1).max(mostPaths),
        name: name.nullable(),
      }),
      addText: z.strictObject({ ...wishes, text: z.string().max(longestText), name }),
      addUrl: z.strictObject({ ...wishes, url: z.string().min(1).max(8_192), name: name.nullable() }),
      makeLink: z.strictObject({ id: common.id, seconds: z.int().min(1).max(longestLifeSeconds) }),
      revealFile: z.strictObject({ id: common.id }),
    },
    handlers: {
      async listTransfers({ sort, isDescending, offset, limit, ...view }) {
        const wanted = { ...choiceOf(view), order: sort, isDescending, offset, limit };
        const { total, rows } = engine().list.window(wanted);
        return { total, offset, rows: rows.map(row => transferRow(row, rootOf)) };
      },
      async getTransfer({ id }) {
        const record = found(id);
        const { place } = record.listed;
        const { movement } = byHand;
        const decisions = place ? decisionsOf(record.listed.path) : [];
        const parts = movement.partsOf(id);
        return transferDetail(record, { rootOf, parts, ...movement.troubleOf(id), decisions });
      },
      async commandTransfers({ command, which }) {
        const ids = 'ids' in which ? which.ids : chosen(command, which);
        return await byHand.command(command, ids, new AbortController().signal);
      },
      async getTransferTraits({ which }) {
        const traits = engine().list.traits('ids' in which ? which : choiceOf(which.all));
        return traits.map(({ origin, ...trait }) => ({ ...trait, source: origin }));
      },
      async setAllPaused({ isPaused }) {
        setup.setAllPaused(isPaused);
        return { ok: true };
      },
      async addPaths(wish) {
        for (const path of wish.paths) await setup.checkPath(path);
        return added(await setup.watchAdding((onCount, signal) => byHand.addPaths(wish, onCount, signal)));
      },
      addText: async wish => added(await byHand.addText(wish)),
      addUrl: async wish => added(await byHand.addUrl(wish)),
      async makeLink({ id, seconds }) {
        const { listed } = found(id);
        if (listed.state !== 'done') {
          throw new AppError('transfer.refused', 'not done', problem('hand.notDone'));
        }
        const transfer = engine().transfers.find(id);
        if (transfer === null) throw new AppError('transfer.unknown', 'there is no such transfer', { id });
        const { target, place } = transfer;
        const account = place
          ? engine().stateOf(place.folderId).record.folder.settings.account
          : (engine().hand.find(id)?.wish.account ?? usualAccount);
        const access = await accesses.reopen(target.address, account);
        const wish = { method: 'GET', key: target.key, expiresInMs: seconds * 1000 } as const;
        const { url } = await engine().open(access).presign(wish, new AbortController().signal);
        return { url };
      },
      async revealFile({ id }) {
        const { listed } = found(id);
        if (setup.reveal === null) {
          throw new AppError('platform.unsupported', 'no file manager', problem('platform.reveal'));
        }
        const { path } = transferRow(listed, rootOf);
        if (path === null) throw new AppError('transfer.refused', 'no file', problem('hand.noFile'));
        await setup.reveal(path);
        return { ok: true };
      },
    },
  };
}

const usualAccount = { profile: null, signing: 'v4', checksum: 'crc32' } as const;

function choiceOf({ filter, search, folder }: ChoiceView): TransferChoice {
  return { group: filter, search, folder };
}

function added({ ids, refused, refusedCount }: Addition): Added {
  return { added: ids.length, refused, refusedCount };
}
