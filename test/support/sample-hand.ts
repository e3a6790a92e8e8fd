import type { HandWish } from '../../main/model/hand.ts';
import type { NewHand } from '../../main/store/hand-log.ts';
import { sampleTransfer } from './sample-transfer.ts';

/** What goes to the usual account, without any wish of its own. */
export const usualWish: HandWish = {
  account: { profile: null, signing: 'v4', checksum: 'crc32' },
  ...{ partSize: null, isSimple: false, url: null },
};

/** A file that is asked for by hand, under its name. */
export function sampleHand(name: string, size = 1_000): NewHand {
  const { source, target, options } = sampleTransfer(`/photos/${name}`, name);
  return { origin: 'file', source: { ...source, size, length: size }, target, options, wish: usualWish };
}
