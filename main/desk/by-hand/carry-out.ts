import {
  AppError,
  type ErrorRecord,
  fromErrorRecord,
  isAbort,
  toAppError,
  toErrorRecord,
} from '../../base/app-error.ts';
import { problem } from '../../base/said.ts';
import type { Engine } from '../../engine.ts';
import type { BucketAccess } from '../../model/access.ts';
import { nameOfStream } from '../../model/hand.ts';
import type { Proof } from '../../model/proof.ts';
import { isOver, step, type Transfer, type TransferEvent, type TransferState } from '../../model/transfer.ts';
import { usualThreshold } from '../../plan/partition.ts';
import type { Line } from '../../queue/line.ts';
import type { WantedHand } from '../../store/hand-log.ts';
import { usualRoll } from '../../upload/append/roll-key.ts';
import type { StreamSource } from '../../upload/stream/stream-source.ts';
import type { Accesses } from '../accesses.ts';

const activeStates: ReadonlySet<string> = new Set(['starting', 'sending', 'finishing', 'checking']);

/** What became of one attempt. `over`: nothing is left to do; `stopped`: by the signal. */
export type Attempt =
  | { readonly became: 'over' | 'stopped' }
  | { readonly became: 'failed' | 'blocked'; readonly error: ErrorRecord };

export interface CarryTools {
  readonly engine: Engine;
  readonly accesses: Accesses;
  /** Bytes that an append has confirmed in this run. */
  readonly onAppended: (id: string, bytes: number) => void;
  /** Runs what is no file when its turn comes: a web server is not asked before its bytes can go on. */
  readonly streamTurn: Line['run'];
  /** Called when it has its place among what waits for the engine. */
  readonly onQueued: () => void;
  /** Called when a state was written here; the engine tells of those that it writes itself. */
  readonly onState: () => void;
}

/** Carries out what was asked for by hand, whatever its bytes come from, and writes its states. Never rejects. */
export async function carryOut(wanted: WantedHand, tools: CarryTools, signal: AbortSignal): Promise<Attempt> {
  const { engine } = tools;
  try {
    const transfer = engine.transfers.find(wanted.id);
    if (transfer === null || isOver(transfer.state)) return { became: 'over' };
    const access = await tools.accesses.reopen(transfer.target.address, wanted.wish.account);
    if (wanted.origin === 'file' || wanted.origin === 'text')
      return await sendFile(wanted, transfer, access, tools, signal);
    const other = () => sendOther(wanted, tools, access, signal);
    const sent = tools.streamTurn('manual', other, signal);
    tools.onQueued();
    return await sent;
  } catch (thrown) {
    if (signal.aborted && (isAbort(thrown) || thrown === signal.reason)) return { became: 'stopped' };
    const error = toAppError(thrown);
    // Another run of ours, on the command line, works on it; it is looked at again later.
    if (error.code !== 'transfer.busy') writeFailure(wanted.id, error, engine, tools.onState);
    return failed(toErrorRecord(error));
  }
}

function failed(error: ErrorRecord): Attempt {
  return { became: endOf(fromErrorRecord(error)), error };
}

/** How a transfer ends by an error: `blocked` needs the user. */
export function endOf({ reaction }: AppError): 'blocked' | 'failed' {
  return reaction === 'block' || reaction === 'renew' ? 'blocked' : 'failed';
}

async function sendFile(
  { wish }: WantedHand,
  { source, target, options }: Transfer,
  access: BucketAccess,
  { engine, onQueued }: CarryTools,
  signal: AbortSignal,
): Promise<Attempt> {
  const { state } = await engine.upload(
    {
      path: source.path,
      access,
      key: target.key,
      options,
      threshold: usualThreshold,
      countsWaiting: false,
      onQueued,
      ...(wish.partSize !== null && { partSize: wish.partSize }),
      ...(wish.isSimple && { isSimple: true as const }),
    },
    signal,
  );
  if (state.at === 'failed' || state.at === 'blocked') return { became: state.at, error: state.error };
  return { became: isOver(state) ? 'over' : 'stopped' };
}

/** Streams and appends have no states of their own in the engine; here they are written as they come. */
async function sendOther(
  wanted: WantedHand,
  tools: CarryTools,
  access: BucketAccess,
  signal: AbortSignal,
): Promise<Attempt> {
  const { engine } = tools;
  const transfer = engine.transfers.claimById(wanted.id);
  if (transfer === null) return { became: 'over' };
  const states = createStates(transfer, engine, tools.onState);
  try {
    // Another process that had it ended suddenly.
    if (activeStates.has(transfer.state.at)) states.change({ type: 'paused' });
    states.change({ type: 'started' });
    if (wanted.origin === 'append') await append(transfer, tools, access, states, signal);
    else await fetchAndSend(wanted, transfer, engine, access, states, signal);
    return { became: 'over' };
  } catch (thrown) {
    if (!signal.aborted) throw thrown;
    states.change({ type: 'paused' });
    return { became: 'stopped' };
  } finally {
    engine.transfers.release(wanted.id);
  }
}

