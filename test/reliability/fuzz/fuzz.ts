import fc from 'fast-check';
import type { FuzzTarget } from './target.ts';
import { watchSamples } from './watch-samples.ts';

/** What one target came to. */
export interface FuzzOutcome {
  readonly target: string;
  readonly seed: number;
  readonly runs: number;
  /** Samples that got in. */
  readonly taken: number;
  readonly slowestMs: number;
  /** Clear errors by code, and how often each was told. */
  readonly codes: Readonly<Record<string, number>>;
  /** Null when all was well; else what broke it, made as small as can be. */
  readonly failure: { readonly path: string; readonly sample: string; readonly error: string } | null;
}

export interface FuzzWish {
  readonly runs: number;
  readonly seed: number;
  /** Of one sample, as its failure told it. */
  readonly path?: string;
  /** Samples not given by then have failed; a failing one is made smaller no longer. */
  readonly mostMs?: number;
  readonly mostSampleMs?: number;
  readonly onSample?: (number: number, text: string) => void;
}

const mostText = 2_000;
/** No sample is so large that it has a reason to take longer, on a machine that does other things beside. */
const mostSampleMs = 10_000;
/** Fewer say nothing about the share of them that gets in. */
const telling = 50;

/** Gives a target so many samples. What nobody catches while it runs is a failure as well, and so is one that lets too few in. */
export async function fuzz(target: FuzzTarget, wish: FuzzWish): Promise<FuzzOutcome> {
  const codes: Record<string, number> = {};
  const endings: (() => void | Promise<void>)[] = [];
  const strays: unknown[] = [];
  const stray = (thrown: unknown) => void strays.push(thrown);
  let isTaken = false;
  let taken = 0;
  let slowestMs = 0;
  process.on('uncaughtException', stray);
  process.on('unhandledRejection', stray);
  try {
    const told = {
      code: (code: string) => {
        codes[code] = (codes[code] ?? 0) + 1;
      },
      taken: () => {
        isTaken = true;
      },
    };
    const property = await target.open(told, task => endings.push(task));
    property.afterEach(() => {
      const [found] = strays.splice(0);
      if (found !== undefined) throw new Error('nobody caught it', { cause: found });
    });
    watchSamples(property, {
      mostMs: wish.mostSampleMs ?? mostSampleMs,
      onSample(number, text) {
        isTaken = false;
        wish.onSample?.(number, text);
      },
      onEnd(ms) {
        slowestMs = Math.max(slowestMs, Math.round(ms));
        if (isTaken) taken += 1;
      },
    });
    const { runs, seed, path, mostMs } = wish;
    const result = await fc.check(property, {
      ...{ numRuns: runs, seed },
      ...(path === undefined ? {} : { path }),
      ...(mostMs === undefined ? {} : { interruptAfterTimeLimit: mostMs, markInterruptAsFailure: true }),
    });
    return {
      ...{ target: target.name, seed, runs: result.numRuns, taken, slowestMs, codes: sorted(codes) },
      failure: failureOf(result) ?? refusalOf(target, result.numRuns, taken),
    };
  } finally {
    for (const task of endings.toReversed()) await task();
    process.off('uncaughtException', stray);
    process.off('unhandledRejection', stray);
  }
}

function failureOf(result: fc.RunDetails<unknown[]>): FuzzOutcome['failure'] {
  if (!result.failed) return null;
  const isCut = result.counterexample === null;
  return {
    path: result.counterexamplePath ?? '',
    sample: isCut ? '' : fc.stringify(result.counterexample).slice(0, mostText),
    error: isCut
      ? `the time was over after ${result.numRuns} samples`
      : textOf(result.errorInstance).slice(0, mostText),
  };
}

function refusalOf(target: FuzzTarget, runs: number, taken: number): FuzzOutcome['failure'] {
  if (runs < telling || taken >= runs * target.leastTaken) return null;
  const error = `of ${runs} samples ${taken} got in, and ${Math.ceil(runs * target.leastTaken)} ought to`;
  return { path: '', sample: '', error };
}

function sorted(codes: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(codes).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function textOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const cause = thrown.cause === undefined ? '' : `\ncaused by ${textOf(thrown.cause)}`;
  return `${thrown.stack ?? thrown.message}${cause}`;
}
