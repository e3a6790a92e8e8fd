import type { TransferRow } from '../../../preload/contract/transfers.ts';
import { useSay } from '../../text/texts.tsx';

/** Who wants a transfer, in words: its folder, or the way in which somebody asked for it. */
export function useFrom({ folder, source }: TransferRow): string {
  const say = useSay('page-transfers');
  return folder?.name ?? (source === 'file' ? say('byHand') : say(`source.${source}`));
}
