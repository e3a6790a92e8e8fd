import type { TargetView } from '../../../preload/contract/targets.ts';

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

export function keepLastTarget({ account, kind, bucket, prefix }: TargetView): void {
  try {
    localStorage.setItem(name, JSON.stringify({ account, kind, bucket, prefix }));
  } catch {
    // A browser may keep nothing for us.
  }
}
