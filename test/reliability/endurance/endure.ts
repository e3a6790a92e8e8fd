import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type MemorySample, slopeOf } from './memory.ts';
import { outageDays, type YearFigures } from './year.ts';
import { followZone, type ZoneFigures, zones } from './zones.ts';

export interface Endurance {
  readonly year: YearFigures;
  readonly zones: Readonly<Record<string, ZoneFigures>>;
  /** Bytes a day, of the heap and of the whole process. */
  readonly heapSlope: number;
  readonly rssSlope: number;
  /** What is not as it must be, a sentence each. */
  readonly failures: readonly string[];
}

/** So much may the heap grow in a year, by its slope: it is the noise of the collector. */
const mostHeapOfYear = 8 * 1024 ** 2;

/** And so much in a day while histories, statements and the names of files still fill what is filled once, which takes a few weeks. */
const mostHeapOfDay = 512 * 1024;
/** After so many days the slope is that of a year. */
const daysToFill = 84;
/** On any day, collected: half as much again as a process with bucket, engine and what they keep has come to after a year. */
const mostHeap = 56 * 1024 ** 2;
/** The whole process, by as much more than the most that was seen in a year. */
const mostRss = 640 * 1024 ** 2;
/**
 * Files and sockets of bucket and engine in the one process, where each connection counts at both ends: 78 at most were seen, and every
 * day that leaves one open would add to them.
 */
const mostOpenFiles = 112;

/** Lives through so many days in a process of its own, where clocks go forward and back, and follows the timetable in all zones. */
export async function endure(days: number, zoneDays: number, seed: number): Promise<Endurance> {
  const here = import.meta.dirname;
  const words = [
    ...['--expose-gc', '--import', join(here, 'virtual-time.ts'), join(here, 'year-main.ts')],
    ...[String(days), String(seed)],
  ];
  const { stdout } = await promisify(execFile)(process.execPath, words, {
    env: { ...process.env, TZ: 'Europe/Berlin' },
    maxBuffer: 64 * 1024 ** 2,
  });
  const year = JSON.parse(stdout) as YearFigures;
  const zoneBefore = process.env['TZ'];
  const byZone = Object.fromEntries(zones.map(zone => [zone, followZone(zone, zoneDays)]));
  if (zoneBefore === undefined) delete process.env['TZ'];
  else process.env['TZ'] = zoneBefore;
  const heapSlope = slopeOf(year.memory, each => each.heapBytes);
  const rssSlope = slopeOf(year.memory, each => each.rssBytes);
  return { year, zones: byZone, heapSlope, rssSlope, failures: failuresOf(year, byZone, heapSlope) };
}

/** What is not as it must be in a year that was lived through. */
export function failuresOf(
  year: YearFigures,
  byZone: Readonly<Record<string, ZoneFigures>>,
  heapSlope: number,
): readonly string[] {
  const { days, memory, timers } = year;
  const upDays = days - year.outages * outageDays;
  const wrong = Object.entries(byZone).filter(([, { wrongMinutes }]) => wrongMinutes > 0);
  const isFilled = memory.length >= daysToFill;
  const mostOf = (pick: (sample: MemorySample) => number) => Math.max(0, ...memory.map(pick));
  const heap = mostOf(each => each.heapBytes);
  const rss = mostOf(each => each.rssBytes);
  const files = mostOf(each => each.openFiles ?? 0);
  const growth = `the heap grows by ${Math.round(heapSlope)} bytes a day`;
  const rules: readonly (readonly [isBroken: boolean, sentence: string])[] = [
    [year.differences.length > 0, `files differ from their objects: ${year.differences.join(', ')}`],
    [year.scans < upDays * 20, `${year.scans} scans in ${upDays} days: there is one an hour`],
    // They are asked for when something is to be sent, which is six times a day.
    [year.tokens < upDays * 6, `${year.tokens} tokens in ${upDays} days: each holds for an hour`],
    [year.appends < year.rotations, `${year.appends} appends for ${year.rotations} logs`],
    [year.rateChanges < 2 * days - 1, `${year.rateChanges} changes of the rate in ${days} days of two each`],
    [year.staleAlarms < year.outages, `${year.staleAlarms} stale alarms in ${year.outages} outages`],
    [year.falseAlarms > 0, `${year.falseAlarms} stale alarms while all was well`],
    [timers.last > 2 * timers.first, `${timers.first} timers after a day and ${timers.last} at the end`],
    [memory.length === 0, 'memory was never looked at'],
    [heapSlope > mostHeapOfDay, growth],
    [isFilled && heapSlope * 365 > mostHeapOfYear, growth],
    [heap > mostHeap, `the heap came to ${heap} bytes`],
    [rss > mostRss, `the process came to hold ${rss} bytes`],
    [files > mostOpenFiles, `${files} files and sockets were open at once`],
    ...wrong.map(
      ([zone, { wrongMinutes }]) => [true, `${zone}: ${wrongMinutes} minutes with a wrong rate`] as const,
    ),
  ];
  return rules.filter(([isBroken]) => isBroken).map(([, sentence]) => sentence);
}

/** The first and the last sample, and some between them, for the record. */
export function someOf(memory: readonly MemorySample[]): readonly MemorySample[] {
  const step = Math.max(1, Math.floor(memory.length / 12));
  return memory.filter((_, index) => index % step === 0 || index === memory.length - 1);
}
