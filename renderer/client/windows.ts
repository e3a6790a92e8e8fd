import { useQueries } from '@tanstack/react-query';
import { useCallback, useRef, useState } from 'react';
import type { Rows } from '../../preload/contract/common.ts';
import type { RequestError } from './client.ts';

const pageSize = 100;

/** Rows of a long list by their index, asked for in pages as they come into view. */
export interface Windows<Row> {
  /** Null until the first answer. */
  readonly total: number | null;
  readonly error: RequestError | null;
  /** Undefined while its page is on the way. */
  at(index: number): Row | undefined;
  onView(view: { readonly first: number; readonly last: number }): void;
}

/**
 * `id` names the list and everything that its order depends on; with another `revision` the pages in view are asked for again, and what was there
 * stays on the screen meanwhile.
 */
export function useWindows<Row>(
  id: readonly unknown[],
  revision: number | null,
  ask: (offset: number, limit: number) => Promise<Rows<Row>>,
): Windows<Row> {
  /** Pages, not rows: most of what is scrolled asks for nothing. */
  const [view, setView] = useState({ first: 0, last: 0 });
  const key = JSON.stringify(id);
  const kept = useRef({ key, pages: new Map<number, readonly Row[]>(), total: null as number | null });
  if (kept.current.key !== key) {
    const { total } = kept.current;
    kept.current = { key, pages: new Map(), total };
  }
  const pages = Array.from({ length: view.last - view.first + 1 }, (_, index) => view.first + index);
  const answers = useQueries({
    queries: pages.map(page => ({
      queryKey: [...id, page, revision],
      queryFn: () => ask(page * pageSize, pageSize),
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: 5_000,
    })),
  });
  for (const [index, { data }] of answers.entries()) {
    const page = pages[index];
    if (data === undefined || page === undefined) continue;
    kept.current.pages.set(page, data.rows);
    kept.current.total = data.total;
  }
  const error = answers.find(answer => answer.error)?.error ?? null;
  const at = useCallback((index: number) => {
    const page = Math.floor(index / pageSize);
    return kept.current.pages.get(page)?.[index - page * pageSize];
  }, []);
  const onView = useCallback((rows: { readonly first: number; readonly last: number }) => {
    const next = { first: Math.floor(rows.first / pageSize), last: Math.floor(rows.last / pageSize) };
    setView(before => (before.first === next.first && before.last === next.last ? before : next));
  }, []);
  return { total: kept.current.total, error: error as RequestError | null, at, onView };
}
