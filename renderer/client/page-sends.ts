import type { ErrorView } from '../../preload/contract/common.ts';
import type { AddWishes, TransferRow, TransferStateName } from '../../preload/contract/transfers.ts';
import { type Client, RequestError, toErrorView } from './client.ts';

/** A file of the page, with its place in a directory that was dropped. */
export interface PageFile {
  /** With `/`; the file's name alone where no directory was dropped. */
  readonly name: string;
  readonly file: File;
}

/** How sending files of the page itself goes. */
export interface SendsNow {
  readonly total: number;
  readonly done: number;
  readonly totalBytes: number;
  readonly doneBytes: number;
  readonly failed: readonly { readonly name: string; readonly error: ErrorView }[];
  readonly isOver: boolean;
  readonly isStopped: boolean;
}

/** The files that this page sends, for as long as it is open. Without React, so that they outlive any view. */
export interface PageSends {
  /** Null when nothing was sent, or what was is put away. */
  now(): SendsNow | null;
  listen(listener: () => void): () => void;
  /** Sends these behind those that are being sent; a few at once, each until it is proven. Resolves when all of them are over. */
  start(files: readonly PageFile[], wishes: AddWishes): Promise<void>;
  /** Stops all; the engine is told. */
  stop(): void;
  /** Sends what failed and what was stopped. */
  again(): void;
  /** True while this page has the file of a transfer that is not proven. */
  holds(row: Pick<TransferRow, 'kind' | 'bucket' | 'key'>): boolean;
  /** Sends the file of a failed transfer once more. */
  retry(row: Pick<TransferRow, 'kind' | 'bucket' | 'key'>): void;
  /** Puts away what is over. */
  clear(): void;
}

interface Item extends PageFile {
  readonly wishes: AddWishes;
  error: ErrorView | null;
}

/** Where files have paths that the engine reads, one without a path, as from another program's window, is none. */
const noFileHere = () =>
  new RequestError({
    code: 'transfer.refused',
    message: 'the page cannot send bytes of its own',
    facts: { problem: 'hand.noFile' },
  });

/** Enough to fill a line with small files; a browser opens six connections to one server. */
const atOnce = 4;

