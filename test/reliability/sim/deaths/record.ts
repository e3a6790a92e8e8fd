import { type Extent, placeNames, places, readPoint } from './points.ts';

/** What `deaths.json` holds. */
export interface DeathsRecord {
  readonly command: string;
  readonly commit: string;
  readonly seconds: number;
  /** Deaths that were played, each with all that follows. */
  readonly runs: number;
  readonly events: number;
  readonly requests: number;
  readonly lives: number;
  readonly faultsHit: Readonly<Record<string, number>>;
  /** How many places to die each scenario has. */
  readonly scenarios: Readonly<Record<string, Extent>>;
  readonly failures: readonly { readonly message: string; readonly command: string }[];
}

/** What came of one death. */
export interface PlayedPoint {
  readonly point: string;
  readonly failure: { readonly rule: string; readonly message: string } | null;
  readonly events: number;
  readonly requests: number;
  readonly sessions: number;
}

export function emptyRecord(scenarios: Readonly<Record<string, Extent>>, commit: string): DeathsRecord {
  return {
    ...{ command: 'npm run test:deaths', commit, seconds: 0, runs: 0, events: 0, requests: 0, lives: 0 },
    faultsHit: Object.fromEntries(places.map(place => [placeNames[place].told, 0])),
    scenarios,
    failures: [],
  };
}

/** The record with one more. */
export function withPoint(record: DeathsRecord, played: PlayedPoint): DeathsRecord {
  const { point, failure, events, requests, sessions } = played;
  const { told } = placeNames[readPoint(point).place];
  const isStruck = failure?.rule !== 'never struck';
  const command = `npm run test:deaths -- --point '${point}'`;
  return {
    ...record,
    runs: record.runs + 1,
    events: record.events + events,
    requests: record.requests + requests,
    lives: record.lives + sessions,
    faultsHit: { ...record.faultsHit, [told]: (record.faultsHit[told] ?? 0) + (isStruck ? 1 : 0) },
    failures: failure
      ? [...record.failures, { message: `${failure.rule}: ${failure.message.slice(0, 2_000)}`, command }]
      : record.failures,
  };
}
