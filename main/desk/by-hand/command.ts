import type { TransferCommand } from '../../../preload/contract/transfers.ts';
import { AppError, type ErrorRecord, toErrorRecord } from '../../base/app-error.ts';
import { breathe, forEachParallel } from '../../base/async.ts';
import { type ProblemFacts, problem } from '../../base/said.ts';
import type { Engine } from '../../engine.ts';
import { type HandWish, nameOfStream, type TransferOrigin } from '../../model/hand.ts';
import { isOver } from '../../model/transfer.ts';
import type { ListedTransfer } from '../../store/transfer-list.ts';
import type { Accesses } from '../accesses.ts';
import type { Feeder } from './feeder.ts';
import type { PageStreams } from './page-streams.ts';

export interface CommandTools {
  readonly engine: Engine;
  readonly accesses: Accesses;
  readonly feeder: Feeder;
  /** Streams from the page, which are under way outside of the feeder. */
  readonly streams: Pick<PageStreams, 'pause' | 'resume' | 'stop'>;
  /** A full scan of the folder, which sends again what failed. */
  readonly scanFolder: (folderId: string) => void;
  readonly rootOf: (folderId: string) => string;
  /** Nothing more is to be done for these. */
  readonly onOver: (listed: readonly ListedTransfer[]) => Promise<void>;
}

export interface Commanded {
  readonly changed: number;
  readonly refused: readonly { readonly id: string; readonly name: string; readonly error: ErrorRecord }[];
}

const shownRefusals = 20;
/** Transfers of one transaction, so that nothing else waits for long. */
const chunk = 100;
/** Unfinished uploads that are removed from servers at once. */
const cancelsAtOnce = 8;

/** What a transfer without a wish of its own goes on with: the usual account of its kind of store. */
const usualWish: HandWish = {
  account: { profile: null, signing: 'v4', checksum: 'crc32' },
  partSize: null,
  isSimple: false,
  url: null,
};

/** Carries out a command on many transfers, in chunks between which everything else has its turn. */
export async function commandAll(
  command: TransferCommand,
  ids: readonly string[],
  tools: CommandTools,
  signal: AbortSignal,
): Promise<Commanded> {
  let changed = 0;
  const refused: { id: string; name: string; error: ErrorRecord }[] = [];
  const starts = Array.from({ length: Math.ceil(ids.length / chunk) }, (_, number) => number * chunk);
  // Each chunk goes before the one that was put first before it.
  if (command === 'sendNext') starts.reverse();
  for (const start of starts) {
    signal.throwIfAborted();
    const done = await commandSome(command, ids.slice(start, start + chunk), tools, signal);
    changed += done.changed;
    refused.push(...done.refused.slice(0, shownRefusals - refused.length));
    await breathe();
  }
  tools.feeder.wake();
  return { changed, refused };
}

async function commandSome(
  command: TransferCommand,
  ids: readonly string[],
  tools: CommandTools,
  signal: AbortSignal,
): Promise<Commanded> {
  const { engine, feeder, streams } = tools;
  const { hand } = engine;
  switch (command) {
    case 'pause': {
      const paused = hand.pause(ids);
      const running = ids.filter(feeder.isRunning);
      const moving = running.filter(id => hand.isWanted(id));
      for (const id of moving) hand.unwant(id);
      await Promise.all(running.map(feeder.interrupt));
      // One whose turn came in this moment ended where it was.
      hand.pause(running);
      const stopped = moving.filter(id => engine.list.stateOf(id) === 'paused').length;
      const held = ids.filter(streams.pause).length;
      return told(paused + stopped + held, ids, tools, 'pause');
    }
    case 'resume':
    case 'retry': {
      const resumed = hand.resume(ids, command === 'resume' ? 'resumed' : 'retried', usualWish);
      const opened = ids.filter(streams.resume).length;
      return told(resumed + opened, ids, tools, command);
    }
    case 'sendNext': {
      hand.resume(ids, 'resumed', usualWish);
      const first = hand.putFirst(ids);
      // Those that wait for their turn in the engine get in line again, behind these.
      const queued = feeder.running().filter(id => engine.list.stateOf(id) === 'waiting');
      await feeder.requeue(queued);
      return told(first, ids, tools, command);
    }
    case 'forget':
      return told(hand.forget(ids), ids, tools, command);
    case 'cancel':
      return await cancelSome(ids, tools, signal);
  }
}

