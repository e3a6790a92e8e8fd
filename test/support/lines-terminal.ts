import type { Terminal } from '../../main/cli/terminal.ts';

/** A terminal that keeps what it was given to show. */
export interface LinesTerminal extends Terminal {
  /** To standard output. */
  readonly printed: string[];
  /** To standard error. */
  readonly told: string[];
  /** What the line at the bottom was, one after the other. */
  readonly live: string[];
  readonly events: Record<string, unknown>[];
}

export function createLinesTerminal(isLive = false, columns = 100): LinesTerminal {
  const printed: string[] = [];
  const told: string[] = [];
  const live: string[] = [];
  const events: Record<string, unknown>[] = [];
  return {
    printed,
    told,
    live,
    events,
    isLive,
    gone: new AbortController().signal,
    columns: () => columns,
    print: line => printed.push(line),
    tell: line => told.push(line),
    tellRaw() {},
    emit: (event, facts) => events.push(JSON.parse(JSON.stringify({ event, ...facts }))),
    redraw(line) {
      if (isLive && line !== live.at(-1)) live.push(line);
    },
    async pipe() {},
    async drained() {},
    failure: () => null,
  };
}
