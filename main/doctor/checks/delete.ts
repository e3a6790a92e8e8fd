import { AppError, toAppError } from '../../base/app-error.ts';
import type { ObjectInfo } from '../../remote/object-store.ts';
import { type Finding, passed } from '../report.ts';
import type { Visit } from '../visit.ts';

export async function checkDelete(visit: Visit): Promise<Finding> {
  const { store, prefix, notes, signal } = visit;
  const key = `${prefix}put.txt`;
  await store.delete(key, signal);
  if ((await lookFor(visit, key)) !== null) {
    throw new AppError('remote.refused', 'the object is still there after it was deleted', { key });
  }
  notes.keys.delete(key);
  return passed('delete.works');
}

/** Null as well when we are not allowed to look. */
async function lookFor({ store, signal }: Visit, key: string): Promise<ObjectInfo | null> {
  try {
    return await store.head(key, signal);
  } catch (thrown) {
    if (toAppError(thrown).code === 'remote.denied') return null;
    throw thrown;
  }
}
