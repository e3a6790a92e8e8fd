import { all, each, type HostileTree } from './hostile-tree.ts';

const nfc = 'caf\u00e9.txt';
const nfd = 'cafe\u0301.txt';
const blanks = ['two\nlines', 'a\tb', 'carriage\rreturn', 'bell\u0007', '\u0001', 'del\u007f'];
const quotes = [`"q"`, `it's`, '`id`', '$(id)', 'a\\b', '<a>', 'a|b', 'a:b', '*', 'a;b', '{a}', '[a]'];
const beyond = [
  '\u{1F600}.txt',
  '\u{1F468}\u200D\u{1F469}\u200D\u{1F467}',
  '\u202Egpj.exe',
  '\u05E9\u05DC\u05D5\u05DD',
  '\uFEFFbom',
  'real-\uFFFD',
  'line\u2028separator',
  '\uFFFF',
  'zero\u200Bwidth',
];
const longest = ['x'.repeat(255), `${'é'.repeat(127)}x`, `${'\u{1F680}'.repeat(63)}abc`];
const dots = [' ', '  ', ' lead', '. .', '...', '..foo', '..  bar', '.hidden', '-'];
const ends = ['dot.', 'space ', 'dir./a', 'dir /a'];
const escapes = [
  '%2e',
  '%2e%2e/a',
  '%2F',
  '%00',
  '%zz',
  'a+b',
  'a b',
  'a?b',
  'a#b',
  'a&b=c',
  'a%20b',
  '?prefix=x&delimiter=%2F',
];
const devices = ['CON', 'aux.txt', 'nul.tar.gz', 'COM1', 'lpt9.log'];
const words = ['--help', '-rf', '__proto__', 'constructor', 'hasOwnProperty', '~', '$HOME', 'null', '0'];
const lines = ['!x', '#x', '[a', 'a\\', '**'];

