import { each, type HostileTree } from './hostile-tree.ts';

/** Files that change between two runs in ways that are hard to see. */
export const times: readonly HostileTree[] = [
  {
    tree: 'times of modification in the future, at 1970, before it, and beyond the year 2262',
    outcome: 'all go up at once and are never sent again',
    on: ['oss', 's3'],
    settings: { quietMs: 2_000 },
    meetsAgain: true,
    runs: [
      {
        prepare(place) {
          place.writeEach(['future', 'zero', 'negative', 'far', 'old']);
          place.setTime('future', 4_000_000_000);
          place.setTime('zero', 0);
          place.setTime('negative', -1_000_000.5);
          place.setTime('far', 12_000_000_000);
          place.setTime('old', -2_000_000_000);
        },
        objects: each(['future', 'zero', 'negative', 'far', 'old']),
      },
    ],
  },
  {
    tree: 'a file that is rewritten in place with the same size and time of modification',
    outcome: 'noticed by the time of change, compared, and sent',
    on: ['oss', 's3'],
    runs: [
      {
        prepare(place) {
          place.write('a', 'before');
          place.setTime('a', 1_000);
        },
        objects: { a: 'before' },
      },
      {
        prepare(place) {
          place.write('a', 'after!');
          place.setTime('a', 1_000);
        },
        objects: { a: 'after!' },
      },
    ],
  },
  {
    tree: 'a file that is replaced by another one of the same size and time',
    outcome: 'noticed by the inode, compared, and sent',
    runs: [
      {
        prepare(place) {
          place.write('a', 'before');
          place.setTime('a', 1_000);
        },
        objects: { a: 'before' },
      },
      {
        prepare(place) {
          place.write('b', 'after!');
          place.setTime('b', 1_000);
          place.move('b', 'a');
        },
        objects: { a: 'after!' },
      },
    ],
  },
  {
    tree: 'two files that swap their names, of the same size and time',
    outcome: 'each object holds the bytes that its file has now',
    on: ['oss', 's3'],
    settings: { mode: 'mirror' },
    runs: [
      {
        prepare(place) {
          place.write('a', 'first');
          place.write('b', 'other');
          for (const path of ['a', 'b']) place.setTime(path, 1_000);
        },
        objects: { a: 'first', b: 'other' },
      },
      {
        prepare: place => place.shell('mv a c; mv b a; mv c b'),
        objects: { a: 'other', b: 'first' },
      },
    ],
  },
  {
    tree: 'three files that move round in a circle, and two directories that swap',
    outcome: 'each object holds the bytes that its file has now',
    runs: [
      {
        prepare: place => place.writeEach(['a', 'b', 'c', 'one/x', 'two/x']),
        objects: each(['a', 'b', 'c', 'one/x', 'two/x']),
      },
      {
        prepare: place => place.shell('mv a t; mv c a; mv b c; mv t b; mv one t; mv two one; mv t two'),
        objects: { a: 'c', b: 'a', c: 'b', 'one/x': 'two/x', 'two/x': 'one/x' },
      },
    ],
  },
  {
    tree: 'a file that becomes a directory, and a file again, in mirror mode',
    outcome: 'the object follows each time; what was replaced is in the trash',
    settings: {
      mode: 'mirror',
      deletes: { maxFiles: 100, maxPercent: 100, delayMs: 0, trash: '.longshore-trash/' },
    },
    runs: [
      { prepare: place => place.writeEach(['a', 'b']), objects: each(['a', 'b']) },
      {
        prepare(place) {
          place.remove('a');
          place.writeEach(['a/x', 'a/y/z']);
        },
        objects: { ...each(['a/x', 'a/y/z', 'b']), '.longshore-trash/a': 'a' },
      },
      {
        prepare(place) {
          place.remove('a');
          place.write('a', 'again');
        },
        objects: {
          a: 'again',
          b: 'b',
          ...Object.fromEntries(['a', 'a/x', 'a/y/z'].map(path => [`.longshore-trash/${path}`, path])),
        },
      },
    ],
  },
  {
    tree: 'a file whose name changes in case alone, in mirror mode',
    outcome: 'its object moves along; no warning stays',
    settings: { mode: 'mirror' },
    runs: [
      { prepare: place => place.writeEach(['Photo.JPG']), objects: each(['Photo.JPG']) },
      {
        prepare: place => place.move('Photo.JPG', 'photo.jpg'),
        objects: { 'photo.jpg': 'Photo.JPG' },
      },
    ],
  },
];
