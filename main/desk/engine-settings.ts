import type { Clock } from '../base/clock.ts';
import type { AppSettings } from '../config/app-settings.ts';
import type { EngineSetup } from '../engine.ts';
import { parseTimetable, rateAt, type Timetable } from '../plan/timetable.ts';
import { mostParallel } from '../queue/places.ts';
import type { NetworkSetup } from '../remote/store-setup.ts';

const attempts = 9;
const quietMs = 3_000;
const connectTimeoutMs = 15_000;
const progressTimeoutMs = 60_000;
/** Clocks on walls are set and jump, so the time of the day is looked at this often instead of being waited for. */
const lookEveryMs = 15_000;

/** What an engine is made with under these settings, besides its data, log and clock. Pure. */
export function engineSettings(
  settings: AppSettings,
): Pick<EngineSetup, 'network' | 'parallel' | 'attempts' | 'quietMs' | 'usualPartSize'> {
  const { parallel, partSize } = settings;
  return {
    ...{ network: networkOf(settings), parallel, attempts, quietMs },
    ...(partSize !== null && { usualPartSize: partSize }),
  };
}

export function networkOf({ proxy, caFile, parallel }: AppSettings): NetworkSetup {
  const isName = proxy === 'environment' || proxy === 'none';
  return {
    proxy: isName ? proxy : { url: proxy },
    caFile,
    connectTimeoutMs,
    progressTimeoutMs,
    connections: parallel ?? mostParallel,
  };
}

/** Whether an engine has to be made anew for these settings. Pure. */
export function needsNewEngine(before: AppSettings, after: AppSettings): boolean {
  return (
    before.parallel !== after.parallel ||
    before.partSize !== after.partSize ||
    before.proxy !== after.proxy ||
    before.caFile !== after.caFile
  );
}

/** The rate of this time of the day, as the timetable of the settings has it. */
export interface RateClock {
  now(): number | null;
  /** Another timetable from now on. */
  change(rateLimit: string | null): void;
  stop(): void;
}

export function createRateClock(
  first: string | null,
  clock: Clock,
  setRate: (bytesPerSecond: number | null) => void,
): RateClock {
  let timetable = read(first);
  let last: number | null | undefined;

  const now = () => {
    const at = new Date(clock.now());
    return rateAt(timetable, at.getHours() * 60 + at.getMinutes());
  };
  function look(): void {
    const rate = now();
    if (rate === last) return;
    last = rate;
    setRate(rate);
  }
  const ticking = clock.every(lookEveryMs, look);
  return {
    now,
    change(rateLimit) {
      timetable = read(rateLimit);
      look();
    },
    stop: ticking.stop,
  };
}

function read(text: string | null): Timetable {
  return text === null ? { spans: [], otherwise: null } : parseTimetable(text);
}
