import { each, type HostileTree } from './hostile-tree.ts';

/** Of two parts. */
const large = (fill: string) => Buffer.alloc(17 * 1024 * 1024, fill);

/** What changes while it is walked or sent. */
export const races: readonly HostileTree[] = [
  {
    tree: 'a small file that is rewritten in the same size while it is sent',
    outcome: 'sent again; the object is the newer version',
    on: ['oss', 's3'],
    runs: [
      {
        prepare(place) {
          place.write('a', 'first');
          place.setTime('a', 1_000);
        },
        during: { at: 'put', path: 'a', change: place => place.write('a', 'other') },
        objects: { a: 'other' },
      },
    ],
  },
  {
    tree: 'a file that an editor replaces by a new one while it is sent, and one that is emptied',
    outcome: 'sent again; the objects are the newer versions',
    runs: [
      {
        prepare: place => place.write('a', 'first'),
        during: { at: 'put', path: 'a', change: place => place.shell('printf saved > a.tmp; mv a.tmp a') },
        objects: { a: 'saved' },
      },
      {
        prepare: place => place.write('b', 'full'),
        during: { at: 'put', path: 'b', change: place => place.write('b', '') },
        objects: { a: 'saved', b: '' },
      },
    ],
  },
  {
    tree: 'a large file that is rewritten between two of its parts',
    outcome: 'begun anew; the object is the newer version, and holds no byte of the older one',
    on: ['oss', 's3'],
    runs: [
      {
        prepare: place => place.write('a', large('a')),
        during: { at: 'sendPart', path: 'a', change: place => place.write('a', large('b')) },
        objects: { a: large('b') },
      },
    ],
  },
  {
    tree: 'a large file that grows, and one that is cut short, while their parts are sent',
    outcome: 'begun anew, and stored as they are in the end',
    runs: [
      {
        prepare(place) {
          place.write('grows', large('a'));
          place.write('b', 'b');
        },
        during: {
          at: 'sendPart',
          path: 'grows',
          change: place => place.shell('head -c 1000 /dev/zero >> grows'),
        },
        objects: { grows: Buffer.concat([large('a'), Buffer.alloc(1000)]), b: 'b' },
      },
      {
        prepare: place => place.write('shrinks', large('c')),
        during: { at: 'sendPart', path: 'shrinks', change: place => place.shell('truncate -s 7 shrinks') },
        objects: {
          grows: Buffer.concat([large('a'), Buffer.alloc(1000)]),
          b: 'b',
          shrinks: 'ccccccc',
        },
      },
    ],
  },
  {
    tree: 'a file that is written to every time it is sent',
    outcome:
      'given up for now and listed; the object is a version that was whole; the last one goes up once the file rests',
    runs: [
      {
        prepare: place => place.write('a', 'x'),
        during: {
          at: 'put',
          path: 'a',
          times: Number.POSITIVE_INFINITY,
          change: (place, time) => place.write('a', 'x'.repeat(time + 1)),
        },
        objects: { a: 'x' },
        listed: [['a', 'file.changed', 'failed']],
      },
      { prepare: place => place.write('a', 'rests'), objects: { a: 'rests' } },
    ],
  },
  {
    tree: 'a file that may not be read any more when its turn comes',
    outcome: 'listed, and sent once it may be read',
    isOrdinaryUser: true,
    runs: [
      {
        prepare: place => place.writeEach(['a', 'b']),
        during: { at: 'began', path: 'a', change: place => place.shell('chmod 0 a') },
        objects: each(['b']),
        listed: [['a', 'file.unreadable', 'failed']],
      },
      { prepare: place => place.shell('chmod 644 a'), objects: each(['a', 'b']) },
    ],
  },
  {
    tree: 'a file that is deleted when its turn comes',
    outcome: 'nothing of it is sent, and nothing is listed',
    runs: [
      {
        prepare: place => place.writeEach(['a', 'b']),
        during: { at: 'began', path: 'a', change: place => place.remove('a') },
        objects: each(['b']),
      },
    ],
  },
  {
    tree: 'a large file that is deleted while its parts are sent',
    outcome: 'its parts are removed from the server, and nothing is listed',
    on: ['oss', 's3'],
    runs: [
      {
        prepare(place) {
          place.write('a', large('a'));
          place.write('b', 'b');
        },
        during: { at: 'sendPart', path: 'a', change: place => place.remove('a') },
        objects: { b: 'b' },
      },
    ],
  },
  {
    tree: 'a file that is renamed when its turn comes, and a large one between two parts',
    outcome: 'found under the new name in the same run',
    runs: [
      {
        prepare: place => place.writeEach(['a', 'b']),
        during: { at: 'began', path: 'a', change: place => place.move('a', 'c') },
        objects: { b: 'b', c: 'a' },
      },
      {
        prepare: place => place.write('large', large('l')),
        during: { at: 'sendPart', path: 'large', change: place => place.move('large', 'moved') },
        objects: { b: 'b', c: 'a', moved: large('l') },
      },
    ],
  },
  {
    tree: 'a file that is replaced by a directory when its turn comes',
    outcome: 'what lies in the directory goes up in the same run',
    runs: [
      {
        prepare: place => place.writeEach(['a', 'b']),
        during: {
          at: 'began',
          path: 'a',
          change(place) {
            place.remove('a');
            place.writeEach(['a/x']);
          },
        },
        objects: each(['a/x', 'b']),
      },
    ],
  },
  {
    tree: 'a file that is replaced by a pipe when its turn comes',
    outcome: 'nothing waits for the pipe; it is listed as skipped',
    runs: [
      {
        prepare: place => place.writeEach(['a', 'b']),
        during: { at: 'began', path: 'a', change: place => place.shell('rm a; mkfifo a') },
        objects: each(['b']),
        listed: [['a', 'file.special', 'skipped']],
      },
    ],
  },
  {
    tree: 'a file that is replaced by a link out of the tree when its turn comes, and while it is sent',
    outcome: 'the link is not followed: nothing of its target is sent',
    runs: [
      {
        prepare: place => place.writeEach(['a', 'b']),
        during: { at: 'began', path: 'a', change: place => leadOut(place.shell, 'a') },
        objects: each(['b']),
        listed: [['a', 'link.skipped', 'skipped']],
      },
      {
        prepare: place => place.write('large', large('l')),
        during: { at: 'sendPart', path: 'large', change: place => leadOut(place.shell, 'large') },
        objects: each(['b']),
        listed: [
          ['a', 'link.skipped', 'skipped'],
          ['large', 'link.skipped', 'skipped'],
        ],
      },
    ],
  },
  {
    tree: 'a directory that is replaced by a link out of the tree when the turn of its file comes',
    outcome: 'the link is not followed: nothing of its target is sent',
    runs: [
      {
        prepare: place => place.writeEach(['d/secret', 'b']),
        during: {
          at: 'began',
          path: 'd/secret',
          change(place) {
            place.remove('d');
            place.link('d', place.outside);
          },
        },
        objects: each(['b']),
        listed: [['d', 'link.skipped', 'skipped']],
      },
    ],
  },
  {
    tree: 'a directory that is removed while the folder is walked',
    outcome: 'nothing of it is listed, and the rest goes up',
    runs: [
      {
        prepare: place => place.writeEach(['0', ...Array.from({ length: 200 }, (_, at) => `d/${at}/x`), 'z']),
        during: { at: 'began', path: '0', change: place => place.remove('d') },
        objects: each(['0', 'z']),
      },
    ],
  },
  {
    tree: 'the root is taken away while a file is sent, in mirror mode, and comes back',
    outcome: 'the run ends with `folder.missing` and nothing counts as deleted; the next one goes on',
    settings: { mode: 'mirror' },
    runs: [
      { prepare: place => place.writeEach(['a', 'b']), objects: each(['a', 'b']) },
      {
        prepare: place => place.writeEach(['c']),
        during: { at: 'began', path: 'c', change: place => place.takeRoot() },
        objects: each(['a', 'b']),
        rejects: 'folder.missing',
      },
      { prepare: place => place.giveRoot(), objects: each(['a', 'b', 'c']) },
    ],
  },
  {
    tree: 'the root is taken away while a renamed file is copied, in mirror mode, and comes back with another file of the old name',
    outcome:
      'the run ends with `folder.missing`, and the object under the old name stays until the other file replaces it',
    settings: { mode: 'mirror' },
    runs: [
      { prepare: place => place.writeEach(['a', 'b']), objects: each(['a', 'b']) },
      {
        prepare: place => place.move('a', 'c'),
        during: {
          at: 'copy',
          path: 'c',
          change(place) {
            place.write('a', 'another');
            place.takeRoot();
          },
        },
        objects: { a: 'a', b: 'b', c: 'a' },
        rejects: 'folder.missing',
      },
      { prepare: place => place.giveRoot(), objects: { a: 'another', b: 'b', c: 'a' } },
    ],
  },
  {
    tree: 'files that come while the folder is walked',
    outcome: 'found by this run or by the next one',
    runs: [
      {
        prepare: place => place.writeEach(['a']),
        during: { at: 'put', path: 'a', change: place => place.writeEach(['a2', 'late/b']) },
        objects: each(['a']),
      },
      { prepare() {}, objects: each(['a', 'a2', 'late/b']) },
    ],
  },
  {
    tree: 'a file that changes while its copy is made on the server',
    outcome: 'the object is the file as it was, and the next run sends it as it is',
    settings: { mode: 'mirror' },
    runs: [
      { prepare: place => place.writeEach(['old/a', 'b']), objects: each(['old/a', 'b']) },
      {
        prepare: place => place.move('old', 'new'),
        during: { at: 'copy', path: 'new/a', change: place => place.write('new/a', 'other') },
        objects: { b: 'b', 'new/a': 'old/a' },
      },
      { prepare() {}, objects: { b: 'b', 'new/a': 'other' } },
    ],
  },
];

/** Puts a link to the file that lies outside in a file's place. */
function leadOut(shell: (script: string) => void, path: string): void {
  shell(`rm ${path}; ln -s ../outside/secret ${path}`);
}
