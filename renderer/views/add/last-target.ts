import type { TargetView } from '../../../preload/contract/targets.ts';
import type { Dropped } from './dropped.ts';

const name = 'longshore.lastTarget';

/** Where the last uploads went; no secret, and no more than a convenience: what can't be read counts as nothing. */
export function readLastTarget(): TargetView | null {
  try {
    const found = JSON.parse(localStorage.getItem(name) ?? 'null') as Partial<TargetView> | null;
    const { account = null, kind, bucket, prefix = '' } = found ?? {};
    if ((kind !== 'oss' && kind !== 's3') || typeof bucket !== 'string') return null;
    return { account, kind, bucket, prefix };
  } catch {
    return null;
  }
}

/** Where the dialog leads at first. */
export interface FirstTarget {
  /** Undefined where nothing is known. */
  readonly target: TargetView | undefined;
  /** False where the bucket, if any, is known without its account. */
  readonly hasAccount: boolean;
}

/** To where a file was going, with the account of the last uploads where they went to the same bucket; else to where the last uploads went. */
export function firstTarget(before: Dropped['target']): FirstTarget {
  const last = readLastTarget();
  if (before === undefined) return { target: last ?? undefined, hasAccount: last !== null };
  const isSame = last?.kind === before.kind && last.bucket === before.bucket;
  return { target: { account: isSame ? last.account : null, ...before }, hasAccount: isSame };
}

export function keepLastTarget({ account, kind, bucket, prefix }: TargetView): void {
  try {
    localStorage.setItem(name, JSON.stringify({ account, kind, bucket, prefix }));
  } catch {
    // A browser may keep nothing for us.
  }
}
