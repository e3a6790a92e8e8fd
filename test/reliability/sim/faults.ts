import type { StoreKind } from '../../../main/model/target.ts';
import type { FaultPlace } from './kinds.ts';
import { isReply } from './replies.ts';

export interface PlannedFault {
  readonly place: FaultPlace;
  readonly does: string;
  /** So many calls that it could strike pass before. */
  readonly after: number;
  /** Strikes so many calls in a row. */
  readonly times: number;
}

interface Plan {
  readonly fault: PlannedFault;
  skip: number;
  left: number;
}

/** Whether these take effect is seen later than where they are planned; who sees it counts them. */
const seenLater: ReadonlySet<string> = new Set(['resetInBody']);

/** The faults that are still to come in a run, and how often each kind has struck. */
export class Faults {
  readonly #store: StoreKind;
  #plans: Plan[] = [];
  readonly hits: Record<string, number> = {};
  /** Calls that a fault of one kind alone could have struck, by what it does. */
  readonly asked: Record<string, number> = {};
  /** Told of each that strikes. */
  onHit: (place: FaultPlace | 'world', does: string) => void = () => {};

  /** What a store answers is counted by store. */
  constructor(store: StoreKind) {
    this.#store = store;
  }

  plan(fault: PlannedFault): void {
    this.#plans.push({ fault, skip: fault.after, left: fault.times });
  }

  clear(): void {
    this.#plans = [];
  }

  /** What strikes this call, null for nothing. Only kinds that fit it count it. */
  next(place: FaultPlace, fits: (does: string) => boolean = () => true): string | null {
    let struck: Plan | null = null;
    for (const plan of this.#plans) {
      if (plan.fault.place !== place || !fits(plan.fault.does)) continue;
      if (plan.skip > 0) plan.skip -= 1;
      else struck ??= plan;
    }
    if (!struck) return null;
    struck.left -= 1;
    if (struck.left <= 0) this.#plans.splice(this.#plans.indexOf(struck), 1);
    const { does } = struck.fault;
    if (!seenLater.has(does)) this.count(place, does);
    return does;
  }

  take(place: FaultPlace, does: string): boolean {
    this.asked[does] = (this.asked[does] ?? 0) + 1;
    return this.next(place, each => each === does) !== null;
  }

  count(place: FaultPlace | 'world', does: string): void {
    this.#add(`${place}: ${place === 'request' && isReply(does) ? `${this.#store} ${does}` : does}`);
    this.onHit(place, does);
  }

  /** Something was done that is no fault and ends nothing. */
  did(whose: 'tree' | 'user' | 'world', does: string): void {
    this.#add(`${whose}: ${does}`);
  }

  #add(name: string): void {
    this.hits[name] = (this.hits[name] ?? 0) + 1;
  }
}
