import type { Section } from './section.ts';
import { withoutMended } from './verdicts.ts';

/** What `npm run test:kills`, `test:power` and `test:endurance` write. */
interface LivesRecord {
  readonly what: string;
  readonly command: string;
  readonly commit: string;
  readonly seconds: number;
  readonly runs: number;
  readonly seeds: { readonly first: number; readonly last: number };
  readonly faultsHit: Readonly<Record<string, number>>;
  /** Words alone where the command of the whole run is the one that shows it again. */
  readonly failures: readonly (string | { readonly message: string; readonly command: string })[];
}

interface KillsRecord extends LivesRecord {
  readonly sentBytes: number;
  readonly bytesSentTwice: number;
  readonly bytesAllowedTwice: number;
  readonly bytesOpenAtKills: number;
  readonly databaseChecks: number;
  readonly comparedFiles: number;
  readonly checkedProofs: number;
  /** Of power cuts. */
  readonly bytesOfLogLost?: number;
  readonly locksLost?: number;
}

interface YearRecord extends LivesRecord {
  readonly counts: Readonly<Record<string, number>>;
  readonly timers: { readonly first: number; readonly last: number };
  readonly zones: Readonly<Record<string, { readonly minutes: number; readonly wrongMinutes: number }>>;
  readonly heapBytesPerDay: number;
  readonly rssBytesPerDay: number;
  readonly memory: readonly { readonly day: number; readonly heapBytes: number; readonly rssBytes: number }[];
}

/** Sections of runs in which the engine lives on, or dies and lives again. */
export function readLives(read: <T>(...path: string[]) => T | null): readonly (Section | null)[] {
  const kills = read<KillsRecord>('kills.json');
  const power = read<KillsRecord>('power.json');
  const year = read<YearRecord>('endurance.json');
  return [
    kills &&
      ofKills(
        'Kills',
        'The real program, the bucket process or both end by kill -9 at random moments, and start again.',
        kills,
        // What was in flight is what may be sent twice.
        true,
      ),
    power &&
      ofKills(
        'Power cuts',
        'The same, and the database keeps of what was not flushed only what its seed leaves: an end, sectors, half a checkpoint. The files themselves are cut: LazyFS needs FUSE and a setting that root alone may write, dm-log-writes needs root and two block devices, and a test that anybody can run asks for neither.',
        power,
        false,
      ),
    year && ofYear(year),
  ];
}

function common(
  record: LivesRecord,
): Pick<Section, 'command' | 'runs' | 'seeds' | 'faults' | 'failures' | 'mendedSince'> {
  const { command, runs, seeds, faultsHit, failures } = record;
  return {
    command,
    runs,
    seeds: seeds.first === seeds.last ? String(seeds.first) : `${seeds.first} to ${seeds.last}`,
    faults: faultsHit,
    ...withoutMended(
      failures.map(each =>
        typeof each === 'string'
          ? { text: each, command }
          : { text: `${each.message}: ${each.command}`, command: each.command },
      ),
    ),
  };
}

function ofKills(title: string, about: string, record: KillsRecord, isBounded: boolean): Section {
  const deaths = isBounded ? 'kills of the program' : 'power cuts';
  const { sentBytes: sent, bytesSentTwice: twice, bytesAllowedTwice: allowed } = record;
  return {
    ...{ title, about, ...common(record) },
    sentTwice: isBounded ? { sent, twice, allowed } : null,
    facts: {
      ...{ commit: record.commit, seconds: record.seconds },
      [`${deaths} that were asked for`]: wantedBy(record.command),
      [`${deaths} that there were`]: record.faultsHit['engineKilled'] ?? 0,
      ...(isBounded
        ? { 'bytes under way at the kills': record.bytesOpenAtKills }
        : {
            'bytes sent': sent,
            'bytes sent twice': twice,
            'bytes of the log lost': record.bytesOfLogLost ?? 0,
            'files of locks lost': record.locksLost ?? 'not known',
          }),
      'integrity checks of the database': record.databaseChecks,
      'files compared byte for byte': record.comparedFiles,
      'proofs computed anew': record.checkedProofs,
    },
  };
}

/** A run that was ended before its time has had fewer. */
function wantedBy(command: string): number | string {
  const count = /--count (\d+)/.exec(command)?.[1];
  return count === undefined ? 'not known' : Number(count);
}

function ofYear(record: YearRecord): Section {
  const { counts, timers, zones, memory } = record;
  const wrong = Object.values(zones).reduce((sum, { wrongMinutes }) => sum + wrongMinutes, 0);
  const [first, last] = [memory[0], memory.at(-1)];
  return {
    title: 'Endurance',
    about:
      'A watched folder lives through a year in minutes; the timetable of the rate is followed in all zones.',
    ...common(record),
    sentTwice: null,
    facts: {
      ...{ commit: record.commit, seconds: record.seconds, ...counts },
      ...{ zones: Object.keys(zones).join(', '), 'minutes with a wrong rate': wrong },
      ...{ 'timers after a day': timers.first, 'timers at the end': timers.last },
      'heap, slope (bytes a day)': record.heapBytesPerDay,
      'RSS, slope (bytes a day)': record.rssBytesPerDay,
      ...(first && last
        ? {
            [`heap on day ${first.day} and ${last.day} (bytes)`]: `${first.heapBytes}, ${last.heapBytes}`,
            [`RSS on day ${first.day} and ${last.day} (bytes)`]: `${first.rssBytes}, ${last.rssBytes}`,
          }
        : {}),
    },
  };
}
