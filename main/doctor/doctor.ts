import { randomBytes } from 'node:crypto';
import { AppError, toAppError, toErrorRecord } from '../base/app-error.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { BucketAccess } from '../model/access.ts';
import { createClockOffset } from '../remote/clock-offset.ts';
import type { ObjectStore } from '../remote/object-store.ts';
import { openStore } from '../remote/open-store.ts';
import type { NetworkSetup } from '../remote/store-setup.ts';
import { withLog } from '../remote/with-log.ts';
import { withRetry } from '../remote/with-retry.ts';
import { checkAbort } from './checks/abort.ts';
import { checkAppend } from './checks/append.ts';
import { checkBegin } from './checks/begin.ts';
import { checkBucket } from './checks/bucket.ts';
import { checkChecksums } from './checks/checksums.ts';
import { checkClock } from './checks/clock.ts';
import { checkComplete } from './checks/complete.ts';
import { checkConnection } from './checks/connection.ts';
import { checkDelete } from './checks/delete.ts';
import { checkGet } from './checks/get.ts';
import { checkKeys } from './checks/keys.ts';
import { checkList } from './checks/list.ts';
import { checkListParts } from './checks/list-parts.ts';
import { checkListUploads } from './checks/list-uploads.ts';
import { checkNames } from './checks/names.ts';
import { checkPart } from './checks/part.ts';
import { checkPartSize } from './checks/part-size.ts';
import { checkProxy } from './checks/proxy.ts';
import { checkPut } from './checks/put.ts';
import { checkRate } from './checks/rate.ts';
import { cleanUp } from './cleanup.ts';
import type { ProxyEnvironment } from './proxy-route.ts';
import {
  type CheckId,
  type CheckResult,
  type Finding,
  missingRights,
  passed,
  type Report,
  skipped,
  warned,
} from './report.ts';
import type { Right } from './rights.ts';
import { createNotes, type Notes, type Visit } from './visit.ts';

export interface DoctorSetup {
  readonly access: BucketAccess;
  /** The test makes a folder of its own below it; empty for the top of the bucket. */
  readonly key: string;
  readonly network: NetworkSetup;
  readonly proxies: ProxyEnvironment;
  readonly clock: Clock;
  readonly log: Log;
  /** A check is over. */
  readonly onResult: (result: CheckResult) => void;
}

interface Check {
  readonly id: CheckId;
  /** Checks that have to have gone well before; otherwise this one would only repeat their failure. */
  readonly needs: readonly CheckId[];
  /** What a refusal of permission means here. */
  readonly right?: Right;
  readonly run: (visit: Visit) => Promise<Finding>;
}

/** In the order of `checkIds`; cleaning up is the end of every test and no check that others could need. */
const checks: readonly Check[] = [
  { id: 'names', needs: [], run: checkNames },
  { id: 'proxy', needs: [], run: checkProxy },
  { id: 'connection', needs: ['names', 'proxy'], run: checkConnection },
  { id: 'keys', needs: ['connection'], run: checkKeys },
  { id: 'bucket', needs: ['keys'], run: checkBucket },
  { id: 'clock', needs: ['connection'], run: checkClock },
  { id: 'list', needs: ['bucket'], right: 'list', run: checkList },
  { id: 'put', needs: ['bucket'], right: 'put', run: checkPut },
  { id: 'get', needs: ['put'], right: 'get', run: checkGet },
  { id: 'begin', needs: ['bucket'], right: 'put', run: checkBegin },
  { id: 'part', needs: ['begin'], right: 'put', run: checkPart },
  { id: 'listParts', needs: ['part'], right: 'listParts', run: checkListParts },
  { id: 'listUploads', needs: ['begin'], right: 'listUploads', run: checkListUploads },
  { id: 'complete', needs: ['part'], right: 'put', run: checkComplete },
  { id: 'abort', needs: ['part'], right: 'abort', run: checkAbort },
  { id: 'append', needs: ['put'], right: 'append', run: checkAppend },
  { id: 'checksums', needs: ['put', 'complete'], right: 'put', run: checkChecksums },
  { id: 'partSize', needs: ['complete'], right: 'put', run: checkPartSize },
  { id: 'delete', needs: ['put'], right: 'delete', run: checkDelete },
  { id: 'rate', needs: ['put', 'delete'], right: 'put', run: checkRate },
];

/** Longer than any check takes on a line that is of use. */
const checkMs = 60_000;
/** Removing a handful of small objects, also after Ctrl-C. */
const cleanupMs = 30_000;
const attempts = 3;

