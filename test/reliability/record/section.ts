/** What one kind of run came to, as RELIABILITY.md tells it. */
export interface Section {
  readonly title: string;
  /** One sentence. */
  readonly about: string;
  /** Makes the figures anew. */
  readonly command: string;
  readonly runs: number;
  readonly seeds: string;
  /** How often each kind of fault struck. None may be 0: a fault that never struck has shown nothing. Null where the run did not count it yet. */
  readonly faults: Readonly<Record<string, number | null>>;
  /** From so many runs on every kind has to have struck, where some are met by one in hundreds; else from the first. */
  readonly tellsFrom?: number;
  /** Bytes; null where nothing is sent, or nobody counts. */
  readonly sentTwice: { readonly sent: number; readonly twice: number; readonly allowed: number } | null;
  /** Other figures, by their names. */
  readonly facts: Readonly<Record<string, string | number>>;
  /** What failed in this run and is not mended. */
  readonly failures: readonly string[];
  /** How much else failed in it, and was mended since. */
  readonly mendedSince: number;
}

/** A failure that was found, and mended in the engine. */
export interface Mended {
  readonly what: string;
  /** Its histories in the corpus, counted from 0. */
  readonly corpus?: readonly number[];
  readonly seed?: number;
  readonly command?: string;
  readonly commit: string;
}

/** A failure of the checker: the engine did nothing amiss. */
export interface CheckerMended extends Pick<Mended, 'what' | 'command' | 'commit'> {
  /** The place of its history in the corpus, from 0 on, and that history's seed; absent where another run than the histories failed. */
  readonly corpus?: number;
  readonly seed?: number;
}

/** Kinds of faults that never struck, with the run in which they ought to. */
export function missedKinds(sections: readonly Section[]): readonly string[] {
  return sections
    .filter(({ runs, tellsFrom = 0 }) => runs === 0 || runs >= tellsFrom)
    .flatMap(({ title, faults }) =>
      Object.entries(faults).flatMap(([kind, hits]) => (hits === 0 ? [`${title}: ${kind}`] : [])),
    );
}
