import { toAppError } from '../base/app-error.ts';
import type { ObjectStore } from '../remote/object-store.ts';

/** Whether the key holds an object; true as well when we are not allowed to look, so that nothing is ever removed. */
export async function existsAlready(store: ObjectStore, key: string, signal: AbortSignal): Promise<boolean> {
  try {
    return (await store.head(key, signal)) !== null;
  } catch (thrown) {
    if (toAppError(thrown).code !== 'remote.denied') throw thrown;
    return true;
  }
}
