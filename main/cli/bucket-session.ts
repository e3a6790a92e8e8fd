import type { Engine } from '../engine.ts';
import type { BucketAccess } from '../model/access.ts';
import type { ObjectStore } from '../remote/object-store.ts';
import type { ConnectionOptions } from './options.ts';
import { placeError } from './placed-error.ts';
import { showTarget } from './proof-text.ts';
import { openSession } from './session.ts';
import type { Surroundings } from './surroundings.ts';
import { keyFacts, openTarget } from './target.ts';

/**
 * Opens the bucket of a TARGET for one task and closes everything after it. The signal given to the task fires when the
 * user asks to stop and when nobody reads the output any more. Errors leave with what is known about the target.
 */
export async function withBucket<T>(
  target: string,
  options: ConnectionOptions,
  here: Surroundings,
  task: (
    store: ObjectStore,
    key: string,
    signal: AbortSignal,
    engine: Engine,
    access: BucketAccess,
  ) => Promise<T>,
): Promise<T> {
  const { access, key } = await openTarget(target, options, here);
  const session = await openSession(options, here);
  try {
    const signal = AbortSignal.any([here.signal, here.terminal.gone]);
    return await task(session.engine.open(access), key, signal, session.engine, access);
  } catch (thrown) {
    const { bucket, endpoint, region } = access.address;
    const place = { bucket, endpoint, region, key, target: showTarget(access.address, key) };
    throw placeError(thrown, { ...place, ...(await keyFacts(access)) });
  } finally {
    await session.close();
  }
}