async function append(
  { id, source, target, options }: Transfer,
  { engine, onAppended }: CarryTools,
  access: BucketAccess,
  states: States,
  signal: AbortSignal,
): Promise<void> {
  states.change({ type: 'begun', upload: null });
  const path = nameOfStream('append', source.path);
  let bytes = 0;
  const { objects, isComplete } = await engine.append(
    { path, access, key: target.key, options, isFromRemote: true, roll: usualRoll(target.key) },
    event => {
      if (event.type !== 'appended') return;
      bytes += event.size;
      onAppended(id, bytes);
    },
    signal,
  );
  if (!isComplete) signal.throwIfAborted();
  const proof = objects.at(-1)?.proof;
  if (proof === undefined) throw new AppError('bug', 'an append ends with an object');
  engine.hand.setLength(id, bytes);
  states.change({ type: 'proven', proof });
}

async function fetchAndSend(
  { id, wish }: WantedHand,
  { target, options }: Transfer,
  engine: Engine,
  access: BucketAccess,
  states: States,
  signal: AbortSignal,
): Promise<void> {
  if (wish.url === null) {
    throw new AppError('transfer.refused', 'the address is not kept', problem('hand.urlGone'));
  }
  const source = await engine.openWeb(wish.url, signal);
  const contentType = options.contentType ?? source.contentType;
  const contentEncoding = options.contentEncoding ?? source.contentEncoding;
  await sendStream(
    {
      id,
      access,
      key: target.key,
      source,
      options: {
        ...options,
        ...(contentType !== null && { contentType }),
        ...(contentEncoding !== null && { contentEncoding }),
      },
      partSize: wish.partSize,
      isSimple: wish.isSimple,
    },
    engine,
    states,
    signal,
  );
}

export interface StreamJob {
  readonly id: string;
  readonly access: BucketAccess;
  readonly key: string;
  readonly options: Transfer['options'];
  readonly source: StreamSource;
  readonly partSize: number | null;
  readonly isSimple: boolean;
}

/** Sends a stream under a transfer that is `starting`, to its proof. */
export async function sendStream(
  { id, access, key, options, source, partSize, isSimple }: StreamJob,
  engine: Engine,
  states: States,
  signal: AbortSignal,
): Promise<Proof> {
  if (source.size !== null) engine.hand.setLength(id, source.size);
  states.change({ type: 'begun', upload: null });
  const { proof } = await engine.uploadStream(
    {
      ...{ id, access, key, options, source, threshold: usualThreshold },
      ...(partSize !== null && { partSize }),
      ...(isSimple && { isSimple: true as const }),
    },
    signal,
  );
  engine.hand.setLength(id, proof.size);
  states.change({ type: 'proven', proof });
  return proof;
}

/** The states of one claimed transfer, each stored as it comes. */
export interface States {
  change(event: TransferEvent): void;
  /** Shown as paused while its work waits: it keeps its place in the totals. */
  hold(): void;
  /** Shown as sending again. */
  goOn(): void;
}

export function createStates(
  transfer: Transfer,
  engine: Pick<Engine, 'transfers' | 'leaveProgress'>,
  onState: () => void,
): States {
  let { state } = transfer;
  function store(next: TransferState): void {
    state = next;
    engine.transfers.setState(transfer.id, state);
    onState();
  }
  return {
    change(event) {
      store(step(state, event));
      if (state.at === 'paused' || 'error' in state) engine.leaveProgress(transfer.id);
    },
    hold: () => store(step(state, { type: 'paused' })),
    goOn: () => store(step(step(state, { type: 'started' }), { type: 'begun', upload: null })),
  };
}

/** What could not be begun has failed all the same; a record that can't be written is told by the next one. */
export function writeFailure(
  id: string,
  error: AppError,
  engine: Pick<Engine, 'transfers' | 'leaveProgress'>,
  onState: () => void,
): void {
  const transfer = engine.transfers.claimById(id);
  if (transfer === null) return;
  try {
    createStates(transfer, engine, onState).change({ type: endOf(error), error: toErrorRecord(error) });
  } finally {
    engine.transfers.release(id);
  }
}