async function cancelSome(
  ids: readonly string[],
  tools: CommandTools,
  signal: AbortSignal,
): Promise<Commanded> {
  const { engine, feeder, accesses } = tools;
  const listed = ids.flatMap(id => engine.list.find(id) ?? []);
  for (const id of ids) if (feeder.isRunning(id)) engine.hand.unwant(id);
  await Promise.all(ids.map(id => (feeder.isRunning(id) ? feeder.interrupt(id) : tools.streams.stop(id))));
  let changed = engine.hand.cancel(ids);
  const failed: { id: string; name: string; error: ErrorRecord }[] = [];
  // What is left has parts on a server, or is nobody's to cancel.
  await forEachParallel(
    listed,
    cancelsAtOnce,
    async ({ id, origin, path, place }) => {
      const transfer = engine.transfers.find(id);
      if (transfer === null || isOver(transfer.state) || place !== null) return;
      try {
        const wish = engine.hand.find(id)?.wish ?? usualWish;
        await engine.cancel(id, await accesses.reopen(transfer.target.address, wish.account), signal);
        engine.hand.unwant(id);
        changed += 1;
      } catch (thrown) {
        if (signal.aborted) throw thrown;
        failed.push({ id, name: nameOf(origin, path), error: toErrorRecord(thrown) });
      }
    },
    signal,
  );
  await tools.onOver(listed.filter(({ id }) => engine.list.stateOf(id) === 'cancelled'));
  const others = ids.filter(id => !failed.some(each => each.id === id));
  const { refused } = told(changed, others, tools, 'cancel');
  return { changed, refused: [...failed, ...refused] };
}

/** Says of those that are not as they should be now why they are not. */
function told(
  changed: number,
  ids: readonly string[],
  tools: CommandTools,
  command: TransferCommand,
): Commanded {
  if (changed >= ids.length) return { changed, refused: [] };
  const refused: { id: string; name: string; error: ErrorRecord }[] = [];
  let also = 0;
  for (const id of ids) {
    const row = tools.engine.list.find(id);
    if (row?.place && command === 'retry' && (row.state === 'failed' || row.state === 'blocked')) {
      tools.scanFolder(row.place.folderId);
      also += 1;
      continue;
    }
    const error = row ? refusalOf(row, command, tools) : null;
    if (row && error && refused.length < shownRefusals)
      refused.push({ id, name: nameOf(row.origin, row.path), error });
  }
  return { changed: changed + also, refused };
}

/** Null where the transfer is as the command wants it. */
function refusalOf(row: ListedTransfer, command: TransferCommand, tools: CommandTools): ErrorRecord | null {
  const over = row.state === 'done' || row.state === 'cancelled';
  const found = ((): ProblemFacts | null => {
    if (command === 'forget')
      return row.place ? problem('hand.folderKept', rootFacts(row, tools)) : problem('hand.notOver');
    if (row.place) return problem('hand.folderFile', rootFacts(row, tools));
    if (over) return command === 'cancel' && row.state === 'cancelled' ? null : problem('hand.over');
    if (command === 'pause' && row.state === 'paused') return null;
    if (command === 'pause' && (row.state === 'failed' || row.state === 'blocked'))
      return problem('hand.over');
    if (row.origin === 'page' && (row.state === 'failed' || row.state === 'blocked'))
      return problem('hand.pageGone');
    if (row.origin === 'page' && command === 'resume' && tools.engine.hand.isAllPaused())
      return problem('hand.allPaused');
    if (row.origin === 'page' && command === 'pause') return problem('hand.oneRequest');
    if (row.state === 'waiting' && command !== 'cancel') return null;
    return tools.engine.isBusy(row.id) ? problem('hand.elsewhere') : problem('hand.notStopped');
  })();
  return found && toErrorRecord(new AppError('transfer.refused', found.problem, found));
}

/** A file's path, or the name by which a stream goes. */
function nameOf(origin: TransferOrigin, path: string): string {
  return origin === 'file' || origin === 'text' ? path : nameOfStream(origin, path);
}

function rootFacts(row: ListedTransfer, { rootOf }: CommandTools): { readonly root: string } {
  return { root: row.place ? rootOf(row.place.folderId) : '' };
}
