/** What one kind of run came to, as RELIABILITY.md tells it. */
export interface Section {
  readonly title: string;
  /** One sentence. */
  readonly about: string;
  /** Makes the figures anew. */
  readonly command: string;
  readonly runs: number;
  readonly seeds: string;
  /** How often each kind of fault struck. None may be 0: a fault that never struck has shown nothing. */
  readonly faults: Readonly<Record<string, number>>;
  /** Bytes; null where nothing is sent, or nobody counts. */
  readonly sentTwice: { readonly sent: number; readonly twice: number; readonly allowed: number } | null;
  /** Other figures, by their names. */
  readonly facts: Readonly<Record<string, string | number>>;
  /** What failed in this run and is not mended. */
  readonly failures: readonly string[];
}

export interface Mended {
  readonly what: string;
  readonly seed?: number;
  readonly command?: string;
  readonly commit: string;
}

/** Kinds of faults that never struck, with the run in which they ought to. */
export function missedKinds(sections: readonly Section[]): readonly string[] {
  return sections.flatMap(({ title, faults }) =>
    Object.entries(faults).flatMap(([kind, hits]) => (hits === 0 ? [`${title}: ${kind}`] : [])),
  );
}
