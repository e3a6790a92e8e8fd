import { all, each, type HostileTree } from './hostile-tree.ts';

const follow = { symlinks: 'follow' } as const;

/** Symbolic and hard links. */
export const links: readonly HostileTree[] = [
  {
    tree: 'links to a file, to a directory, to nothing, out of the tree and to themselves',
    outcome: 'none is followed; each is listed as skipped',
    runs: [
      {
        prepare(place) {
          place.writeEach(['real', 'dir/x']);
          place.link('to-file', 'real');
          place.link('to-dir', 'dir');
          place.link('broken', 'nowhere');
          place.link('out', place.outside);
          place.link('me', 'me');
        },
        objects: each(['real', 'dir/x']),
        listed: all(['broken', 'me', 'out', 'to-dir', 'to-file'], 'link.skipped', 'skipped'),
      },
    ],
  },
  {
    tree: 'the same with `--symlinks follow`',
    outcome:
      'what they lead to goes up under their names; the one to nothing has failed, the loop is skipped',
    settings: follow,
    runs: [
      {
        prepare(place) {
          place.writeEach(['real', 'dir/x']);
          place.link('to-file', 'real');
          place.link('to-dir', 'dir');
          place.link('broken', 'nowhere');
          place.link('out', place.outside);
          place.link('me', 'me');
        },
        objects: {
          ...each(['real', 'dir/x']),
          'to-file': 'real',
          'to-dir/x': 'dir/x',
          'out/secret': 'secret',
        },
        listed: [
          ['broken', 'link.broken', 'failed'],
          ['me', 'link.loop', 'skipped'],
        ],
      },
      {
        prepare: place => place.remove('broken'),
        objects: {
          ...each(['real', 'dir/x']),
          'to-file': 'real',
          'to-dir/x': 'dir/x',
          'out/secret': 'secret',
        },
        listed: [['me', 'link.loop', 'skipped']],
      },
    ],
  },
  {
    tree: 'links to the directory they lie in, to the root and to each other (followed)',
    outcome: 'each file goes up once for every way to it that is no loop; the loops are skipped',
    settings: follow,
    runs: [
      {
        prepare(place) {
          place.writeEach(['a/x', 'b/y']);
          place.link('a/here', '.');
          place.link('a/up', '..');
          place.link('a/to-b', '../b');
          place.link('b/to-a', '../a');
        },
        objects: { ...each(['a/x', 'b/y']), 'a/to-b/y': 'b/y', 'b/to-a/x': 'a/x' },
        listed: all(
          ['a/here/', 'a/to-b/to-a/', 'a/up/', 'b/to-a/here/', 'b/to-a/to-b/', 'b/to-a/up/'],
          'link.loop',
          'skipped',
        ),
      },
    ],
  },
  {
    tree: 'a chain of 41 links to one file (followed), one more than Linux takes',
    outcome: '40 go up with its bytes, the last one is skipped as a loop',
    settings: follow,
    runs: [
      {
        prepare(place) {
          place.write('0', 'text');
          for (let link = 1; link <= 41; link += 1) place.link(String(link), String(link - 1));
        },
        objects: Object.fromEntries(Array.from({ length: 41 }, (_, link) => [String(link), 'text'])),
        listed: [['41', 'link.loop', 'skipped']],
      },
    ],
  },
  {
    tree: 'links to a pipe, to `/dev/zero` and to our own record (followed)',
    outcome: 'nothing is opened that has no end; our record is never sent',
    settings: follow,
    runs: [
      {
        prepare(place) {
          place.writeEach(['x']);
          place.shell('mkfifo pipe; ln -s pipe to-pipe; ln -s /dev/zero zero');
          place.link('record', place.dataDir);
        },
        objects: each(['x']),
        listed: [
          ...all(['pipe', 'to-pipe', 'zero'], 'file.special', 'skipped'),
          ['record/', 'link.skipped', 'skipped'],
        ],
      },
    ],
  },
  {
    tree: 'a file that becomes a link to another one between two runs, in mirror mode',
    outcome: 'the object stays as it was, and the link is skipped',
    settings: { mode: 'mirror' },
    runs: [
      { prepare: place => place.writeEach(['a', 'b']), objects: each(['a', 'b']) },
      {
        prepare(place) {
          place.remove('a');
          place.link('a', 'b');
        },
        objects: each(['a', 'b']),
        listed: [['a', 'link.skipped', 'skipped']],
      },
    ],
  },
  {
    tree: 'links whose targets are exchanged, and then taken away like a drive, in mirror mode (followed)',
    outcome: 'what they lead to now is sent; a link to nothing has failed, and nothing counts as deleted',
    settings: { ...follow, mode: 'mirror' },
    runs: [
      {
        prepare(place) {
          place.writeEach(['one/x', 'two/x', 'stays']);
          place.shell('mv one two ..; ln -s ../one/x file; ln -s ../one dir');
          place.atEnd(() => place.shell('rm -rf ../one ../two'));
        },
        objects: { file: 'one/x', 'dir/x': 'one/x', stays: 'stays' },
      },
      {
        prepare: place => place.shell('rm file dir; ln -s ../two/x file; ln -s ../two dir'),
        objects: { file: 'two/x', 'dir/x': 'two/x', stays: 'stays' },
      },
      {
        prepare: place => place.shell('mv ../two ../three'),
        objects: { file: 'two/x', 'dir/x': 'two/x', stays: 'stays' },
        listed: all(['dir', 'file'], 'link.broken', 'failed'),
      },
      {
        prepare: place => place.shell('mv ../three ../two'),
        objects: { file: 'two/x', 'dir/x': 'two/x', stays: 'stays' },
      },
    ],
  },
  {
    tree: 'hard links to one file, in several directories',
    outcome: 'an object for each name',
    on: ['oss', 's3'],
    meetsAgain: true,
    runs: [
      {
        prepare(place) {
          place.write('a', 'text');
          place.shell('mkdir d; ln a b; ln a d/c');
        },
        objects: { a: 'text', b: 'text', 'd/c': 'text' },
      },
      {
        prepare: place => place.shell('printf longer > d/c'),
        objects: { a: 'longer', b: 'longer', 'd/c': 'longer' },
      },
    ],
  },
];
