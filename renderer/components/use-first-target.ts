import type { TargetView } from '../../preload/contract/targets.ts';
import { useRequest } from '../client/requests.ts';
import { readLastTarget } from '../views/add/last-target.ts';

/**
 * Where a form begins: where the last uploads went, else an account that is saved, which is likelier meant than one of the environment. Null while
 * that is not known.
 */
export function useFirstTarget(): TargetView | null {
  const { data: accounts, error } = useRequest('listAccounts', {}, 'accounts');
  const last = readLastTarget();
  if (last !== null) return last;
  if (accounts === undefined && error === null) return null;
  const first = accounts?.find(({ isDefault }) => isDefault) ?? accounts?.[0];
  return { account: first?.name ?? null, kind: first?.kind ?? 'oss', bucket: '', prefix: '' };
}
