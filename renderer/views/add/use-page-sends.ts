import { useCallback, useEffect, useRef, useState } from 'react';
import type { ErrorView } from '../../../preload/contract/common.ts';
import type { AddWishes, TransferStateName } from '../../../preload/contract/transfers.ts';
import { type Client, RequestError } from '../../client/client.ts';
import type { PageFile } from './dropped.ts';

/** How sending files of the page itself goes. */
export interface PageSends {
  readonly total: number;
  readonly done: number;
  readonly totalBytes: number;
  readonly doneBytes: number;
  readonly failed: readonly { readonly name: string; readonly error: ErrorView }[];
  readonly isOver: boolean;
  readonly isStopped: boolean;
}

/** Enough to fill a line with small files; a browser opens six connections to one server. */
const atOnce = 4;

/**
 * Sends files of the page, a few at once, each until it is proven. Once it is over, `again` sends those that are not. The browser
 * asks before the page is left meanwhile.
 */
export function usePageSends(client: Client) {
  const [sends, setSends] = useState<PageSends | null>(null);
  const stopping = useRef<AbortController | null>(null);
  const left = useRef<{ readonly files: readonly PageFile[]; readonly wishes: AddWishes } | null>(null);
  const isRunning = sends !== null && !sends.isOver;
  useEffect(() => {
    if (!isRunning) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [isRunning]);

  const start = useCallback(
    async (files: readonly PageFile[], wishes: AddWishes): Promise<void> => {
      const { uploadFile } = client;
      if (uploadFile === null) return;
      const stop = new AbortController();
      stopping.current = stop;
      const waiting = [...files];
      const open = new Set(files);
      /** Bytes of each that have left the page. */
      const moving = new Map<PageFile, number>();
      const totalBytes = sumOf(files.map(({ file }) => file.size));
      let provenBytes = 0;
      const failed: { name: string; error: ErrorView }[] = [];
      const show = (isOver: boolean) =>
        setSends({
          total: files.length,
          done: files.length - open.size,
          totalBytes,
          doneBytes: provenBytes + sumOf(moving.values()),
          failed: [...failed],
          isOver,
          isStopped: stop.signal.aborted,
        });
      show(false);
      const work = async () => {
        for (let next = waiting.shift(); next && !stop.signal.aborted; next = waiting.shift()) {
          const file = next;
          moving.set(file, 0);
          try {
            await uploadFile(file.file, file.name, wishes, stop.signal, bytes => {
              moving.set(file, bytes);
              show(false);
            });
            open.delete(next);
            provenBytes += file.file.size;
            moving.delete(next);
          } catch (thrown) {
            if (stop.signal.aborted) break;
            if (!(thrown instanceof RequestError)) throw thrown;
            failed.push({ name: next.name, error: thrown.view });
            moving.delete(next);
          }
          show(false);
        }
      };
      await Promise.all(Array.from({ length: atOnce }, work));
      if (stop.signal.aborted) await endInEngine(client, [...moving.keys()], wishes);
      left.current = { files: [...open], wishes };
      show(true);
    },
    [client],
  );

  return {
    sends,
    start,
    stop: useCallback(() => stopping.current?.abort(), []),
    again: useCallback(() => {
      if (left.current) void start(left.current.files, left.current.wishes);
    }, [start]),
  };
}

const over = new Set<TransferStateName>(['done', 'failed', 'blocked', 'cancelled']);

/**
 * The engine finds out that a request has ended only when it has read what is on the way, which may be all of a small file, and
 * would send that; so it is told. Where it can't be, nothing is lost but that.
 */
async function endInEngine(client: Client, files: readonly PageFile[], { target }: AddWishes): Promise<void> {
  const all = {
    filter: 'all',
    folder: 'manual',
    sort: 'added',
    isDescending: true,
    offset: 0,
    limit: 50,
  } as const;
  try {
    for (const { name } of files) {
      const key = `${target.prefix}${name}`;
      const { rows } = await client.request('listTransfers', { ...all, search: key });
      const ids = rows
        .filter(row => row.source === 'page' && row.key === key && row.bucket === target.bucket)
        .filter(({ state }) => !over.has(state))
        .map(({ id }) => id);
      if (ids.length > 0) await client.request('commandTransfers', { command: 'cancel', which: { ids } });
    }
  } catch (thrown) {
    if (!(thrown instanceof RequestError)) throw thrown;
  }
}

function sumOf(numbers: Iterable<number>): number {
  let sum = 0;
  for (const number of numbers) sum += number;
  return sum;
}
