import type { StoreKind } from '../model/target.ts';
import type { Operation } from './operation.ts';
import type { BucketRequest } from './request.ts';

/** What goes wrong with one request. */
export type Fault =
  | { readonly does: 'resetBeforeBody' }
  | { readonly does: 'resetInBody'; readonly afterBytes: number }
  | { readonly does: 'resetAfterBody' }
  | { readonly does: 'dropAnswer' }
  | { readonly does: 'delay'; readonly ms: number }
  | { readonly does: 'reply'; readonly status: number; readonly code: string }
  | { readonly does: 'html'; readonly status: number }
  | { readonly does: 'wrongCrc' }
  | { readonly does: 'clockSkew'; readonly ms: number }
  | { readonly does: 'expireToken' }
  | { readonly does: 'failCallback'; readonly message: string }
  | { readonly does: 'throttle'; readonly bytesPerSecond: number }
  | { readonly does: 'truncateAnswer' }
  | { readonly does: 'hang' };

/** Which requests of an operation a plan is for. Only those that match count for `nth`. */
export interface FaultMatch {
  /** The plan begins with this one; the first is 1. */
  readonly nth?: number;
  readonly key?: string;
  readonly partNumber?: number;
  readonly kind?: StoreKind;
}

/** One step of a plan; each action plans it and returns what may follow. */
export interface FaultStep {
  /** The connection is reset before any of the body is read. */
  resetBeforeBody(): PlannedFault;
  /** The connection is reset when so many bytes of the body have come. */
  resetInBody(afterBytes: number): PlannedFault;
  /** The whole body is read, nothing stored, the connection reset. */
  resetAfterBody(): PlannedFault;
  /** The request is carried out, and the connection reset instead of an answer. */
  dropAnswer(): PlannedFault;
  /** The request is carried out, and the answer comes `ms` later. */
  delay(ms: number): PlannedFault;
  /** The body is read, nothing done, and an error of the dialect answered. */
  reply(status: number, code?: string): PlannedFault;
  /** The body is read, nothing done, and a web page answered, as proxies and login portals do. */
  html(status: number): PlannedFault;
  /** The request is carried out, and every checksum in the answer is wrong. */
  wrongCrc(): PlannedFault;
  /** The server's clock is ahead by `ms` for this request. */
  clockSkew(ms: number): PlannedFault;
  /** The security token counts as expired. */
  expireToken(): PlannedFault;
  /** The object is stored, the callback that was asked for not made, and 203 answered. */
  failCallback(message?: string): PlannedFault;
  /** Body and answer move at this speed. */
  throttle(bytesPerSecond: number): PlannedFault;
  /** The request is carried out, and the connection reset in the middle of the answer. */
  truncateAnswer(): PlannedFault;
  /** The body is read, nothing done, and nothing ever answered. */
  hang(): PlannedFault;
}

export interface PlannedFault {
  /** So many matching requests instead of one; `Infinity` for all from there on. */
  times(count: number): PlannedFault;
  /** What happens to the requests after those. */
  readonly then: FaultStep;
}

interface Step {
  readonly fault: Fault;
  times: number;
  hits: number;
}

interface Plan {
  readonly target: Operation | 'any';
  readonly match: FaultMatch;
  readonly steps: Step[];
  seen: number;
}

/**
 * Faults planned by a test. Plans are independent: a request may be hit by one step of each. `take` is the server's end;
 * it is asked once per request.
 */
export function createFaultPlan() {
  const plans: Plan[] = [];
  const steps = () => plans.flatMap(({ target, steps }) => steps.map(step => ({ target, step })));

  return {
    on(target: Operation | 'any', match: FaultMatch = {}): FaultStep {
      const plan: Plan = { target, match, steps: [], seen: 0 };
      plans.push(plan);
      return stepOf(plan);
    },

    take(operation: Operation, request: BucketRequest): readonly Fault[] {
      return plans.flatMap(plan => {
        if (plan.target !== 'any' && plan.target !== operation) return [];
        if (!matches(plan.match, request)) return [];
        plan.seen += 1;
        if (plan.seen < (plan.match.nth ?? 1)) return [];
        const step = plan.steps.find(({ hits, times }) => hits < times);
        if (!step) return [];
        step.hits += 1;
        return [step.fault];
      });
    },

    /** How many requests were hit so far. */
    hits: () => steps().reduce((sum, { step }) => sum + step.hits, 0),

    /** Throws when a planned fault was hit less often than planned; one planned for ever must be hit once. */
    assertAllHit(): void {
      const missed = steps()
        .filter(({ step }) => step.hits < (Number.isFinite(step.times) ? step.times : 1))
        .map(({ target, step }) => `${target}: ${step.fault.does}, hit ${step.hits} of ${step.times}`);
      if (missed.length > 0) throw new Error(`faults planned and never hit:\n${missed.join('\n')}`);
    },

    /** Forgets all plans. */
    clear(): void {
      plans.length = 0;
    },
  };
}

export type FaultPlan = ReturnType<typeof createFaultPlan>;

function matches({ key, partNumber, kind }: FaultMatch, request: BucketRequest): boolean {
  if (key !== undefined && request.key !== key) return false;
  if (partNumber !== undefined && request.parameter('partNumber') !== String(partNumber)) return false;
  return kind === undefined || request.kind === kind;
}

function stepOf(plan: Plan): FaultStep {
  const add = (fault: Fault): PlannedFault => {
    const step: Step = { fault, times: 1, hits: 0 };
    plan.steps.push(step);
    return plannedOf(plan, step);
  };
  return {
    resetBeforeBody: () => add({ does: 'resetBeforeBody' }),
    resetInBody: afterBytes => add({ does: 'resetInBody', afterBytes }),
    resetAfterBody: () => add({ does: 'resetAfterBody' }),
    dropAnswer: () => add({ does: 'dropAnswer' }),
    delay: ms => add({ does: 'delay', ms }),
    reply: (status, code = status === 503 ? 'ServiceUnavailable' : 'InternalError') =>
      add({ does: 'reply', status, code }),
    html: status => add({ does: 'html', status }),
    wrongCrc: () => add({ does: 'wrongCrc' }),
    clockSkew: ms => add({ does: 'clockSkew', ms }),
    expireToken: () => add({ does: 'expireToken' }),
    failCallback: (message = 'Error status : 500.') => add({ does: 'failCallback', message }),
    throttle: bytesPerSecond => add({ does: 'throttle', bytesPerSecond }),
    truncateAnswer: () => add({ does: 'truncateAnswer' }),
    hang: () => add({ does: 'hang' }),
  };
}

function plannedOf(plan: Plan, step: Step): PlannedFault {
  const planned: PlannedFault = {
    times(count) {
      step.times = count;
      return planned;
    },
    // biome-ignore lint/suspicious/noThenProperty: holds an object and is no function, so nothing takes it for a promise
    then: stepOf(plan),
  };
  return planned;
}
