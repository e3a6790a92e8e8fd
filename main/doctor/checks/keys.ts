import { toAppError } from '../../base/app-error.ts';
import { type Finding, passed, warned } from '../report.ts';
import type { Visit } from '../visit.ts';

const soonMs = 60 * 60_000;

/** Whether the server accepts who we say we are. That it forbids something is another matter. */
export async function checkKeys(visit: Visit): Promise<Finding> {
  const { access, store, prefix, clock, notes, signal } = visit;
  const { accessKeyId, securityToken, expiresAtMs } = await access.credentials.current(signal);
  try {
    await store.list({ prefix, maxKeys: 1 }, signal);
  } catch (thrown) {
    signal.throwIfAborted();
    const { code } = toAppError(thrown);
    const isAboutBucket = ['remote.denied', 'bucket.missing', 'remote.wrong-endpoint', 'account.invalid'];
    if (!isAboutBucket.includes(code)) throw thrown;
    notes.firstFailure = thrown;
  }
  const keyId = accessKeyId;
  if (securityToken === undefined) return passed('keys.permanent', { keyId });
  if (expiresAtMs === undefined) return passed('keys.temporary', { keyId });
  const minutes = Math.round((expiresAtMs - clock.now()) / 60_000);
  const facts = { keyId, count: minutes };
  return expiresAtMs - clock.now() < soonMs
    ? warned('keys.endsSoon', facts)
    : passed('keys.temporaryFor', facts);
}
