import { placeNames } from '../sim/deaths/points.ts';
import { allKinds } from '../sim/kinds.ts';

const ithKinds = [
  'database: SQLITE_BUSY',
  'database: SQLITE_FULL',
  'database: SQLITE_IOERR_WRITE',
  'database: SQLITE_CORRUPT',
  'request: reset before the body',
  'request: reset in the body',
  'request: reset after the body',
  'request: lost answer',
  'request: truncated answer',
  'request: wrong checksum',
  'request: web page instead of an answer',
  'request: 500 InternalError',
  'request: 503 ServiceUnavailable',
  'request: 400 InvalidArgument',
  'request: 403 AccessDenied',
  'request: 404 NoSuchBucket',
  'request: 404 NoSuchUpload',
  'request: 409 OperationAborted',
  'file: EIO',
  'file: ENOSPC',
  'file: EACCES',
  'file: ENOENT',
  'file: EMFILE',
] as const;

/**
 * Every run that the record speaks of, and every kind of fault that has to strike in it: what a run drops, or never was made, is missed all the
 * same.
 */
export const expectedKinds = {
  Histories: allKinds(),
  Deaths: Object.values(placeNames).map(({ told }) => told),
  'Fail the i-th': ithKinds,
  'Fail the i-th on S3': ithKinds,
  Fuzz: [
    'XML answers',
    'HTTP answers',
    'config.toml and secrets.toml',
    'settings of other tools',
    'the database file',
    'requests of the contract',
    'WebSocket of the page',
    'ignore patterns',
    'callback templates',
    'requests to the local bucket',
  ],
  Kills: ['engineKilled', 'bucketKilled', 'atTime', 'beforeRequest', 'inBody', 'answerLost', 'afterAnswer'],
  'Power cuts': [
    'engineKilled',
    'bucketKilled',
    'atTime',
    'beforeRequest',
    'inBody',
    'answerLost',
    'afterAnswer',
    'nothingLost',
    'lostTail',
    'tornSectors',
    'tornCheckpoint',
  ],
  Endurance: [
    'tokenRenewed',
    'logRotated',
    'rescanned',
    'rateChanged',
    'clockChanged',
    'bucketAway',
    'staleAlarm',
  ],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type SectionTitle = keyof typeof expectedKinds;

/** How often each kind struck: those that are expected, 0 where nothing is told of them, and whatever else is told. */
export function withExpected(
  title: SectionTitle,
  told: Readonly<Record<string, number | null>>,
): Readonly<Record<string, number | null>> {
  return { ...Object.fromEntries(expectedKinds[title].map(kind => [kind, 0])), ...told };
}
