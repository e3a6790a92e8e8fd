import type { FolderRequests } from '../../../../preload/contract/folders.ts';
import type { TransferRequests } from '../../../../preload/contract/transfers.ts';
import type {
  AnswerOf,
  ArgsOf,
  RequestName,
  Requests,
  Revisions,
  Snapshot,
  Watched,
} from '../../../../preload/contract.ts';
import { RequestError } from '../../../../renderer/client/client.ts';
import { errors } from './errors.ts';
import { createFakeAccounts } from './fake-accounts.ts';
import { now } from './fake-clock.ts';
import { createFakeDesktop } from './fake-desktop.ts';
import {
  createFakeFolders,
  fakeExplanation,
  fakePreview,
  fakeProblems,
  fakeWaiting,
  usualSettings,
} from './fake-folders.ts';
import { createFakeHistory } from './fake-history.ts';
import { createFakeSettings } from './fake-settings.ts';
import { createFakeTasks } from './fake-tasks.ts';
import { createFakeTransfers, type FakeTransfers } from './fake-transfers.ts';
import type { Handlers } from './handlers.ts';
import type { Scene } from './scene.ts';

/** What the engine refuses where much has gone wrong. */
const commands = /^(command|set|add|save|remove|start|make|reveal|answer|renew|scan|import)/;
/** These say for themselves what went wrong. */
const unrefused = /^(commandTransfers|startDoctor)$/;

/** An engine that is made up: everything that the contract has, with plain data in memory. */
export interface FakeEngine {
  /** Throws a `RequestError`. */
  ask<K extends RequestName>(name: K, args: ArgsOf<K>): AnswerOf<K>;
  snapshot(): Snapshot;
  watch(watched: Watched): void;
  /** Something moves on: a transfer is done, and another begins. */
  step(): void;
}