/**
 * Tests everything that uploads to one bucket need, in a folder of its own that is removed at the end, whatever
 * happened. Resolves with the report, also when the signal fires: what was not checked by then is skipped.
 */
export async function runDoctor(setup: DoctorSetup, signal: AbortSignal): Promise<Report> {
  const { access, key, network, proxies, clock, onResult } = setup;
  const prefix = `${folderOf(key)}.longshore-doctor-${randomBytes(6).toString('hex')}/`;
  const notes = createNotes();
  const storeWith = (checksum: BucketAccess['checksum']) => openBucket(setup, { ...access, checksum }, notes);
  const store = storeWith(access.checksum);
  const base: Omit<Visit, 'signal'> = { access, network, proxies, clock, prefix, store, storeWith, notes };

  const results: CheckResult[] = [];
  const conclude = (result: CheckResult) => {
    results.push(result);
    onResult(result);
  };
  for (const check of checks) {
    const startedMs = clock.monotonic();
    const finding = signal.aborted
      ? skipped('skipped.stopped')
      : (obstacle(check, results) ?? (await runCheck(check, base, signal)));
    const isRefused = finding.became === 'failed' && finding.error.code === 'remote.denied';
    const missing = isRefused ? (check.right ?? null) : null;
    conclude({ id: check.id, finding, tookMs: Math.round(clock.monotonic() - startedMs), missing });
  }

  const startedMs = clock.monotonic();
  const { left, failure } = hasWritten(results)
    ? await withDeadline(clock, cleanupMs, never, limited => cleanUp(store, prefix, notes, limited))
    : { left: { keys: [], uploads: [] }, failure: null };
  const finding = concludeCleanup(left.keys.length + left.uploads.length, failure, notes);
  conclude({ id: 'cleanup', finding, tookMs: Math.round(clock.monotonic() - startedMs), missing: null });
  return { results, prefix, left, missing: missingRights(results) };
}

/** What the user asks about: everything below TARGET. */
export function folderOf(key: string): string {
  return key === '' || key.endsWith('/') ? key : `${key}/`;
}

const never: AbortSignal = new AbortController().signal;

function openBucket({ network, clock, log }: DoctorSetup, access: BucketAccess, notes: Notes): ObjectStore {
  const { credentials, ...plain } = access;
  const remote = openStore(
    { ...plain, network, clockOffset: createClockOffset() },
    { credentials, onNotice: notice => void notes.notices.push(notice), now: clock.now },
  );
  return withRetry(withLog(remote, log, clock), { clock, random: Math.random, attempts, credentials });
}

/** What an earlier check has found to be in the way; the first cause counts, not what followed from it. */
function obstacle({ needs }: Check, results: readonly CheckResult[]): Finding | null {
  for (const need of needs) {
    const found = results.find(({ id }) => id === need)?.finding;
    if (found?.became === 'failed') return skipped('skipped.needs', { check: need });
    if (found?.became === 'skipped') return found;
  }
  return null;
}

async function runCheck(check: Check, base: Omit<Visit, 'signal'>, outer: AbortSignal): Promise<Finding> {
  try {
    return await withDeadline(base.clock, checkMs, outer, signal => check.run({ ...base, signal }));
  } catch (thrown) {
    if (outer.aborted) return skipped('skipped.stopped');
    return { became: 'failed', error: toErrorRecord(thrown) };
  }
}

/** Throws `net.timeout` when the task does not end in time. */
async function withDeadline<T>(
  clock: Clock,
  ms: number,
  outer: AbortSignal,
  task: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const late = new AbortController();
  const timer = clock.after(ms, () =>
    late.abort(new AppError('net.timeout', 'the check took too long', { waitedMs: ms })),
  );
  try {
    return await task(AbortSignal.any([outer, late.signal]));
  } finally {
    timer.stop();
  }
}

/** An answer that was lost may stand for an object or an upload, so a failed try counts as well. */
function hasWritten(results: readonly CheckResult[]): boolean {
  return results.some(({ id, finding }) => (id === 'put' || id === 'begin') && finding.became !== 'skipped');
}

function concludeCleanup(leftCount: number, failure: unknown, notes: Notes): Finding {
  if (leftCount > 0) return { became: 'failed', error: toErrorRecord(toAppError(failure)) };
  if (notes.keys.size + notes.uploads.size === 0) return passed('cleanup.nothing');
  return notes.keepsVersions ? warned('cleanup.versions') : passed('cleanup.removed');
}
