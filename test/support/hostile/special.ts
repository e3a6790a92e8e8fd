import { createServer } from 'node:net';
import { all, each, type HostileTree } from './hostile-tree.ts';

const crowd = Array.from({ length: 5_000 }, (_, at) => `crowd/${at}${at % 20 === 0 ? '' : '.log'}`);
const readable = {
  ...each(['closed.txt', 'closed/a', 'listed/a', 'rules/a', 'fine']),
  'rules/.longshoreignore': '',
};
const sparseBytes = 64 * 1024 * 1024;

/** Everything that is no ordinary file with something in it. */
export const special: readonly HostileTree[] = [
  {
    tree: 'a pipe and a socket',
    outcome: 'listed as skipped; nothing waits for them',
    runs: [
      {
        async prepare(place) {
          place.writeEach(['x']);
          place.shell('mkfifo pipe');
          const server = createServer();
          await new Promise<void>(resolve => server.listen(place.at('socket'), resolve));
          place.atEnd(() => void server.close());
        },
        objects: each(['x']),
        listed: all(['pipe', 'socket'], 'file.special', 'skipped'),
      },
    ],
  },
  {
    tree: 'empty directories, one inside of another',
    outcome: 'no object: a bucket has no directories',
    runs: [
      {
        prepare(place) {
          place.makeDirectory('empty');
          place.makeDirectory('outer/inner');
        },
        objects: {},
      },
    ],
  },
  {
    tree: 'the same with `--empty-dirs`, and a directory with ignored files alone',
    outcome: 'an empty object for each that holds nothing to send; its key ends in `/`',
    on: ['oss', 's3'],
    settings: { keepsEmptyDirectories: true, ignore: ['*.log'] },
    meetsAgain: true,
    runs: [
      {
        prepare(place) {
          place.makeDirectory('empty');
          place.makeDirectory('outer/inner');
          place.writeEach(['logs/a.log', 'full/a']);
        },
        objects: { 'empty/': '', 'outer/inner/': '', 'logs/': '', ...each(['full/a']) },
      },
    ],
  },
  {
    tree: 'an empty directory that goes, and one that gets a file, in mirror mode',
    outcome: 'the object of the first goes to the trash; that of the second stays',
    settings: {
      keepsEmptyDirectories: true,
      mode: 'mirror',
      deletes: { maxFiles: 100, maxPercent: 100, delayMs: 0, trash: '.longshore-trash/' },
    },
    runs: [
      {
        prepare(place) {
          place.makeDirectory('goes');
          place.makeDirectory('fills');
          place.writeEach(['a']);
        },
        objects: { 'goes/': '', 'fills/': '', ...each(['a']) },
      },
      {
        prepare(place) {
          place.remove('goes');
          place.writeEach(['fills/x']);
        },
        objects: { '.longshore-trash/goes/': '', 'fills/': '', ...each(['a', 'fills/x']) },
      },
    ],
  },
  {
    tree: 'an empty file, and a sparse one of 64 MiB without a byte in it',
    outcome: 'both go up in their whole length',
    runs: [
      {
        prepare: place => place.shell(`> empty; truncate -s ${sparseBytes} sparse`),
        objects: { empty: '', sparse: Buffer.alloc(sparseBytes) },
      },
    ],
  },
  {
    tree: 'a file, an ignore file and directories that may not be read, listed or entered',
    outcome:
      'each is listed, the rest goes up; nothing in them counts as gone, and they go up once they may be read',
    isOrdinaryUser: true,
    settings: { mode: 'mirror' },
    runs: [
      {
        prepare(place) {
          place.writeEach(['closed.txt', 'closed/a', 'listed/a', 'rules/a', 'fine']);
          place.write('rules/.longshoreignore', '');
          place.shell('chmod 0 closed.txt closed rules/.longshoreignore; chmod 644 listed');
        },
        objects: each(['fine']),
        listed: [
          ['rules/', 'file.unreadable', 'failed'],
          ['closed.txt', 'file.unreadable', 'failed'],
          ['closed/', 'directory.unreadable', 'failed'],
          ['listed/', 'directory.unreadable', 'failed'],
        ],
      },
      {
        prepare: place => place.shell('chmod 644 closed.txt rules/.longshoreignore; chmod 755 closed listed'),
        objects: readable,
      },
      {
        prepare: place => place.shell('chmod 0 closed listed'),
        objects: readable,
        listed: all(['closed/', 'listed/'], 'directory.unreadable', 'failed'),
      },
      {
        prepare: place => place.shell('chmod 755 closed listed'),
        objects: readable,
      },
    ],
  },
  {
    tree: '`.longshoreignore` as a directory, as a pipe, as a link to `/dev/zero`, and with a rule that is none',
    outcome:
      'a directory of that name is one; else what would be left out is unknown, so its directory is held and listed',
    runs: [
      {
        prepare(place) {
          place.writeEach(['directory/.longshoreignore/x', 'pipe/x', 'zero/x', 'broken/x', 'x']);
          place.write('broken/.longshoreignore', '[\n');
          place.shell('mkfifo pipe/.longshoreignore; ln -s /dev/zero zero/.longshoreignore');
        },
        objects: each(['directory/.longshoreignore/x', 'x']),
        listed: [
          ['broken/', 'ignore.invalid', 'failed'],
          ['pipe/', 'file.not-regular', 'failed'],
          ['zero/', 'file.not-regular', 'failed'],
        ],
      },
    ],
  },
  {
    tree: '5,000 files in one directory, of which a rule leaves out all but one in twenty',
    outcome: 'these 250 go up, and the rest costs nothing',
    settings: { ignore: ['*.log'] },
    meetsAgain: true,
    runs: [
      {
        prepare: place => place.writeEach(crowd),
        objects: each(crowd.filter(path => !path.endsWith('.log'))),
      },
    ],
  },
];