export function createFakeEngine(scene: Scene): FakeEngine {
  const revisions: { -readonly [K in keyof Revisions]: number } = {
    transfers: 1,
    folders: 1,
    accounts: 1,
    targets: 1,
    history: 1,
    settings: 1,
  };
  let isAllPaused = false;
  let watched: Watched = { transferIds: [], detailId: null };
  const transfers = createFakeTransfers(scene);
  const tasks = createFakeTasks(scene);
  let folders = createFakeFolders(scene);

  const setFolders = (next: typeof folders) => {
    folders = next;
    revisions.folders += 1;
    return { ok: true } as const;
  };

  const byHand: Handlers<TransferRequests> = {
    listTransfers: query => transfers.list(query),
    getTransfer({ id }) {
      const detail = transfers.detail(id);
      if (detail === null)
        throw new RequestError({ code: 'transfer.unknown', message: 'unknown', facts: { id } });
      return detail;
    },
    commandTransfers({ command, which }) {
      const outcome = transfers.command(command, which);
      revisions.transfers += 1;
      return outcome;
    },
    getTransferTraits: ({ which }) => transfers.traits(which),
    setAllPaused(args) {
      isAllPaused = args.isPaused;
      return { ok: true };
    },
    addPaths: ({ paths }) => ({ added: paths.length, refused: [], refusedCount: 0 }),
    addText: () => ({ added: 1, refused: [], refusedCount: 0 }),
    addUrl: () => ({ added: 1, refused: [], refusedCount: 0 }),
    makeLink: ({ id }) => ({
      url: `https://longshore-photos.oss-cn-hangzhou.aliyuncs.com/${id}?x-oss-signature=…`,
    }),
    revealFile: () => ({ ok: true }),
  };

  const ofFolders: Handlers<FolderRequests> = {
    listFolders: () => folders,
    getUsualFolderSettings: () => usualSettings,
    addFolder: () => ({ id: 'photos' }),
    changeFolder: ({ id, settings }) =>
      setFolders(folders.map(folder => (folder.id === id ? { ...folder, settings } : folder))),
    removeFolder({ id }) {
      setFolders(folders.filter(folder => folder.id !== id));
      return { taskId: null };
    },
    setFolderPaused: ({ id, isPaused }) =>
      setFolders(
        folders.map(folder =>
          folder.id === id ? { ...folder, isPaused, standing: isPaused ? 'paused' : 'scanning' } : folder,
        ),
      ),
    scanFolder: ({ id }) =>
      setFolders(folders.map(folder => (folder.id === id ? { ...folder, standing: 'scanning' } : folder))),
    renewFolderMarker: () => ({ ok: true }),
    listProblems: ({ after }) => (after === null ? fakeProblems() : []),
    listWaiting: ({ offset, limit }) => ({
      total: 3_389,
      offset,
      rows: Array.from({ length: Math.min(limit, 3_389 - offset) }, (_, index) =>
        fakeWaiting(offset + index),
      ),
    }),
    listHeldDeletes: ({ offset, limit }) => ({
      total: 1_812,
      offset,
      rows: Array.from(
        { length: Math.min(limit, 1_812 - offset) },
        (_, index) => fakeWaiting(offset + index).path,
      ),
    }),
    answerDeletes: ({ id }) =>
      setFolders(
        folders.map(folder =>
          folder.id === id ? { ...folder, standing: 'upToDate', heldDeletes: null } : folder,
        ),
      ),
    previewIgnore: ({ settings }) => fakePreview(settings),
    explainPath: ({ path }) => fakeExplanation(path),
  };

  const handlers: Handlers<Requests> = {
    ...byHand,
    ...ofFolders,
    ...tasks.handlers,
    ...createFakeAccounts(scene, () => {
      revisions.accounts += 1;
      revisions.targets += 1;
    }),
    ...createFakeDesktop(),
    ...createFakeHistory(scene),
    ...createFakeSettings(scene, () => {
      revisions.settings += 1;
    }),
  };

  function watchedParts(): Snapshot['parts'] {
    const { detailId } = watched;
    const parts = detailId === null ? null : transfers.parts(detailId);
    return parts && detailId !== null ? { ...parts, transferId: detailId } : null;
  }

  const snapshot = (): Snapshot => ({
    ...totalsOf(scene, transfers, isAllPaused),
    isAllPaused,
    counts: transfers.counts(),
    rows: transfers.progress(watched.transferIds),
    parts: watchedParts(),
    folders,
    tasks: tasks.views(),
    revisions: { ...revisions },
  });

  return {
    ask(name, args) {
      if (scene.state === 'broken' && name.startsWith('list')) throw new RequestError(errors.broken);
      const isRefused = scene.state === 'failing' && commands.test(name) && !unrefused.test(name);
      if (isRefused) throw new RequestError(errors.denied);
      // Each name has its own arguments and answer; TypeScript can't follow the union through a call.
      return (handlers[name] as (args: unknown) => never)(args);
    },
    snapshot,
    watch(next) {
      watched = next;
    },
    step() {
      if (isAllPaused || scene.moving === 0) return;
      transfers.step();
      revisions.transfers += 1;
    },
  };
}

function totalsOf(
  scene: Scene,
  transfers: FakeTransfers,
  isAllPaused: boolean,
): Pick<Snapshot, 'totals' | 'timeLeft' | 'waitingFor'> {
  const moving = isAllPaused ? [] : transfers.moving();
  const sum = (pickOne: (each: (typeof moving)[number]) => number) =>
    moving.reduce((total, each) => total + pickOne(each), 0);
  const counts = transfers.counts();
  const bytesPerSecond = sum(each => each.bytesPerSecond);
  const confirmedBytes = sum(each => each.confirmedBytes) + counts.done * 40_000_000;
  const waitingBytes = counts.waiting * 60_000_000 + moving.length * 900_000_000;
  const left = bytesPerSecond === 0 ? null : waitingBytes / bytesPerSecond;
  return {
    totals: {
      atMs: now(),
      totalBytes: confirmedBytes + sum(each => each.movingBytes) + waitingBytes,
      isTotalKnown: true,
      confirmedBytes,
      movingBytes: sum(each => each.movingBytes),
      resumedBytes: 0,
      bytesPerSecond,
      secondsLeft: left,
      totalParts: 12_000,
      confirmedParts: 8_000,
      totalFiles: counts.all,
      doneFiles: counts.done,
      failedFiles: counts.failed,
    },
    timeLeft: left === null ? null : { fromSeconds: left * 0.8, toSeconds: left * 1.3 },
    waitingFor:
      isAllPaused || scene.state === 'failing' ? 'you' : scene.state === 'busy' ? 'rateLimit' : 'nothing',
  };
}
