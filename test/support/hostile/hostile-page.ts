import { type HostileTree, isUpToDate, type Listed, listedOf } from './hostile-tree.ts';

/** Stands for the root where a row's list depends on it. */
const anyRoot = '/data/folder';

/** `test/HOSTILE-TREES.md`: the table in words. */
export function hostilePage(trees: Readonly<Record<string, readonly HostileTree[]>>): string {
  const rows = Object.values(trees).flat();
  const intro = [
    '# Hostile trees',
    '',
    `${rows.length} trees that have broken other programs, and what folder sync makes of them. Each is made on a real disk and synced to the local`,
    'bucket by `integration/hostile-trees.test.ts`, which compares every object with the bytes that it should have, and everything that is',
    'listed; checks that no unfinished upload is left, and that one more run asks the server nothing; and, for trees marked with ↻, that a',
    'machine which knows nothing finds all of it in the bucket and sends none of it again.',
    '',
    'Written from the table in `support/hostile/` by `npx vitest run --config test/vitest.config.ts test/unit/hostile-page.test.ts -u`; a',
    'test fails when it is out of date. *Listed* is the most that is listed after any run, *up to date* what is said after each of them.',
  ];
  const sections = Object.entries(trees).flatMap(([title, each]) => [
    '',
    `## ${title}`,
    '',
    ...tableOf(each),
  ]);
  return `${[...intro, ...sections].join('\n')}\n`;
}

function tableOf(trees: readonly HostileTree[]): readonly string[] {
  const head = ['Tree', 'What becomes of it', 'Listed', 'Up to date', 'Tried with'];
  return [
    rowOf(head),
    rowOf(head.map(() => '---')),
    ...trees.map(({ tree, outcome, on = ['oss'], runs, meetsAgain }) =>
      rowOf([
        `${tree}${meetsAgain ? ' ↻' : ''}`,
        outcome,
        listedText(runs.map(run => listedOf(run, anyRoot))),
        runs.map(run => (isUpToDate(run, anyRoot) ? 'yes' : 'no')).join(', '),
        on.map(kind => kind.toUpperCase()).join(', '),
      ]),
    ),
  ];
}

function rowOf(cells: readonly string[]): string {
  return `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

/** Of the run with the longest list: `2 × name.clash (warning)` for each kind; nothing for none. */
function listedText(lists: readonly (readonly Listed[])[]): string {
  const [longest = []] = lists.toSorted((a, b) => b.length - a.length);
  const counts = new Map<string, number>();
  for (const [, code, weight] of longest) {
    const kind = `\`${code}\` (${weight})`;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts].map(([kind, count]) => (count === 1 ? kind : `${count} × ${kind}`)).join(', ');
}
