import { readFileSync, writeFileSync } from 'node:fs';
import type { History } from './steps.ts';

/** A history that failed once; it is played first ever after. */
export interface CorpusEntry {
  /** What it broke. */
  readonly rule: string;
  readonly history: History;
}

const file = new URL('corpus.json', import.meta.url);

export function readCorpus(): readonly CorpusEntry[] {
  return JSON.parse(readFileSync(file, 'utf8')) as readonly CorpusEntry[];
}

/** Adds what is not there yet. */
export function addToCorpus(entries: readonly CorpusEntry[]): void {
  const known = readCorpus();
  const texts = new Set(known.map(({ history }) => JSON.stringify(history)));
  const fresh = entries.filter(({ history }) => !texts.has(JSON.stringify(history)));
  if (fresh.length === 0) return;
  const lines = [...known, ...fresh].map(entry => `  ${JSON.stringify(entry)}`);
  writeFileSync(file, `[\n${lines.join(',\n')}\n]\n`);
}
