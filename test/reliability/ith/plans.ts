import { faultNames } from './fault-names.ts';
import { type Kind, kinds, type Planned, spans } from './plan.ts';

export interface PlanChoice {
  readonly kinds: readonly Kind[];
  /** Each fault at each call; else the faults take turns from call to call, which meets each call once and for ever. */
  readonly everyFault: boolean;
  /** This many plans, evenly spread; null for all. */
  readonly share: number | null;
}

/** What is to be tried of a scenario that makes so many calls. */
export function choosePlans(calls: Readonly<Record<Kind, number>>, choice: PlanChoice): readonly Planned[] {
  const all = kinds
    .filter(kind => choice.kinds.includes(kind))
    .flatMap(kind =>
      Array.from({ length: calls[kind] }, (_, index) => plansAt(kind, index + 1, choice.everyFault)).flat(),
    );
  return choice.share === null ? all : spread(all).slice(0, choice.share);
}

/** In an order in which any beginning is evenly spread over the whole: steps of the golden section. */
export function spread<T>(values: readonly T[]): readonly T[] {
  const placed = values.map((value, index) => ({ value, place: (index * 0.618_033_988_75) % 1 }));
  return placed.sort((a, b) => a.place - b.place).map(({ value }) => value);
}

function plansAt(kind: Kind, at: number, everyFault: boolean): readonly Planned[] {
  const count = faultNames[kind].length;
  // There are few requests, and what may become of one differs most.
  const tried = everyFault || kind === 'request' ? Array.from({ length: count }, (_, fault) => fault) : null;
  return spans.flatMap((span, turn) =>
    (tried ?? [(at + turn) % count]).map((fault): Planned => ({ kind, fault, span, at })),
  );
}

/** As the command line takes it: `database 1 once 17`. */
export function planText({ kind, fault, span, at }: Planned): string {
  return `${kind} ${fault} ${span} ${at}`;
}

export function readPlan(text: string): Planned {
  const [kind, fault, span, at] = text.split(' ');
  const plan = {
    kind: kinds.find(each => each === kind),
    fault: Number(fault),
    span: spans.find(each => each === span),
    at: Number(at),
  };
  const { kind: known, span: knownSpan } = plan;
  if (!known || !knownSpan || !(plan.fault >= 0) || !(plan.at > 0))
    throw new Error(`this is no plan: ${text}`);
  return { kind: known, fault: plan.fault, span: knownSpan, at: plan.at };
}

/** For a reader: what fails, and when. */
export function planSentence({ kind, fault, span, at }: Planned): string {
  return `${faultNames[kind][fault]} at ${kind} call ${at}, ${span}`;
}
