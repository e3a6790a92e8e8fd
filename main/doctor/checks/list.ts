import { type Finding, passed } from '../report.ts';
import type { Visit } from '../visit.ts';

export async function checkList({ store, prefix, signal }: Visit): Promise<Finding> {
  await store.list({ prefix, maxKeys: 1 }, signal);
  return passed('list.works');
}
