import { join } from 'node:path';
import type { AddPaths, AddText, AddUrl, TransferCommand } from '../../preload/contract/transfers.ts';
import { AppError } from '../base/app-error.ts';
import { createLine } from '../queue/line.ts';
import type { ListedTransfer, TransferChoice } from '../store/transfer-list.ts';
import type { Accesses } from './accesses.ts';
import { type Addition, type AddTools, addPaths, addText, addUrl, forgetText } from './by-hand/add.ts';
import { carryOut, createStates } from './by-hand/carry-out.ts';
import { type Commanded, commandAll } from './by-hand/command.ts';
import { createFeeder, type Feeder } from './by-hand/feeder.ts';
import { createMovement, type Movement } from './by-hand/movement.ts';
import { createPageStreams, endLostStreams, type PageStreams } from './by-hand/page-streams.ts';
import type { DeskPart, DeskTools } from './desk-tools.ts';

export interface ByHandSetup extends DeskTools {
  readonly accesses: Accesses;
  readonly dataDir: string;
  readonly scanFolder: (folderId: string) => void;
  readonly rootOf: (folderId: string) => string;
}

/** What is asked for by hand: written down first, carried out in the background, and there again after a restart. */
export interface ByHand extends DeskPart {
  addPaths(wish: AddPaths, onAdded: (count: number) => void, signal: AbortSignal): Promise<Addition>;
  addText(wish: AddText): Promise<Addition>;
  addUrl(wish: AddUrl): Promise<Addition>;
  /** See `PageStreams`. */
  readonly sendFromPage: PageStreams['send'];
  command(command: TransferCommand, ids: readonly string[], signal: AbortSignal): Promise<Commanded>;
  /** Ids of what a choice finds and a command can be meant for. */
  choose(choice: TransferChoice, command: TransferCommand): readonly string[];
  setAllPaused(isPaused: boolean): void;
  isAllPaused(): boolean;
  readonly movement: Movement;
}

/** What works with one engine. */
interface Work {
  readonly feeder: Feeder;
  readonly movement: Movement;
  readonly unlisten: () => void;
}

/** Web servers that are read, and files that are appended, at once. */
const streamsAtOnce = 4;

export function createByHand(setup: ByHandSetup): ByHand {
  const { accesses, changes, clock, log } = setup;
  const textsDir = join(setup.dataDir, 'texts');
  /** Addresses that may hold a secret, for as long as the program runs. */
  const secretUrls = new Map<string, string>();
  const streamTurn = createLine(streamsAtOnce).run;
  let work: Work | null = null;

  const atWork = (): Work => {
    if (work === null) throw new AppError('bug', 'transfers by hand are not started');
    return work;
  };
  const bump = () => {
    changes.bump('transfers');
    changes.bump('history');
  };
  const addTools = (onAdded: (count: number) => void): AddTools => ({
    hand: setup.engine().hand,
    accesses,
    textsDir,
    canAppend: access => setup.engine().open(access).append !== undefined,
    onAdded,
  });

  const pages = createPageStreams({
    engine: setup.engine,
    addTools: () => addTools(() => {}),
    isPaused: () => setup.engine().hand.isAllPaused(),
    onChange: bump,
  });

  /** What is over leaves nothing behind. */
  async function tidy({ id, origin, path }: Pick<ListedTransfer, 'id' | 'origin' | 'path'>): Promise<void> {
    secretUrls.delete(id);
    work?.movement.forget(id);
    if (origin !== 'text') return;
    try {
      await forgetText(path, { textsDir });
    } catch (thrown) {
      log.warn('the file of a text could not be removed', { id, error: thrown });
    }
  }

  async function added(addition: Addition): Promise<Addition> {
    bump();
    atWork().feeder.wake();
    return addition;
  }

  /** What a process that died left in the middle waits again, or is paused where nobody wants it. */
  function takeUpLeft(): void {
    const engine = setup.engine();
    for (const id of engine.hand.leftInTheMiddle()) {
      if (engine.isBusy(id)) continue;
      const transfer = engine.transfers.claimById(id);
      if (transfer === null) continue;
      try {
        createStates(transfer, engine, bump).change({ type: 'paused' });
      } finally {
        engine.transfers.release(id);
      }
    }
  }

  return {
    async start() {
      const engine = setup.engine();
      endLostStreams(engine, bump);
      takeUpLeft();
      // What an earlier outage delayed is tried anew.
      engine.hand.allDue();
      const feeder = createFeeder({
        hand: engine.hand,
        clock,
        log,
        onChange: bump,
        onOver: ({ id }) => {
          const row = engine.list.find(id);
          if (row) void tidy(row);
        },
        carryOut: (wanted, onQueued, signal) => {
          const url = secretUrls.get(wanted.id) ?? wanted.wish.url;
          const wish = { ...wanted.wish, url };
          const { onAppended } = movement;
          const tools = { engine, accesses, streamTurn, onAppended, onQueued, onState: bump };
          return carryOut({ ...wanted, wish }, tools, signal);
        },
      });
      const movement = createMovement(engine, clock, feeder.trouble);
      const unlisten = engine.onEvent(event => {
        movement.onEvent(event);
        if (event.type === 'changed' || event.type === 'noted') bump();
      });
      work = { feeder, movement, unlisten };
      feeder.wake();
    },
    async stop() {
      const stopping = work;
      if (stopping === null) return;
      await Promise.all([stopping.feeder.close(), pages.stopAll()]);
      stopping.unlisten();
      stopping.movement.stop();
      work = null;
    },
    addPaths: async (wish, onAdded, signal) =>
      added(
        await addPaths(
          wish,
          addTools(count => {
            bump();
            work?.feeder.wake();
            onAdded(count);
          }),
          signal,
        ),
      ),
    addText: async wish =>
      added(
        await addText(
          wish,
          addTools(() => {}),
        ),
      ),
    async addUrl(wish) {
      const { secretUrl, ...addition } = await addUrl(
        wish,
        addTools(() => {}),
      );
      const [id] = addition.ids;
      if (secretUrl !== null && id !== undefined) secretUrls.set(id, secretUrl);
      return await added(addition);
    },
    sendFromPage: pages.send,
    async command(command, ids, signal) {
      const engine = setup.engine();
      const { feeder } = atWork();
      const { scanFolder, rootOf } = setup;
      const onOver = async (listed: readonly ListedTransfer[]) => void (await Promise.all(listed.map(tidy)));
      const commanded = await commandAll(
        command,
        ids,
        { engine, accesses, feeder, streams: pages, scanFolder, rootOf, onOver },
        signal,
      );
      bump();
      return commanded;
    },
    choose: (choice, command) => setup.engine().hand.choose(choice, command === 'forget'),
    setAllPaused(isPaused) {
      setup.engine().hand.setAllPaused(isPaused);
      work?.feeder.setPaused(isPaused);
      pages.setPaused(isPaused);
      bump();
    },
    isAllPaused: () => setup.engine().hand.isAllPaused(),
    get movement() {
      return atWork().movement;
    },
  };
}
