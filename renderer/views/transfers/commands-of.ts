import type {
  TransferCommand,
  TransferRow,
  TransferStateName,
  TransferTrait,
} from '../../../preload/contract/transfers.ts';

const active: ReadonlySet<TransferStateName> = new Set(['starting', 'sending', 'finishing', 'checking']);

export function isActive(state: TransferStateName): boolean {
  return active.has(state);
}

/** Nothing more becomes of it by itself. */
export function hasEndedBadly(state: TransferStateName): boolean {
  return state === 'failed' || state === 'blocked';
}

export function traitOf({ state, source, folder }: TransferRow): TransferTrait {
  return { state, source, isOfFolder: folder !== null };
}

/** What the engine can do with a transfer, in the order of a menu. A folder decides about its own files. Pure. */
export function commandsOf({ state, source, isOfFolder }: TransferTrait): readonly TransferCommand[] {
  if (isOfFolder) return hasEndedBadly(state) ? ['retry'] : [];
  if (state === 'done' || state === 'cancelled') return ['forget'];
  // Bytes of a page come when it sends them, and only once.
  if (source === 'page')
    return hasEndedBadly(state) ? ['cancel'] : [state === 'paused' ? 'resume' : 'pause', 'cancel'];
  if (state === 'paused') return ['resume', 'sendNext', 'cancel'];
  if (hasEndedBadly(state)) return ['retry', 'cancel'];
  return state === 'waiting' ? ['sendNext', 'pause', 'cancel'] : ['pause', 'cancel'];
}

/** What can be done with one at least of many. Pure. */
export function commandsOfAny(traits: readonly TransferTrait[]): ReadonlySet<TransferCommand> {
  return new Set(traits.flatMap(commandsOf));
}
