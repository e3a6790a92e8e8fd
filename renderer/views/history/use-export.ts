import { useEffect, useRef, useState } from 'react';
import { saveFile } from '../../components/save-file.ts';
import { useTell } from '../../components/tell.ts';
import { useSay } from '../../text/texts.tsx';
import { type AskPage, collectPages, mostExported } from './pages.ts';

/** Collects a list and hands it over as a file; stops with the view, or when it is told to. */
export function useExport() {
  const say = useSay('page-history');
  const tell = useTell();
  /** Lines so far; null while nothing is exported. */
  const [count, setCount] = useState<number | null>(null);
  const stopping = useRef<AbortController | null>(null);
  useEffect(() => () => stopping.current?.abort(), []);

  async function start<Line>(
    ask: AskPage<Line>,
    file: { readonly name: string; readonly type: string },
    toText: (lines: readonly Line[]) => string,
  ): Promise<void> {
    const stop = new AbortController();
    stopping.current = stop;
    setCount(0);
    try {
      const { lines, isComplete } = await collectPages(ask, setCount, stop.signal);
      saveFile(file.name, toText(lines), file.type);
      if (!isComplete) tell.done(say('export.cut', { count: mostExported }));
    } catch (thrown) {
      if (!stop.signal.aborted) tell.failed(thrown);
    } finally {
      setCount(null);
    }
  }

  return { count, start, stop: () => stopping.current?.abort() };
}

/** `longshore-history-2026-11-26.csv`. */
export function exportName(what: string, extension: string): string {
  return `longshore-${what}-${new Date().toISOString().slice(0, 10)}.${extension}`;
}