export function createPageSends(client: Client): PageSends {
  const listeners = new Set<() => void>();
  /** Those that are not proven. */
  const open = new Set<Item>();
  /** Bytes of each that have left the page. */
  const moving = new Map<Item, number>();
  let waiting: Item[] = [];
  const ending: (() => void)[] = [];
  let stopping = new AbortController();
  /** The engine is being told; a file of the same name would be taken for the one that is to end. */
  let isEnding = false;
  /** Transfers of which it is known that they are cancelled: a later attempt has another one. */
  const cancelled = new Set<string>();
  let [total, totalBytes, provenBytes] = [0, 0, 0];
  let shown: SendsNow | null = null;

  function show(): void {
    shown = {
      total,
      done: total - open.size,
      totalBytes,
      doneBytes: provenBytes + sumOf(moving.values()),
      failed: [...open].flatMap(({ name, error }) => (error ? [{ name, error }] : [])),
      isOver: moving.size === 0 && waiting.length === 0 && !isEnding,
      isStopped: stopping.signal.aborted,
    };
    for (const listener of listeners) listener();
    if (shown.isOver) for (const end of ending.splice(0)) end();
  }

  function itemOf({ kind, bucket, key }: Pick<TransferRow, 'kind' | 'bucket' | 'key'>): Item | undefined {
    return [...open].find(
      ({ name, wishes: { target } }) =>
        target.kind === kind && target.bucket === bucket && `${target.prefix}${name}` === key,
    );
  }

  /**
   * Why the engine gave it up: a browser in the middle of sending often hears nothing but the end of the connection. Null where the engine has
   * given up nothing, does not answer, or never heard of this attempt.
   */
  async function errorInEngine(item: Item): Promise<ErrorView | null> {
    try {
      const [row] = (await rowsOf(client, item)).filter(({ id }) => !cancelled.has(id));
      if (row?.state !== 'cancelled') return row?.error ?? null;
      cancelled.add(row.id);
      return { code: 'request.stopped', message: 'cancelled', facts: {} };
    } catch {
      return null;
    }
  }

  /** Of what the engine was told to cancel nothing is left to tell. */
  function leaveOut(item: Item): void {
    open.delete(item);
    total -= 1;
    totalBytes -= item.file.size;
  }

  async function send(item: Item, signal: AbortSignal): Promise<void> {
    try {
      if (client.uploadFile === null) throw noFileHere();
      await client.uploadFile(item.file, item.name, item.wishes, signal, bytes => {
        moving.set(item, bytes);
        show();
      });
      open.delete(item);
      provenBytes += item.file.size;
    } catch (thrown) {
      if (signal.aborted) return;
      const told = toErrorView(thrown);
      const error = isCutOff(told) ? ((await errorInEngine(item)) ?? told) : told;
      if (signal.aborted) return;
      if (error.code === 'request.stopped') leaveOut(item);
      else item.error = error;
    } finally {
      moving.delete(item);
      pump();
    }
  }

  function pump(): void {
    const { signal } = stopping;
    while (!signal.aborted && !isEnding && moving.size < atOnce) {
      const item = waiting.shift();
      if (item === undefined) break;
      moving.set(item, 0);
      void send(item, signal);
    }
    show();
  }

  function queue(items: readonly Item[]): void {
    if (stopping.signal.aborted) stopping = new AbortController();
    for (const item of items) item.error = null;
    waiting.push(...items);
    pump();
  }

  return {
    now: () => shown,
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    start(files, wishes) {
      if (open.size === 0) [total, totalBytes, provenBytes] = [0, 0, 0];
      const items = files.map(({ name, file }): Item => ({ name, file, wishes, error: null }));
      for (const item of items) open.add(item);
      total += items.length;
      totalBytes += sumOf(items.map(({ file }) => file.size));
      return new Promise(resolve => {
        ending.push(resolve);
        queue(items);
      });
    },
    stop() {
      const stopped = [...moving.keys()];
      waiting = [];
      isEnding = true;
      stopping.abort();
      show();
      void endInEngine(client, stopped, cancelled).then(() => {
        isEnding = false;
        pump();
      });
    },
    again() {
      const left = new Set([...moving.keys(), ...waiting]);
      queue([...open].filter(item => !left.has(item)));
    },
    holds: row => itemOf(row) !== undefined,
    retry(row) {
      const item = itemOf(row);
      if (item && !moving.has(item) && !waiting.includes(item)) queue([item]);
    },
    clear() {
      if (shown === null || !shown.isOver) return;
      open.clear();
      shown = null;
      for (const listener of listeners) listener();
    },
  };
}

const over = new Set<TransferStateName>(['done', 'failed', 'blocked', 'cancelled']);

/** What the engine has of an item, newest first. */
async function rowsOf(client: Client, { name, wishes }: Item): Promise<readonly TransferRow[]> {
  const { bucket, prefix } = wishes.target;
  const key = `${prefix}${name}`;
  const { rows } = await client.request('listTransfers', {
    ...{ filter: 'all', folder: 'manual', sort: 'added', isDescending: true, offset: 0, limit: 50 },
    search: key,
  });
  return rows.filter(row => row.source === 'page' && row.key === key && row.bucket === bucket);
}

/** The browser was told nothing, so the engine has to be asked. */
function isCutOff({ code, facts }: ErrorView): boolean {
  return code === 'stream.failed' && facts['problem'] === 'hand.connectionLost';
}

/**
 * The engine finds out that a request has ended only when it has read what is on the way, which may be all of a small file, and
 * would send that; so it is told. Where it can't be, nothing is lost but that.
 */
async function endInEngine(client: Client, items: readonly Item[], cancelled: Set<string>): Promise<void> {
  try {
    for (const item of items) {
      const rows = await rowsOf(client, item);
      const ids = rows.filter(({ state }) => !over.has(state)).map(({ id }) => id);
      if (ids.length > 0) await client.request('commandTransfers', { command: 'cancel', which: { ids } });
      for (const id of ids) cancelled.add(id);
      for (const { id, state } of rows) if (state === 'cancelled') cancelled.add(id);
    }
  } catch {}
}

function sumOf(numbers: Iterable<number>): number {
  let sum = 0;
  for (const number of numbers) sum += number;
  return sum;
}
