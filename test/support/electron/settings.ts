import type { Rectangle } from 'electron';

/** What the machine is like on which the stand-in runs; comes as JSON in `ELECTRON_STAND_IN`. */
export interface StandInSettings {
  /** Where the app is: the folder with its package.json. */
  readonly appPath: string;
  readonly version: string;
  /** Of Chromium, for those who look at its pages. */
  readonly debuggingPort: number;
  readonly hasKeyring: boolean;
  readonly displays: readonly Rectangle[];
  readonly locale: string;
  readonly isOnBattery: boolean;
  /** The folder `resources` of a package; null where the app runs from its sources. */
  readonly resources: string | null;
}

/** Of tests that load single files of the app and start nothing. */
const quiet: StandInSettings = {
  ...{
    appPath: '/app',
    version: '0.0.0',
    debuggingPort: 0,
    hasKeyring: true,
    locale: 'en-GB',
    isOnBattery: false,
    resources: null,
  },
  displays: [{ x: 0, y: 0, width: 1920, height: 1080 }],
};

/** For Chromium, which has no haste on a machine with ten times as much to do as it can. */
export const patienceMs = 120_000;

const told = process.env['ELECTRON_STAND_IN'];
export const settings = told === undefined ? quiet : (JSON.parse(told) as StandInSettings);
