import { toAppError } from '../base/app-error.ts';
import type { Checksum } from '../model/checksum.ts';
import type { StoredObject } from '../remote/object-store.ts';
import { isAnswerLost } from './complete-upload.ts';
import { pauseBefore } from './pause-before.ts';
import { type Ending, findObject } from './prove-stored.ts';

/**
 * A PUT under a condition is repeated only after the store has said that the first one left nothing. `isRepeat` tells
 * that an object which is in the way may be ours, from an earlier run.
 */
export async function putOnce(
  ending: Ending,
  isRepeat: boolean,
  put: () => Promise<StoredObject>,
  ours: () => Promise<Checksum>,
): Promise<StoredObject> {
  const { clock, attempts, signal } = ending;
  let mayBeOurs = isRepeat;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await put();
    } catch (thrown) {
      const { code } = toAppError(thrown);
      const isTaken = code === 'object.exists' || code === 'object.changed';
      if (signal.aborted || !(isTaken ? mayBeOurs : isAnswerLost(thrown))) throw thrown;
      mayBeOurs = true;
      const found = await findObject(ending, await ours());
      if (found) return found;
      if (isTaken || attempt >= attempts) throw thrown;
      await pauseBefore(attempt, clock, signal);
    }
  }
}
