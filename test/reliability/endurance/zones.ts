import { createRateClock } from '../../../main/desk/engine-settings.ts';
import { createYearClock } from './year-clock.ts';

/** Clocks go forward and back in most of them, by half an hour in one, at other times in the south, and never in two. */
export const zones = [
  ...['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'America/Santiago'],
  ...['Africa/Casablanca', 'Asia/Shanghai', 'UTC'],
] as const;

export interface ZoneFigures {
  readonly minutes: number;
  /** How often the rate was set anew. */
  readonly changes: number;
  /** How often the clocks on the walls went forward or back. */
  readonly clockChanges: number;
  /** Minutes with another rate than the wall's clock asks for. */
  readonly wrongMinutes: number;
}

const minuteMs = 60_000;
const mebibyte = 1024 ** 2;

/**
 * Follows a timetable of the rate limit through so many days of a zone, minute by minute, and holds it against what the zone's own calendar says of
 * each minute. Sets the zone of the process.
 */
export function followZone(zone: string, days: number): ZoneFigures {
  process.env['TZ'] = zone;
  const clock = createYearClock();
  let rate: number | null = null;
  let changes = 0;
  const rates = createRateClock('01:30-02:30=1M,08:00-18:00=2M,22:00-23:59=off,5M', clock, next => {
    rate = next;
    changes += 1;
  });
  const wall = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  });
  let clockChanges = 0;
  let wrongMinutes = 0;
  let before: number | null = null;
  const minutes = days * 24 * 60;
  for (let count = 0; count < minutes; count += 1) {
    clock.leap(minuteMs);
    const [hour = 0, minute = 0] = wall.format(clock.now()).split(':').map(Number);
    const at = hour * 60 + minute;
    if (before !== null && (before + 1) % 1440 !== at) clockChanges += 1;
    before = at;
    if (rate !== rateOnWall(at)) wrongMinutes += 1;
  }
  rates.stop();
  return { minutes, changes, clockChanges, wrongMinutes };
}

function rateOnWall(minute: number): number | null {
  if (minute >= 90 && minute < 150) return mebibyte;
  if (minute >= 480 && minute < 1_080) return 2 * mebibyte;
  if (minute >= 1_320 && minute < 1_439) return null;
  return 5 * mebibyte;
}
