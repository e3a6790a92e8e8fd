import { createAccountContext } from '../account/account-context.ts';
import { type AccessFlags, type ResolvedTarget, resolveTarget } from '../account/resolve-access.ts';
import type { Facts } from '../base/app-error.ts';
import type { BucketAccess } from '../model/access.ts';
import type { ConnectionOptions } from './options.ts';
import type { Surroundings } from './surroundings.ts';

/** A TARGET of the command line: the bucket, how to get in, and the key or prefix in it. */
export function openTarget(
  text: string,
  options: ConnectionOptions,
  { clock }: Surroundings,
): Promise<ResolvedTarget> {
  const { endpoint, region, pathStyle, sign, checksum } = options;
  const flags: AccessFlags = {
    ...(endpoint !== undefined && { endpoint }),
    ...(region !== undefined && { region }),
    ...(pathStyle !== undefined && { pathStyle }),
    ...(sign !== undefined && { sign }),
    ...(checksum !== undefined && { checksum }),
  };
  return resolveTarget(text, flags, createAccountContext(clock));
}

/** Which key is in use, for a sentence about refused keys; the sentence masks it. Empty when there is none. */
export async function keyFacts({ credentials }: BucketAccess): Promise<Facts> {
  try {
    return { accessKeyId: (await credentials.current()).accessKeyId };
  } catch {
    return {};
  }
}
