import { usualSettings } from '../../../../main/model/folder.ts';
import type { History, Step } from '../steps.ts';

/** Work that the program does, and during which it is to die. */
export interface Scenario {
  readonly name: string;
  /** What was before, with an end that everything has come to rest by. */
  readonly before: readonly Step[];
  /** Sets the work off. */
  readonly work: readonly Step[];
  readonly world: Omit<History, 'steps'>;
}

const atOnce = { ...usualSettings.deletes, maxFiles: 10_000, maxPercent: 100, delayMs: 0 };
const folder = { quietMs: 0, patienceMs: 10_000, rescanMs: 600_000, deletes: atOnce };

/** Long enough for all that a scenario does, on the clock of the run. */
export const restMs = 30_000;

const files: readonly Step[] = [
  { do: 'write', path: 'kept', size: 900, salt: 11 },
  { do: 'write', path: 'b/changed', size: 2_000, salt: 12 },
  { do: 'write', path: 'gone', size: 700, salt: 13 },
  { do: 'write', path: 'b/moved', size: 26_000, salt: 14 },
];

const run: Step = { do: 'start', mode: 'run' };
/** What is planned and told until an upload has come to its middle, roughly. */
const untilTheMiddle: Step = { do: 'go', events: 120 };

export const scenarios: readonly Scenario[] = [
  {
    name: 'hand',
    before: [],
    // Whole, and by parts.
    work: [
      { do: 'add', name: 'one', size: 30_000, salt: 21, partSize: 4_096 },
      { do: 'add', name: 'two', size: 1_000, salt: 22, partSize: null },
    ],
    world: { seed: 9_101, kind: 'oss', settings: { ...folder, mode: 'upload-only' }, parallel: 2 },
  },
  {
    name: 'upload-only',
    before: [],
    work: [...files, run],
    world: { seed: 9_102, kind: 'oss', settings: { ...folder, mode: 'upload-only' }, parallel: 3 },
  },
  {
    name: 'mirror',
    before: [...files, run, { do: 'pass', ms: restMs }, { do: 'stop' }],
    work: [
      { do: 'rename', path: 'b/moved', to: 'c/moved' },
      { do: 'remove', path: 'gone' },
      { do: 'write', path: 'b/changed', size: 2_500, salt: 15 },
      run,
    ],
    world: { seed: 9_103, kind: 'oss', settings: { ...folder, mode: 'mirror' }, parallel: 2 },
  },
  {
    name: 's3',
    before: [
      { do: 'write', path: 'changed', size: 21_000, salt: 16 },
      run,
      { do: 'pass', ms: restMs },
      { do: 'stop' },
    ],
    work: [
      { do: 'write', path: 'changed', size: 45_000, salt: 17 },
      { do: 'write', path: 'd/new', size: 500, salt: 18 },
      run,
    ],
    world: { seed: 9_104, kind: 's3', settings: { ...folder, mode: 'mirror' }, parallel: 2 },
  },
  {
    name: 'conflict',
    before: [...files, run, { do: 'pass', ms: restMs }, { do: 'stop' }],
    work: [
      { do: 'foreign', path: 'b/changed', size: 1_200, salt: 31 },
      { do: 'write', path: 'b/changed', size: 2_500, salt: 32 },
      run,
    ],
    world: { seed: 9_105, kind: 'oss', settings: { ...folder, mode: 'mirror' }, parallel: 2 },
  },
  {
    name: 'pause',
    before: [],
    work: [
      { do: 'write', path: 'large', size: 60_000, salt: 41 },
      run,
      untilTheMiddle,
      { do: 'pause' },
      { do: 'go', events: 40 },
      { do: 'append', path: 'large', size: 9_000, salt: 42 },
      { do: 'resume' },
    ],
    world: { seed: 9_106, kind: 's3', settings: { ...folder, mode: 'mirror' }, parallel: 2 },
  },
];
