import type { Problem } from '../model/problem.ts';
import type { Look } from '../watch/walk.ts';

/** Finds out whether a problem still holds: by the name that is listed, or as a whole where that is the root, which no directory names. Pure. */
export function lookFor({ path: listed }: Pick<Problem, 'path'>): Look {
  const path = listed.replace(/\/$/, '');
  const isDeep = listed.endsWith('/');
  if (path === '') return { directory: '', names: null, isDeep };
  const cut = path.lastIndexOf('/');
  return { directory: path.slice(0, Math.max(0, cut)), names: [path.slice(cut + 1)], isDeep };
}
