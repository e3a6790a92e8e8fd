import type { HostileTree } from './hostile-tree.ts';
import { links } from './links.ts';
import { names } from './names.ts';
import { places } from './places.ts';
import { races } from './races.ts';
import { special } from './special.ts';
import { times } from './times.ts';

/** The table, by what is hostile. */
export const hostileTrees: Readonly<Record<string, readonly HostileTree[]>> = {
  Names: names,
  'Paths and keys': places,
  Links: links,
  'No ordinary files': special,
  'Changes that are hard to see': times,
  Races: races,
};
