import { AppError } from '../base/app-error.ts';
import { problem } from '../base/said.ts';
import type { StoreKind } from '../model/target.ts';
import { isProfileName } from './profile.ts';

/** What a TARGET says. */
export interface TargetText {
  /** Whose account: that of a profile, or the usual one for a kind of store. */
  readonly account: { readonly profile: string } | { readonly kind: StoreKind };
  readonly bucket: string;
  /** Character for character as typed; may be empty. */
  readonly key: string;
}

/** Of OSS and S3 alike. Whatever else a name may not be, the server says. */
const shortestName = 3;

/** Reads `oss://bucket/key`, `s3://bucket/key` or `account:bucket/key`; anything else is `usage`. */
export function parseTarget(text: string): TargetText {
  const found = /^(?:(oss|s3):\/\/|([^:/]+):(?!\/))([A-Za-z0-9][A-Za-z0-9._-]*)(?:\/(.*))?$/s.exec(text);
  const [, kind, profile, bucket, key = ''] = found ?? [];
  if (bucket !== undefined && bucket.length < shortestName) {
    throw new AppError('usage', 'too short for a bucket', {
      ...problem('target.shortBucket', { bucket, shortest: shortestName }),
      target: text,
    });
  }
  if (bucket !== undefined && kind !== undefined)
    return { account: { kind: kind as StoreKind }, bucket, key };
  if (bucket !== undefined && profile !== undefined && isProfileName(profile)) {
    return { account: { profile }, bucket, key };
  }
  const expected = 'oss://bucket/key, s3://bucket/key or account:bucket/key';
  throw new AppError('usage', `${text} is not a target; expected ${expected}`, {
    ...problem('target.invalid', { target: text }),
    expected,
  });
}
