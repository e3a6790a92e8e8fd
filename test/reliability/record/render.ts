import { tellingCount } from '../sim/kinds.ts';
import type { CheckerMended, Mended, Section } from './section.ts';

/** RELIABILITY.md. Pure. */
export function renderRecord(
  sections: readonly Section[],
  mended: readonly Mended[],
  checkerMended: readonly CheckerMended[],
): string {
  const blocks = [
    '# Reliability record',
    [
      'Made by `npm run reliability` from what the runs below have left in `test/reliability`; a unit test checks that it is.',
      'A kind of fault that never struck makes the script fail, for it has shown nothing; so does a run that was not made. Some kinds are met by one',
      `history in hundreds: of histories that holds from ${tellingCount.toLocaleString('en')} on, and with fewer a 0 stands beside the kind.`,
    ].join('\n'),
    table(
      [
        'What',
        'Runs',
        'Seeds',
        'Kinds of faults',
        'Faults that struck',
        'Failures, mended since',
        'Failures left',
      ],
      sections.map(({ title, runs, seeds, faults, failures, mendedSince }) => [
        ...[`[${title}](#${anchorOf(title)})`, shown(runs), seeds, shown(Object.keys(faults).length)],
        ...[shown(struckIn(faults)), shown(mendedSince), shown(failures.length)],
      ]),
    ),
    sentTwice(sections),
    ...sections.flatMap(renderSection),
    '## Found and mended',
    `${mended.length} failures that these runs have found, each with the commit that mended it.`,
    table(
      ['What was wrong', 'Again by', 'Commit'],
      mended.map(each => [each.what, again(each), `\`${each.commit}\``]),
    ),
    ...(checkerMended.length === 0 ? [] : renderChecker(checkerMended)),
  ];
  return `${blocks.filter(block => block !== '').join('\n\n')}\n`;
}

function renderChecker(checkerMended: readonly CheckerMended[]): readonly string[] {
  return [
    '## Where the checker was wrong',
    `${checkerMended.length} failures in which the engine did nothing amiss, each with the commit that made the checker right. Their histories are played with every run like the others.`,
    table(
      ['Again by', 'Why the engine was right', 'Commit'],
      checkerMended.map(({ corpus, what, command, commit }) => [
        again({
          ...(corpus !== undefined && { corpus: [corpus] }),
          ...(command !== undefined && { command }),
        }),
        what,
        `\`${commit}\``,
      ]),
    ),
  ];
}

function again({ corpus = [], seed, command }: Partial<Mended>): string {
  const [first, ...others] = corpus;
  const more = others.length === 0 ? '' : ` (and ${others.join(', ')})`;
  if (first !== undefined) return `\`npm run test:histories -- --corpus ${first}\`${more}`;
  if (command !== undefined) return `\`${command}\``;
  return seed === undefined ? '' : `seed ${seed}`;
}

function struckIn(faults: Section['faults']): number | string {
  const known = Object.values(faults).filter(hits => hits !== null);
  return known.length === 0 ? 'not known' : known.reduce((sum, hits) => sum + hits, 0);
}

function sentTwice(sections: readonly Section[]): string {
  const counted = sections.flatMap(({ title, sentTwice: bytes }) => (bytes ? [{ title, ...bytes }] : []));
  if (counted.length === 0) return '';
  const rows = counted.map(({ title, sent, twice, allowed }) => [
    ...[title, shown(sent), shown(twice), `${((100 * twice) / Math.max(1, sent)).toFixed(2)} %`],
    shown(allowed),
  ]);
  return `Bytes sent twice:\n\n${table(['What', 'Sent', 'Of these twice', 'Share', 'At most allowed'], rows)}`;
}

function renderSection({ title, about, command, faults, facts, failures }: Section): readonly string[] {
  return [
    `## ${title}`,
    `${about} \`${command}\``,
    table(
      ['Fault', 'Struck'],
      Object.entries(faults).map(([kind, hits]) => [kind, shown(hits ?? 'not known')]),
    ),
    Object.keys(facts).length === 0
      ? ''
      : table(
          ['Figure', ''],
          Object.entries(facts).map(([name, value]) => [name, shown(value)]),
        ),
    failures.length === 0 ? '' : `Failures left:\n\n${failures.map(each => `- ${oneLine(each)}`).join('\n')}`,
  ];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(oneLine).join(' | ')} |`;
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}

const oneLine = (text: string) => text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|').slice(0, 500).trim();

/** Thousands apart by a comma, whatever the machine's language is. */
const shown = (value: string | number) => (typeof value === 'number' ? value.toLocaleString('en-US') : value);

const anchorOf = (title: string) => title.toLowerCase().replaceAll(' ', '-');
