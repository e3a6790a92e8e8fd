import { keepPreviousData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { RequestError } from '../../client/client.ts';
import { useSnapshot } from '../../client/context.tsx';
import { useThrottled } from '../../client/use-throttled.ts';

/** Lines, and where the next page goes on; null at the end. A page may be empty and not the last. */
export interface Page<Line> {
  readonly lines: readonly Line[];
  readonly next: string | null;
}

export type AskPage<Line> = (cursor: string | null, limit: number) => Promise<Page<Line>>;

const pageLines = 200;
const leastMsBetween = 2_000;

/**
 * Lines of a list without an end, page by page as they are wanted. What was there stays on the screen while another `id` is asked
 * for. As long as nothing was found, older pages are asked for by themselves; while nobody has gone back to older ones, new lines
 * come by themselves. Afterwards they would push away what is read: `newest` goes back to them then, and is null before.
 */
export function usePages<Line>(id: readonly unknown[], ask: AskPage<Line>) {
  const query = useInfiniteQuery<
    Page<Line>,
    RequestError,
    { readonly pages: readonly Page<Line>[] },
    readonly unknown[],
    string | null
  >({
    queryKey: id,
    queryFn: ({ pageParam }) => ask(pageParam, pageLines),
    initialPageParam: null,
    getNextPageParam: page => page.next,
    placeholderData: keepPreviousData,
  });
  const { data, hasNextPage, isFetchingNextPage, isPlaceholderData, isError, fetchNextPage } = query;
  const lines = data?.pages.flatMap(page => page.lines) ?? [];
  /** So many lines were there when more were wanted; -1 for never. */
  const [wanted, setWanted] = useState(-1);
  const isWanted = data !== undefined && (lines.length === 0 || lines.length === wanted);
  useEffect(() => {
    if (isWanted && hasNextPage && !isFetchingNextPage && !isPlaceholderData && !isError)
      void fetchNextPage();
  }, [isWanted, hasNextPage, isFetchingNextPage, isPlaceholderData, isError, fetchNextPage]);

  const queries = useQueryClient();
  const { refetch } = query;
  const revision = useThrottled(
    useSnapshot(({ revisions }) => revisions.history),
    leastMsBetween,
  );
  const isAtTop = (data?.pages.length ?? 0) <= 1;
  const seen = useRef(revision);
  useEffect(() => {
    if (seen.current === revision || !isAtTop) return;
    seen.current = revision;
    void refetch();
  }, [revision, isAtTop, refetch]);

  return {
    query,
    lines,
    more: () => setWanted(lines.length),
    newest: isAtTop ? null : () => void queries.resetQueries({ queryKey: id, exact: true }),
  };
}

/** Lines of one export at most. */
export const mostExported = 100_000;
const exportLines = 1_000;

/** All lines of a list in its order, as far as one export goes. */
export async function collectPages<Line>(
  ask: AskPage<Line>,
  onCount: (count: number) => void,
  signal: AbortSignal,
): Promise<{ readonly lines: readonly Line[]; readonly isComplete: boolean }> {
  const lines: Line[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<Line> = await ask(cursor, exportLines);
    signal.throwIfAborted();
    lines.push(...page.lines);
    onCount(Math.min(lines.length, mostExported));
    cursor = page.next;
  } while (cursor !== null && lines.length < mostExported);
  const isComplete = cursor === null && lines.length <= mostExported;
  return { lines: lines.slice(0, mostExported), isComplete };
}
