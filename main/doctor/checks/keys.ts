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
  const name = `key ****${accessKeyId.slice(-4)}`;
  if (securityToken === undefined) return passed(`${name}, permanent, is accepted`);
  if (expiresAtMs === undefined) return passed(`${name}, temporary, is accepted; its end is not known here`);
  const minutes = Math.round((expiresAtMs - clock.now()) / 60_000);
  const says = `${name}, temporary, is accepted for ${minutes} more minute${minutes === 1 ? '' : 's'}`;
  return expiresAtMs - clock.now() < soonMs
    ? warned(`${says}: a long upload needs keys that are renewed by themselves`)
    : passed(says);
}