/** Names, from those that are no text to those that mean something elsewhere. */
export const names: readonly HostileTree[] = [
  {
    tree: 'names that are no UTF-8, of files and of a directory',
    outcome: 'each is listed with its bytes, for no key could hold it; the rest goes up',
    runs: [
      {
        prepare(place) {
          place.write('fine.txt', 'fine');
          place.writeBytes([0x63, 0x61, 0x66, 0xe9]);
          place.writeBytes([0xed, 0xa0, 0x80]);
          place.shell("mkdir $'d\\xff'; echo > $'d\\xff/inside'");
        },
        objects: { 'fine.txt': 'fine' },
        listed: [
          ['\\xed\\xa0\\x80', 'name.not-utf8', 'failed'],
          ['caf\\xe9', 'name.not-utf8', 'failed'],
          ['d\\xff/', 'name.not-utf8', 'failed'],
        ],
      },
      {
        prepare: place => place.shell("rm -r $'caf\\xe9' $'d\\xff' $'\\xed\\xa0\\x80'"),
        objects: { 'fine.txt': 'fine' },
      },
    ],
  },
  {
    tree: 'one name composed (NFC) and decomposed (NFD)',
    outcome: 'two objects, byte for byte; a warning for each, since a Mac would take them for one',
    on: ['oss', 's3'],
    meetsAgain: true,
    runs: [
      {
        prepare: place => place.writeEach([nfc, nfd]),
        objects: each([nfc, nfd]),
        listed: all([nfd, nfc], 'name.clash', 'warning'),
      },
    ],
  },
  {
    tree: 'the same with `--strict-names`',
    outcome: 'both are held back and listed, and go up once the clash is over',
    settings: { holdsBadNames: true },
    runs: [
      {
        prepare: place => place.writeEach([nfc, nfd]),
        objects: {},
        listed: all([nfd, nfc], 'name.clash', 'failed'),
      },
      { prepare: place => place.remove(nfd), objects: each([nfc]) },
    ],
  },
  {
    tree: 'names that differ in case alone, of files and of directories',
    outcome: 'all go up, each with a warning',
    on: ['oss', 's3'],
    meetsAgain: true,
    runs: [
      {
        prepare: place => place.writeEach(['README', 'Readme', 'Docs/a', 'docs/a']),
        objects: each(['README', 'Readme', 'Docs/a', 'docs/a']),
        listed: all(['Docs/', 'README', 'Readme', 'docs/'], 'name.clash', 'warning'),
      },
    ],
  },
  {
    tree: 'a file and a directory that differ in case alone',
    outcome: 'both go up, each with a warning',
    runs: [
      {
        prepare: place => place.writeEach(['a', 'A/x']),
        objects: each(['a', 'A/x']),
        listed: all(['A/', 'a'], 'name.clash', 'warning'),
      },
    ],
  },
  {
    tree: 'line breaks, tabs and other control characters in names',
    outcome: 'keys hold them byte for byte, and listings tell them so; a warning for Windows',
    on: ['oss', 's3'],
    meetsAgain: true,
    runs: [
      {
        prepare: place => place.writeEach(blanks),
        objects: each(blanks),
        listed: all(
          blanks.filter(name => !name.includes('\u007f')),
          'name.reserved',
          'warning',
        ),
      },
    ],
  },
  {
    tree: 'quotes, backslashes, `$(id)`, `<a>`, `|`, `*` and the like in names',
    outcome: 'all go up byte for byte; a warning where Windows has no such character',
    on: ['oss', 's3'],
    meetsAgain: true,
    runs: [
      {
        prepare: place => place.writeEach(quotes),
        objects: each(quotes),
        listed: all(['"q"', '*', '<a>', 'a:b', 'a\\b', 'a|b'], 'name.reserved', 'warning'),
      },
    ],
  },
  {
    tree: 'emoji, right-to-left override, byte order mark, U+FFFD, U+FFFF and line separators in names',
    outcome: 'all go up byte for byte',
    on: ['oss', 's3'],
    meetsAgain: true,
    runs: [{ prepare: place => place.writeEach(beyond), objects: each(beyond) }],
  },
  {
    tree: 'names of 255 bytes, in letters of one, two and four bytes',
    outcome: 'all go up',
    meetsAgain: true,
    runs: [{ prepare: place => place.writeEach(longest), objects: each(longest) }],
  },
  {
    tree: 'names of spaces and dots, `..foo`, `...`',
    outcome: 'all go up; none is taken for the directory above',
    on: ['oss', 's3'],
    meetsAgain: true,
    runs: [
      {
        prepare: place => place.writeEach(dots),
        objects: each(dots),
        listed: all([' ', '  ', '. .', '...'], 'name.reserved', 'warning'),
      },
    ],
  },
  {
    tree: 'files and directories whose names end in a dot or a space',
    outcome: 'all go up, with a warning for Windows; what lies in such a directory needs none of its own',
    meetsAgain: true,
    runs: [
      {
        prepare: place => place.writeEach(ends),
        objects: each(ends),
        listed: all(['dir /', 'dir./', 'dot.', 'space '], 'name.reserved', 'warning'),
      },
    ],
  },
  {
    tree: '`%2e`, `%2F`, `+`, `?`, `#`, `&` in names',
    outcome: 'nothing is decoded: every key is its path',
    on: ['oss', 's3'],
    meetsAgain: true,
    runs: [
      {
        prepare: place => place.writeEach(escapes),
        objects: each(escapes),
        listed: all(['?prefix=x&delimiter=%2F', 'a?b'], 'name.reserved', 'warning'),
      },
    ],
  },
  {
    tree: 'device names of Windows: `CON`, `aux.txt`, `nul.tar.gz`',
    outcome: 'all go up, each with a warning',
    runs: [
      {
        prepare: place => place.writeEach(devices),
        objects: each(devices),
        listed: all(devices, 'name.reserved', 'warning'),
      },
    ],
  },
  {
    tree: 'device names with `--strict-names`, of a file, of a directory and of an empty one',
    outcome: 'held back and listed, with all that lies below them; the rest goes up',
    settings: { holdsBadNames: true, keepsEmptyDirectories: true },
    runs: [
      {
        prepare(place) {
          place.writeEach(['con.txt', 'aux/deep/a', 'fine/a']);
          place.makeDirectory('nul');
          place.makeDirectory('aux/empty');
        },
        objects: each(['fine/a']),
        listed: all(['aux/', 'con.txt', 'nul/'], 'name.reserved', 'failed'),
      },
    ],
  },
  {
    tree: 'names that mean something to shells and programs: `-rf`, `__proto__`, `$HOME`',
    outcome: 'all go up and mean nothing',
    meetsAgain: true,
    runs: [{ prepare: place => place.writeEach(words), objects: each(words) }],
  },
  {
    tree: 'names that look like ignore rules: `!x`, `#x`, `[a`, `**`',
    outcome: 'they are names; a rule hits only what it means',
    settings: { ignore: ['\\!x'] },
    runs: [
      {
        prepare: place => place.writeEach(lines),
        objects: each(lines.filter(name => name !== '!x')),
        listed: all(['**', 'a\\'], 'name.reserved', 'warning'),
      },
    ],
  },
  {
    tree: 'a directory named like our trash, and our marker file',
    outcome: 'our own names are left out, whoever made them; `--explain-ignore` says so',
    runs: [
      {
        prepare: place => place.writeEach(['.longshore-trash/x', '.longshore-folder', 'a/.longshore-x', 'b']),
        objects: each(['b']),
      },
    ],
  },
  {
    tree: 'a directory where another trash prefix lies, full and empty',
    outcome: 'listed: what lies there could be cleared away as if it were deleted',
    settings: {
      keepsEmptyDirectories: true,
      deletes: { maxFiles: 100, maxPercent: 10, delayMs: 0, trash: 'bin/' },
    },
    runs: [
      {
        prepare(place) {
          place.writeEach(['bin/x', 'bin2/x', 'binary']);
          place.makeDirectory('bin/empty');
        },
        objects: each(['bin2/x', 'binary']),
        listed: all(['bin/empty/', 'bin/x'], 'key.in-trash', 'failed'),
      },
    ],
  },
  {
    tree: 'names like those that conflicts get',
    outcome: 'they are names like any other',
    runs: [
      {
        prepare: place => place.writeEach(['a.txt', 'a.conflict-host-2026-01-05-091200.txt']),
        objects: each(['a.txt', 'a.conflict-host-2026-01-05-091200.txt']),
      },
    ],
  },
  {
    tree: 'hostile names that are deleted again in mirror mode',
    outcome: 'each goes to the trash byte for byte',
    settings: {
      mode: 'mirror',
      deletes: { maxFiles: 100, maxPercent: 100, delayMs: 0, trash: '.longshore-trash/' },
    },
    runs: [
      {
        prepare: place => place.writeEach([...blanks, 'a+b%2e', '..foo', 'stays']),
        objects: each([...blanks, 'a+b%2e', '..foo', 'stays']),
        listed: all(
          blanks.filter(name => !name.includes('\u007f')),
          'name.reserved',
          'warning',
        ),
      },
      {
        prepare(place) {
          for (const name of [...blanks, 'a+b%2e', '..foo']) place.remove(name);
        },
        objects: {
          stays: 'stays',
          ...Object.fromEntries(
            [...blanks, 'a+b%2e', '..foo'].map(name => [`.longshore-trash/${name}`, name]),
          ),
        },
      },
    ],
  },
];
