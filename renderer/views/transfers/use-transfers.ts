import { useCallback, useEffect, useRef } from 'react';
import type { TransferChoice, TransferRow, TransferSort } from '../../../preload/contract/transfers.ts';
import { useClient, useSnapshot } from '../../client/context.tsx';
import { useThrottled } from '../../client/use-throttled.ts';
import { useWindows } from '../../client/windows.ts';

export interface ListChoice extends TransferChoice {
  readonly sort: TransferSort;
  readonly isDescending: boolean;
}

/** Rows that are watched at most; as many as the engine takes. */
const mostWatched = 200;
/** Rows that the engine gives in one answer at most. */
const mostAsked = 500;
/** Rows are asked for again at most so often while many change. */
const renewMs = 1_000;
/** Rows that stay in view so long are watched. */
const restMs = 100;

/** The rows of a choice as they come into view, with their progress as it is pushed. */
export function useTransfers(choice: ListChoice, detailId: string | null) {
  const client = useClient();
  const revision = useThrottled(
    useSnapshot(({ revisions }) => revisions.transfers),
    renewMs,
  );
  const windows = useWindows<TransferRow>(
    ['listTransfers', choice.filter, choice.search, choice.folder, choice.sort, choice.isDescending],
    revision,
    (offset, limit) => client.request('listTransfers', { ...choice, offset, limit }),
  );
  const { onView: askFor, at } = windows;
  const view = useRef({ first: 0, last: 0 });
  const watched = useRef('');

  const watchView = useCallback(() => {
    const transferIds: string[] = [];
    const { first, last } = view.current;
    for (let index = first; index <= last && transferIds.length < mostWatched; index += 1) {
      const id = at(index)?.id;
      if (id !== undefined) transferIds.push(id);
    }
    const next = JSON.stringify({ transferIds, detailId });
    if (next === watched.current) return;
    watched.current = next;
    client.watch({ transferIds, detailId });
  }, [client, at, detailId]);
  // Whatever was drawn anew may be other rows.
  useEffect(watchView);

  // While it is scrolled, what is passed by is not worth a word to the engine.
  const rest = useRef(0);
  const onView = useCallback(
    (next: { readonly first: number; readonly last: number }) => {
      view.current = next;
      askFor(next);
      clearTimeout(rest.current);
      rest.current = window.setTimeout(watchView, restMs);
    },
    [askFor, watchView],
  );
  useEffect(
    () => () => {
      clearTimeout(rest.current);
      watched.current = '';
      client.watch({ transferIds: [], detailId: null });
    },
    [client],
  );

  const { filter, search, folder, sort, isDescending } = choice;
  const idsBetween = useCallback(
    async (first: number, last: number): Promise<readonly string[]> => {
      const ids: string[] = [];
      for (let offset = first; offset <= last; offset += mostAsked) {
        const limit = Math.min(mostAsked, last - offset + 1);
        const wanted = { filter, search, folder, sort, isDescending, offset, limit };
        const { rows } = await client.request('listTransfers', wanted);
        ids.push(...rows.map(({ id }) => id));
      }
      return ids;
    },
    [client, filter, search, folder, sort, isDescending],
  );

  return { total: windows.total, error: windows.error, at, onView, idsBetween };
}
