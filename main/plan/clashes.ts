import { type ProblemFacts, problem } from '../base/said.ts';

/** Two or more names of one directory that some systems can't tell apart. */
export interface Clash {
  readonly name: string;
  /** Another one of them. */
  readonly other: string;
  /** What alone differs, as facts of an error. */
  readonly difference: ProblemFacts;
}

/**
 * Names that file systems without regard for case or Unicode form take for one. Each name of a group is told, with the first
 * other one. Names count as equal when they are after NFC and lower case, `ς` being `σ`; finer rules of single systems, such
 * as `ß` for `ss`, are not followed. Pure.
 */
export function findClashes(names: Iterable<string>): Clash[] {
  const groups = new Map<string, string[]>();
  for (const name of names) {
    const folded = fold(name);
    const group = groups.get(folded);
    if (group === undefined) groups.set(folded, [name]);
    else if (!group.includes(name)) group.push(name);
  }
  return [...groups.values()].flatMap(group =>
    group.length === 1 ? [] : group.map(name => clashOf(name, group)),
  );
}

function clashOf(name: string, group: readonly string[]): Clash {
  const other = group.find(each => each !== name) ?? name;
  return { name, other, difference: differenceOf(name, other) };
}

function differenceOf(a: string, b: string): ProblemFacts {
  if (a.normalize('NFC') === b.normalize('NFC')) return problem('clash.form');
  return caseless(a) === caseless(b) ? problem('clash.case') : problem('clash.caseAndForm');
}

function fold(name: string): string {
  return caseless(name.normalize('NFC')).normalize('NFC');
}

function caseless(name: string): string {
  return name.toLowerCase().replaceAll('ς', 'σ');
}
