import type { StoreKind } from '../../../main/model/target.ts';
import { faultNames } from './fault-names.ts';
import { type Kind, kinds, type Planned, type Span, spans } from './plan.ts';
import { planSentence, planText } from './plans.ts';
import type { Outcome } from './trial.ts';

export interface Tried {
  readonly planned: Planned;
  readonly outcome: Outcome;
}

/** One fault of a kind, over all calls at which it was tried. */
export interface FaultCount {
  readonly kind: Kind;
  readonly fault: string;
  readonly span: Span;
  readonly tried: number;
  readonly hit: number;
  readonly failed: number;
}

/** What `ith-oss.json` and `ith-s3.json` hold. */
export interface IthRecord {
  readonly store: StoreKind;
  /** Calls of the scenario without a fault: what i runs over. */
  readonly calls: Readonly<Record<Kind, number>>;
  /** What there is to be tried; `tried` is less where a run was ended before its time. */
  readonly plans: number;
  readonly tried: number;
  /** Trials whose fault struck; a retry that makes calls of its own can leave the last ones out of reach. */
  readonly hit: number;
  /** Those whose fault never did, as the command line takes them. */
  readonly missed: readonly string[];
  readonly faults: readonly FaultCount[];
  /** Codes that users would have seen, by the trials in which they were told. */
  readonly codes: Readonly<Record<string, number>>;
  readonly failures: readonly {
    readonly what: string;
    readonly plan: string;
    readonly found: readonly string[];
  }[];
}

export function toRecord(
  store: StoreKind,
  calls: Readonly<Record<Kind, number>>,
  plans: number,
  tried: readonly Tried[],
): IthRecord {
  const isHit = ({ outcome }: Tried) => outcome.hits > 0;
  const isFailed = ({ outcome }: Tried) => outcome.failures.length > 0;
  const faults = kinds.flatMap(kind =>
    faultNames[kind].flatMap((fault, number) =>
      spans.map((span): FaultCount => {
        const mine = tried.filter(
          ({ planned }) => planned.kind === kind && planned.fault === number && planned.span === span,
        );
        return {
          ...{ kind, fault, span, tried: mine.length },
          ...{ hit: mine.filter(isHit).length, failed: mine.filter(isFailed).length },
        };
      }),
    ),
  );
  const codes: Record<string, number> = {};
  for (const code of tried.flatMap(({ outcome }) => outcome.codes)) codes[code] = (codes[code] ?? 0) + 1;
  return {
    ...{ store, calls, plans, tried: tried.length, hit: tried.filter(isHit).length },
    missed: tried.filter(each => !isHit(each)).map(({ planned }) => planText(planned)),
    faults,
    codes: Object.fromEntries(Object.entries(codes).sort(([a], [b]) => (a < b ? -1 : 1))),
    failures: tried.filter(isFailed).map(({ planned, outcome }) => ({
      ...{ what: planSentence(planned), plan: planText(planned), found: outcome.failures },
    })),
  };
}
