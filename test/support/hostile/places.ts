import { all, each, type HostileTree } from './hostile-tree.ts';

/** Of known length, so that a key may be of an exact one. */
const prefix = 'exact/';
const directory = Array.from({ length: 4 }, () => 'd'.repeat(199)).join('/');

/** A path whose key has so many bytes; the last step is a name. */
function pathOfKey(bytes: number, name = 'n'): string {
  return `${directory}/${name.repeat(bytes - prefix.length - directory.length - 1)}`;
}

const at1022 = pathOfKey(1022);
const at1023 = pathOfKey(1023, 'm');
const at1024 = pathOfKey(1024, 'o');
const at1025 = pathOfKey(1025, 'p');
const below = Array.from({ length: 300 }, () => 'd').join('/');
const over260 = `${'long-directory-name/'.repeat(13)}file`;

/** Longest path that the system takes, its end included. */
const longestPath = 4096;
const step = 's'.repeat(200);

/** Directories with the name `step` inside of each other whose paths can still be opened. */
function levelsThatFit(root: string): number {
  return Math.ceil((longestPath - Buffer.byteLength(root)) / (step.length + 1)) - 1;
}

/** More levels than that, and in the last one that fits a file whose path does not. */
function tooDeep(root: string): string {
  const levels = levelsThatFit(root);
  const descend = (count: number) => `for i in $(seq ${count}); do mkdir ${step}; cd ${step}; done`;
  return `printf after > after; ${descend(levels)}; echo > ${'f'.repeat(250)}; ${descend(4)}; echo > bottom`;
}

/** Paths and keys, up to and beyond every limit. */
export const places: readonly HostileTree[] = [
  {
    tree: 'keys of 1,022, 1,023 and 1,024 bytes on OSS, which takes 1,023',
    outcome: 'two go up, with a warning for Windows; the third is refused before it is sent, and listed',
    prefix,
    meetsAgain: true,
    runs: [
      {
        prepare: place => place.writeEach([at1022, at1023, at1024]),
        objects: each([at1022, at1023]),
        listed: [
          [at1023, 'name.reserved', 'warning'],
          [at1022, 'name.reserved', 'warning'],
          [at1024, 'key.invalid', 'failed'],
        ],
      },
    ],
  },
  {
    tree: 'keys of 1,024 and 1,025 bytes on S3, which takes 1,024',
    outcome: 'one goes up, with a warning for Windows; the other is listed',
    on: ['s3'],
    prefix,
    meetsAgain: true,
    runs: [
      {
        prepare: place => place.writeEach([at1024, at1025]),
        objects: each([at1024]),
        listed: [
          [at1024, 'name.reserved', 'warning'],
          [at1025, 'key.invalid', 'failed'],
        ],
      },
    ],
  },
  {
    tree: 'a file with the longest key that is deleted in mirror mode',
    outcome: 'its key in the trash would be too long: the object stays where it is, and that is listed',
    prefix,
    settings: {
      mode: 'mirror',
      deletes: { maxFiles: 100, maxPercent: 100, delayMs: 0, trash: '.longshore-trash/' },
    },
    runs: [
      {
        prepare: place => place.writeEach([at1023, 'a']),
        objects: each([at1023, 'a']),
        listed: [[at1023, 'name.reserved', 'warning']],
      },
      {
        prepare: place => place.remove(at1023),
        objects: each([at1023, 'a']),
        listed: [[at1023, 'key.invalid', 'failed']],
      },
    ],
  },
  {
    tree: 'an empty directory whose marker would have a key of 1,024 bytes',
    outcome: 'listed, and nothing is sent',
    prefix,
    settings: { keepsEmptyDirectories: true },
    runs: [
      {
        prepare: place => place.makeDirectory(at1023),
        objects: {},
        listed: [[`${at1023}/`, 'key.invalid', 'failed']],
      },
    ],
  },
  {
    tree: 'a path of more than 260 characters',
    outcome: 'goes up, with a warning for Windows',
    meetsAgain: true,
    runs: [
      {
        prepare: place => place.writeEach([over260]),
        objects: each([over260]),
        listed: [[over260, 'name.reserved', 'warning']],
      },
    ],
  },
  {
    tree: '300 directories inside of each other',
    outcome: 'walked to the bottom',
    meetsAgain: true,
    runs: [
      {
        prepare: place => place.writeEach([`${below}/bottom`, 'top']),
        objects: each([`${below}/bottom`, 'top']),
        listed: [[`${below}/bottom`, 'name.reserved', 'warning']],
      },
    ],
  },
  {
    tree: 'paths of more than 4,096 bytes, which no program can open by their names',
    outcome: 'listed where they begin, a file and a directory; what lies beside them goes up',
    runs: [
      {
        prepare: place => place.shell(tooDeep(place.root)),
        objects: each(['after']),
        listed: root => {
          const last = Array.from({ length: levelsThatFit(root) }, () => step).join('/');
          return all([`${last}/${step}/`, `${last}/${'f'.repeat(250)}`], 'name.too-long', 'failed');
        },
      },
      { prepare: place => place.shell(`rm -r ${step}`), objects: each(['after']) },
    ],
  },
];
