import { AppError } from '../base/app-error.ts';
import type { Clock } from '../base/clock.ts';
import { problem } from '../base/said.ts';
import type { BucketAccess } from '../model/access.ts';
import type { Checksum } from '../model/checksum.ts';
import { digestOf } from '../model/digest.ts';
import { checkKey } from '../model/object-key.ts';
import type { Proof } from '../model/proof.ts';
import type { ObjectOptions } from '../model/target.ts';
import { checkOptions } from '../remote/check-options.ts';
import { isConditional } from '../remote/conditions.ts';
import { createMemoryBody } from '../remote/memory-body.ts';
import type { ObjectStore } from '../remote/object-store.ts';
import { type Ending, proveStored } from './prove-stored.ts';
import { putOnce } from './put-once.ts';

export interface MarkerWish {
  readonly access: BucketAccess;
  /** Ends in `/`. */
  readonly key: string;
  readonly options: ObjectOptions;
}

export interface MarkerTools {
  readonly open: (access: BucketAccess) => ObjectStore;
  readonly clock: Clock;
  /** How often a lost answer is asked for. */
  readonly attempts: number;
}

/** Stores the empty object that stands for an empty directory, and proves it. Throws `key.invalid` for a key of something else. */
export async function putMarker(wish: MarkerWish, tools: MarkerTools, signal: AbortSignal): Promise<Proof> {
  const { access, key, options } = wish;
  const { kind } = access.address;
  checkKey(kind, key);
  if (!key.endsWith('/')) {
    const facts = { ...problem('key.directory'), key };
    throw new AppError('key.invalid', 'the key of a directory ends in a slash', facts);
  }
  checkOptions(kind, options);
  const store = tools.open(access);
  const ending: Ending = { ...tools, store, key, size: 0, signal };
  const empty = new Uint8Array();
  const body = createMemoryBody(empty);
  const put = () => store.put(key, body, options, signal);
  const checksumIn = async (algorithm: Checksum['algorithm']): Promise<Checksum> => ({
    algorithm,
    value: await digestOf(algorithm, empty),
  });
  const stored = isConditional(options)
    ? await putOnce(ending, false, put, () => checksumIn(store.algorithm))
    : await put();
  const ours = await checksumIn(stored.checksum?.algorithm ?? 'md5');
  return proveStored(ending, ours, stored, true);
}
