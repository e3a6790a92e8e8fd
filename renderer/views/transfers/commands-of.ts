import type { TransferCommand, TransferRow, TransferStateName } from '../../../preload/contract/transfers.ts';

const active: ReadonlySet<TransferStateName> = new Set(['starting', 'sending', 'finishing', 'checking']);

export function isActive(state: TransferStateName): boolean {
  return active.has(state);
}

/** What can be done with a transfer, in the order of a menu. A folder decides about its own files. Pure. */
export function commandsOf({
  state,
  folder,
  source,
}: Pick<TransferRow, 'state' | 'folder' | 'source'>): readonly TransferCommand[] {
  if (folder !== null) return state === 'failed' ? ['retry'] : [];
  if (state === 'done' || state === 'cancelled') return ['forget'];
  if (source === 'page') return ['cancel'];
  if (state === 'paused') return ['resume', 'sendNext', 'cancel'];
  if (state === 'failed' || state === 'blocked') return ['retry', 'cancel'];
  return state === 'waiting' ? ['sendNext', 'pause', 'cancel'] : ['pause', 'cancel'];
}
