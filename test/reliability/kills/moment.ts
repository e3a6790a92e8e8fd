import type { Random } from '../../support/random.ts';
import type { TapListener } from './tap.ts';

/** When somebody dies; what the figures count by. */
export const momentKinds = ['atTime', 'beforeRequest', 'inBody', 'answerLost', 'afterAnswer'] as const;
export type MomentKind = (typeof momentKinds)[number];

export type Victim = 'engine' | 'bucket' | 'both';

export interface Moment {
  readonly kind: MomentKind;
  readonly victim: Victim;
  /** Requests, bytes or milliseconds after which it comes, by its kind. */
  readonly after: number;
  /** A little later still, in ms: what follows an answer takes its time. */
  readonly delayMs: number;
}

/** How much happens in one life of the engine, roughly. */
export interface LifeSize {
  readonly requests: number;
  readonly bytes: number;
  readonly ms: number;
}

export function pickMoment(random: Random, size: LifeSize): Moment {
  const kind = momentKinds[random.between(0, momentKinds.length - 1)] ?? 'atTime';
  const chance = random.next();
  const most = { atTime: size.ms, inBody: size.bytes }[kind as string] ?? size.requests;
  return {
    kind,
    victim: chance < 0.75 ? 'engine' : chance < 0.87 ? 'both' : 'bucket',
    after: random.between(1, Math.max(1, most)),
    delayMs: kind === 'afterAnswer' ? random.between(0, 20) : 0,
  };
}

/** Calls back once, at that moment; `stop` when it is no longer wanted. */
export function awaitMoment(
  { kind, after, delayMs }: Moment,
  listen: (listener: TapListener) => void,
  come: () => void,
): { stop(): void } {
  let isOver = false;
  let timer: NodeJS.Timeout | undefined;
  const once = () => {
    if (isOver) return;
    isOver = true;
    come();
  };
  const late = () => {
    if (delayMs === 0) once();
    else timer ??= setTimeout(once, delayMs);
  };
  const at = (count: number) => count >= after && once();
  if (kind === 'atTime') {
    timer = setTimeout(once, after);
    listen({});
  } else if (kind === 'beforeRequest') listen({ arrived: at });
  else if (kind === 'answerLost') listen({ answered: at });
  else if (kind === 'inBody') listen({ moved: at });
  else listen({ delivered: count => count >= after && late() });
  return {
    stop() {
      isOver = true;
      clearTimeout(timer);
      listen({});
    },
  };
}
