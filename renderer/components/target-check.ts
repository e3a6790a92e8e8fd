import type { TargetView } from '../../preload/contract/targets.ts';
import type { PageSaid } from '../text/said.ts';

export type TargetErrors = Readonly<Partial<Record<'bucket' | 'prefix', PageSaid<'page-accounts'>>>>;

/** What can't be right about a target, by field; empty when it can be asked for. Pure. */
export function targetErrors({ bucket, prefix }: TargetView): TargetErrors {
  const errors: Partial<Record<'bucket' | 'prefix', PageSaid<'page-accounts'>>> = {};
  if (bucket === '') errors.bucket = { key: 'wrong.needed', facts: {} };
  else if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket))
    errors.bucket = { key: 'wrong.bucket', facts: {} };
  if (prefix.startsWith('/') || prefix.includes('//')) errors.prefix = { key: 'wrong.prefix', facts: {} };
  return errors;
}

/** As it is sent: a prefix ends in a slash, and blanks that came with pasting are gone. Pure. */
export function tidyTarget(target: TargetView): TargetView {
  const prefix = target.prefix.trim();
  return {
    ...target,
    bucket: target.bucket.trim(),
    prefix: prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`,
  };
}

/** `work:bucket/prefix/`, or `oss://bucket/prefix/` for a usual account. Pure. */
export function targetAddress({ account, kind, bucket, prefix }: TargetView): string {
  return `${account === null ? `${kind}://` : `${account}:`}${bucket}/${prefix}`;
}
