import { playAppend } from './append-history.ts';
import { type Arena, type ArenaSetup, openArena } from './arena.ts';
import { type HistoryFigures, type HistoryKind, noFigures } from './lives.ts';
import { buildProgram } from './program.ts';
import { playPut } from './put-history.ts';
import { playSync } from './sync-history.ts';

const plays = { put: playPut, sync: playSync, append: playAppend } as const;
export const historyKinds = Object.keys(plays) as readonly HistoryKind[];

/** The kinds take turns by seed. */
export const kindOf = (seed: number): HistoryKind => historyKinds[seed % historyKinds.length] ?? 'put';

export interface Failure {
  readonly kind: HistoryKind;
  readonly seed: number;
  readonly message: string;
  /** Plays it again. Deaths come at the same places, as far as the machine lets them. */
  readonly command: string;
}

export interface ManyFigures {
  readonly runs: number;
  readonly seeds: { readonly first: number; readonly last: number };
  readonly byKind: Readonly<Record<HistoryKind, HistoryFigures & { runs: number }>>;
  readonly failures: readonly Failure[];
}

export interface ManyPlan {
  /** Kills of the engine, at least. */
  readonly count: number;
  readonly firstSeed: number;
  /** Histories at once. */
  readonly atOnce: number;
  /** Only histories of this kind; null for all. */
  readonly kind: HistoryKind | null;
  /** Of the arena of each lane, which are counted from 0. */
  readonly setup?: (lane: number) => ArenaSetup;
  /** How to play one again, for its failure. */
  readonly commandFor: (kind: HistoryKind, seed: number) => string;
  /** After each history. */
  onPlayed?(figures: ManyFigures, kills: number): void;
}

export function playOne(arena: Arena, kind: HistoryKind, seed: number): Promise<HistoryFigures> {
  return plays[kind](arena, seed);
}

/** Plays histories, by seeds that follow each other, until the engine was killed so often. A failed one does not end the others. */
export async function playMany(plan: ManyPlan): Promise<ManyFigures> {
  const byKind = Object.fromEntries(
    historyKinds.map(kind => [kind, { ...noFigures(kind), runs: 0 }]),
  ) as Record<HistoryKind, HistoryFigures & { runs: number }>;
  const failures: Failure[] = [];
  const program = await buildProgram();
  let next = plan.firstSeed;
  let runs = 0;
  const kills = () => historyKinds.reduce((sum, kind) => sum + byKind[kind].engineKills, 0);
  const figures = (): ManyFigures => ({
    runs,
    seeds: { first: plan.firstSeed, last: next - 1 },
    byKind,
    failures,
  });

  async function playLane(lane: number): Promise<void> {
    const arena = await openArena(program, plan.setup?.(lane));
    try {
      while (kills() < plan.count) {
        const seed = next++;
        const kind = plan.kind ?? kindOf(seed);
        try {
          add(byKind[kind], await playOne(arena, kind, seed));
          byKind[kind].runs += 1;
        } catch (thrown) {
          const message = thrown instanceof Error ? thrown.message : String(thrown);
          failures.push({ kind, seed, message, command: plan.commandFor(kind, seed) });
        }
        runs += 1;
        plan.onPlayed?.(figures(), kills());
      }
    } finally {
      await arena.close();
    }
  }

  try {
    await Promise.all(Array.from({ length: plan.atOnce }, (_, lane) => playLane(lane)));
  } finally {
    await program.remove();
  }
  return figures();
}

function add(sum: HistoryFigures, one: HistoryFigures): void {
  const sums = sum as unknown as Record<string, number>;
  for (const [name, value] of Object.entries(one)) {
    if (typeof value === 'number') sums[name] = (sums[name] ?? 0) + value;
  }
  const moments = sum.moments as Record<string, number>;
  for (const [name, value] of Object.entries(one.moments)) moments[name] = (moments[name] ?? 0) + value;
}
