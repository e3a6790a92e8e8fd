import type { FolderSettings } from '../../../main/model/folder.ts';
import { usualSettings } from '../../../main/model/folder.ts';
import type { StoreKind } from '../../../main/model/target.ts';
import { createRandom, type Random } from '../../support/random.ts';
import { type FaultPlace, faultKinds } from './kinds.ts';
import { replies } from './replies.ts';
import type { History, Step } from './steps.ts';

/** Few names, so that they meet: files in the place of directories and the other way round, and such as systems and stores have trouble with. */
const names = ['a', 'b', 'c', 'A', 'd', 'big', 'big'];
const hostileNames = [
  'x\ny',
  'CON',
  'tab\there',
  'back\\slash',
  ' lead and trail ',
  'caf\u00e9',
  'cafe\u0301',
  '%41+&?#=',
  'name.tmp',
  '.DS_Store',
  '\u{1F6A2}\uFFFDx',
  'n'.repeat(200),
];
type Command = Extract<Step, { do: 'command' }>['command'];

const handNames = ['one', 'two', 'three'];

function pick<T>(random: Random, values: readonly T[]): T {
  return values[random.between(0, values.length - 1)] as T;
}

function somePath(random: Random): string {
  const depth = pick(random, [1, 1, 2, 2, 3]);
  return Array.from({ length: depth }, () =>
    random.next() < 0.08 ? pick(random, hostileNames) : pick(random, names),
  ).join('/');
}

/** Nothing, a few bytes, about the limits of a part and of a whole file, and files of many parts. */
function someSize(random: Random): number {
  const sort = random.next();
  if (sort < 0.08) return 0;
  if (sort < 0.55) return random.between(1, 3_000);
  if (sort < 0.75) return pick(random, [8_191, 8_192, 8_193, 16_384, 20_479, 20_480, 20_481]);
  return random.between(20_480, 90_000);
}

const salt = (random: Random) => random.between(1, 2 ** 30);

const treeSteps: readonly (readonly [weight: number, make: (random: Random) => Step])[] = [
  [24, random => ({ do: 'write', path: somePath(random), size: someSize(random), salt: salt(random) })],
  [
    6,
    random => ({ do: 'append', path: somePath(random), size: random.between(1, 30_000), salt: salt(random) }),
  ],
  [5, random => ({ do: 'rewrite', path: somePath(random), salt: salt(random) })],
  [3, random => ({ do: 'truncate', path: somePath(random), size: random.between(0, 20_000) })],
  [2, random => ({ do: 'touch', path: somePath(random) })],
  [8, random => ({ do: 'rename', path: somePath(random), to: somePath(random) })],
  [4, random => ({ do: 'swap', path: somePath(random), to: somePath(random) })],
  [7, random => ({ do: 'remove', path: somePath(random) })],
  [3, random => ({ do: 'chmod', path: somePath(random), mode: pick(random, [0, 0o400, 0o644, 0o755]) })],
  [1, random => ({ do: 'link', path: somePath(random), to: somePath(random) })],
  [1, random => ({ do: 'pipe', path: somePath(random) })],
  [1, random => ({ do: 'raw', salt: salt(random) })],
  [1, random => ({ do: 'ignore', lines: pick(random, [[], ['*.tmp'], ['/d/'], ['a', '!b']]) })],
];

const worldSteps: readonly (readonly [weight: number, make: (random: Random) => Step])[] = [
  [2, () => ({ do: 'unmount' })],
  [3, () => ({ do: 'mount' })],
  [
    4,
    random => ({ do: 'foreign', path: somePath(random), size: random.between(0, 9_000), salt: salt(random) }),
  ],
  [2, random => ({ do: 'foreignRemove', path: somePath(random) })],
  [3, () => ({ do: 'expire' })],
  [2, random => ({ do: 'jump', ms: pick(random, [-86_400_000, -3_600_000, 3_600_000, 86_400_000]) })],
  [2, random => ({ do: 'suspend', ms: pick(random, [30_000, 3_600_000, 86_400_000]) })],
  [2, random => ({ do: 'skew', ms: pick(random, [-7_200_000, -1_000_000, 0, 0, 1_000_000]) })],
];

const userSteps: readonly (readonly [weight: number, make: (random: Random) => Step])[] = [
  [2, () => ({ do: 'pause' })],
  [3, () => ({ do: 'resume' })],
  [
    4,
    random => ({
      do: 'add',
      name: pick(random, handNames),
      size: someSize(random),
      salt: salt(random),
      partSize: pick(random, [null, null, 4_096, 12_288]),
    }),
  ],
  [
    5,
    random => ({
      do: 'command',
      command: pick(random, ['pause', 'resume', 'cancel', 'retry', 'sendNext']),
      nth: random.between(0, 3),
    }),
  ],
  [
    1,
    random => ({
      do: 'changeAdded',
      name: pick(random, handNames),
      size: someSize(random),
      salt: salt(random),
    }),
  ],
  [1, random => ({ do: 'rate', bytes: pick(random, [null, null, 20_000, 200_000]) })],
  [1, random => ({ do: 'settings', parallel: pick(random, [null, 1, 2, 3, 5]) })],
  [1, random => ({ do: 'settings', partSize: pick(random, [null, 4_096, 6_000, 12_288]) })],
  [2, () => ({ do: 'stop' })],
  [3, () => ({ do: 'kill' })],
];

function weighted(
  random: Random,
  choices: readonly (readonly [weight: number, make: (random: Random) => Step])[],
): Step {
  const total = choices.reduce((sum, [weight]) => sum + weight, 0);
  let at = random.between(1, total);
  for (const [weight, make] of choices) {
    at -= weight;
    if (at <= 0) return make(random);
  }
  throw new Error('no choice was made');
}

