/** Where a fault strikes. */
export type FaultPlace = 'request' | 'database' | 'file' | 'watch' | 'worker' | 'process';

/** Everything that can go wrong, by place. A kind that no history meets fails the record. */
export const faultKinds = {
  request: [
    'resetBeforeBody',
    'resetInBody',
    'resetAfterBody',
    'dropAnswer',
    'truncateAnswer',
    'slow',
    'throttle',
    'hang',
    'html',
    'wrongCrc',
    'clockSkew',
    'expireToken',
    'incompleteListing',
    'unreachable',
    'noName',
    '400 InvalidRequest',
    '400 InvalidArgument',
    '400 BadDigest',
    '400 RequestTimeout',
    '403 AccessDenied',
    '403 SignatureDoesNotMatch',
    '403 InvalidAccessKeyId',
    '403 RequestTimeTooSkewed',
    '403 UserDisable',
    '403 QuotaExceeded',
    '404 NoSuchBucket',
    '404 NoSuchKey',
    '404 NoSuchUpload',
    '405 MethodNotAllowed',
    '408 RequestTimeout',
    '409 OperationAborted',
    '411 MissingContentLength',
    '412 PreconditionFailed',
    '416 InvalidRange',
    '429 TooManyRequests',
    '500 InternalError',
    '502 BadGateway',
    '503 ServiceUnavailable',
    '503 SlowDown',
    '504 GatewayTimeout',
  ],
  database: ['SQLITE_BUSY', 'SQLITE_FULL', 'SQLITE_IOERR', 'SQLITE_CORRUPT'],
  file: ['EIO', 'EMFILE', 'EACCES', 'ESTALE', 'ENOSPC', 'shortRead'],
  watch: ['lost', 'limit'],
  worker: ['death'],
  process: ['death', 'deathInDatabase', 'deathInFile'],
} as const satisfies Readonly<Record<FaultPlace, readonly string[]>>;

/** What is done to the world as a whole, counted where it is done. */
export const worldKinds = [
  'clockJump',
  'suspend',
  'serverSkew',
  'uploadExpired',
  'unmount',
  'pause',
  'cancel',
  'stop',
] as const;

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

/** The faults that are still to come in a run, and how often each kind has struck. */
export class Faults {
  #plans: Plan[] = [];
  readonly hits: Record<string, number> = {};
  /** Calls that a fault of one kind alone could have struck, by what it does. */
  readonly asked: Record<string, number> = {};
  /** Told of each that strikes. */
  onHit: (place: FaultPlace | 'world', does: string) => void = () => {};

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
    this.count(place, struck.fault.does);
    return struck.fault.does;
  }

  take(place: FaultPlace, does: string): boolean {
    this.asked[does] = (this.asked[does] ?? 0) + 1;
    return this.next(place, each => each === does) !== null;
  }

  count(place: FaultPlace | 'world', does: string): void {
    const name = `${place}: ${does}`;
    this.hits[name] = (this.hits[name] ?? 0) + 1;
    this.onHit(place, does);
  }
}