/** How many calls of a place usually pass before a fault strikes there. */
const reach: Readonly<Record<FaultPlace, number>> = {
  request: 12,
  database: 150,
  file: 60,
  watch: 6,
  worker: 150,
  process: 600,
};

/** What only few answers can have wrong soon meets one of them. */
const ofFewAnswers: ReadonlySet<string> = new Set(['incompleteListing', '203 CallbackFailed']);

function reachOf(place: FaultPlace, does: string): number {
  // The marker of a mirrored folder is all that is ever written among the user's files.
  if (does === 'ENOSPC') return 0;
  return ofFewAnswers.has(does) ? 2 : reach[place];
}

/** A fault between both sides, or what the store itself answers. */
function someRequestFault(random: Random, store: StoreKind): string {
  return pick<string>(random, random.next() < 0.4 ? faultKinds.request : replies[store]);
}

function someFault(random: Random, store: StoreKind): Step {
  const place = pick(random, [
    'request',
    'request',
    'request',
    'request',
    'database',
    'file',
    'watch',
    'worker',
    'process',
  ] as const);
  const does =
    place === 'request' ? someRequestFault(random, store) : pick<string>(random, faultKinds[place]);
  const times = place === 'request' || place === 'database' ? pick(random, [1, 1, 1, 2, 8]) : 1;
  return { do: 'fault', place, does, after: random.between(0, reachOf(place, does)), times };
}

function someSettings(random: Random): Partial<FolderSettings> {
  const isLimited = random.next() < 0.15;
  return {
    mode: random.next() < 0.55 ? 'mirror' : 'upload-only',
    quietMs: pick(random, [0, 0, 500, 2_000]),
    patienceMs: 10_000,
    keepsEmptyDirectories: random.next() < 0.2,
    keepsPermissions: random.next() < 0.2,
    onConflict: random.next() < 0.8 ? 'keep-both' : 'ours-wins',
    symlinks: random.next() < 0.8 ? 'skip' : 'follow',
    rescanMs: 600_000,
    deletes: {
      ...usualSettings.deletes,
      ...(isLimited ? {} : { maxFiles: 10_000, maxPercent: 100 }),
      delayMs: pick(random, [0, 0, 60_000]),
      trash: random.next() < 0.75 ? '.longshore-trash/' : null,
    },
  };
}

/** Its own stream of chance, so that what else a seed means stays as it is. */
const limitStream = 0x2a;

/** Some mirrored folders let so few files be deleted unasked that the firewall has to hold. */
function withFirewall(seed: number, settings: Partial<FolderSettings>): Partial<FolderSettings> {
  const random = createRandom(seed ^ limitStream);
  const { mode, deletes } = settings;
  if (mode !== 'mirror' || !deletes || random.next() >= 0.4) return settings;
  return { ...settings, deletes: { ...deletes, maxFiles: pick(random, [1, 1, 2]) } };
}

/** As `limitStream`. */
const commandStream = 0x3b;
const last = -1;

/** In some histories users say something of a large file while it is still under way. */
function withCommands(seed: number, steps: readonly Step[]): readonly Step[] {
  const random = createRandom(seed ^ commandStream);
  if (random.next() >= 0.3) return steps;
  const salted = {
    size: random.between(30_000, 90_000),
    salt: salt(random),
    partSize: pick(random, [null, 4_096]),
  };
  const go = (): Step => ({ do: 'go', events: random.between(3, 60) });
  const command = (choices: readonly Command[]): Step => ({
    do: 'command',
    command: pick(random, choices),
    nth: last,
  });
  const said: readonly Step[] = [
    { do: 'add', name: pick(random, handNames), ...salted },
    go(),
    command(['pause', 'pause', 'cancel', 'sendNext']),
    go(),
    command(['resume', 'resume', 'retry', 'cancel']),
    go(),
  ];
  const at = random.between(0, steps.length);
  return [...steps.slice(0, at), ...said, ...steps.slice(at)];
}

/** The history of a seed: a few rounds in which the tree, the world and the users do as they like while the engine works. */
export function makeHistory(seed: number): History {
  const random = createRandom(seed);
  const kind = random.next() < 0.7 ? 'oss' : 's3';
  const settings = withFirewall(seed, someSettings(random));
  const parallel = pick(random, [1, 2, 3, 4, null, null]);
  const isWatching = random.next() < 0.3;
  const steps: Step[] = [];
  for (let count = random.between(2, 8); count > 0; count -= 1) {
    steps.push({ do: 'write', path: somePath(random), size: someSize(random), salt: salt(random) });
  }
  for (let round = random.between(1, 4); round > 0; round -= 1) {
    for (let count = random.between(0, 3); count > 0; count -= 1) steps.push(someFault(random, kind));
    steps.push({ do: 'start', mode: isWatching && random.next() < 0.7 ? 'watch' : 'run' });
    for (let count = random.between(1, 5); count > 0; count -= 1) {
      steps.push({ do: 'go', events: pick(random, [5, 40, 150, 400]) });
      for (let more = random.between(0, 3); more > 0; more -= 1) {
        const sort = random.next();
        if (sort < 0.62) steps.push(weighted(random, treeSteps));
        else if (sort < 0.76) steps.push(weighted(random, worldSteps));
        else if (sort < 0.92) steps.push(weighted(random, userSteps));
        else steps.push(someFault(random, kind));
      }
    }
    if (random.next() < 0.6)
      steps.push({ do: 'pass', ms: pick(random, [1_000, 5_000, 5_000, 20_000, 70_000]) });
    for (let count = random.between(0, 4); count > 0; count -= 1) steps.push(weighted(random, treeSteps));
  }
  return { seed, kind, settings, parallel, steps: withCommands(seed, steps) };
}
