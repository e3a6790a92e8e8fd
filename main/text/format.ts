import type { Language } from './language.ts';

/** Intl counts bytes in 1000 only, so the names of those that count in 1024 are ours; they are the same in every language. */
const byteUnits = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/** Figures, sizes and times as people of one language write them: digits and separators are those of Intl. */
export interface Formats {
  /** To the last digit and without groups, as what is copied: a port, a status, a line. */
  plain(value: number): string;
  /** Whole, and to the last digit. */
  number(value: number): string;
  /** Whole, in groups of three: `3,401`. */
  grouped(value: number): string;
  /** `42%`, from 42. */
  percent(value: number): string;
  /** Two digits after the point: `0.37`, `1,234.50`. */
  hundredths(value: number): string;
  /** `999 B`, `1.5 KiB`, `12.0 MiB`: three or four digits, counted in 1024. */
  bytes(bytes: number): string;
  /** `1.5 KiB/s`. */
  rate(bytesPerSecond: number): string;
  /** `1.0 GiB (1073741824 bytes)`; small sizes only in bytes. */
  exactBytes(bytes: number): string;
  /** Two units at most: `7s`, `1m 20s`, `3h 05m`, `2d 4h`. */
  span(ms: number): string;
  /** One unit: seconds below two minutes, then minutes. */
  roughly(ms: number): string;
  /** Local date and time to the minute, 16 columns: `2025-01-02 03:04`. */
  moment(ms: number): string;
  /** Local time to the minute: `03:04`. */
  clock(ms: number): string;
}

type Unit = 'day' | 'hour' | 'minute' | 'second';

function unitFormat(
  language: Language,
  unit: Unit,
  unitDisplay: 'long' | 'narrow',
  minimumIntegerDigits = 1,
) {
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay, minimumIntegerDigits });
}

function roughlyIn(language: Language, unitDisplay: 'long' | 'narrow'): Formats['roughly'] {
  const seconds = unitFormat(language, 'second', unitDisplay);
  const minutes = unitFormat(language, 'minute', unitDisplay);
  return ms => {
    const whole = Math.round(ms / 1000);
    return whole < 120 ? seconds.format(whole) : minutes.format(Math.round(whole / 60));
  };
}

function bytesIn(language: Language): Formats['bytes'] {
  const withDigits = (digits: number) =>
    new Intl.NumberFormat(language, {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
      useGrouping: false,
    });
  const [whole, tenths] = [withDigits(0), withDigits(1)];
  return bytes => {
    if (bytes < 1024) return `${whole.format(bytes)} B`;
    let value = bytes / 1024;
    let unit = 0;
    // 1023.95 would be written as 1024.0, so it already belongs to the next unit.
    while (value >= 1023.95 && unit < byteUnits.length - 1) {
      value /= 1024;
      unit += 1;
    }
    return `${(value < 99.95 ? tenths : whole).format(value)} ${byteUnits[unit]}`;
  };
}

const timeOfDay = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;

/** What differs between languages only by what Intl knows of them. */
function commonFormats(language: Language) {
  const plain = new Intl.NumberFormat(language, { maximumFractionDigits: 20, useGrouping: false });
  const figures = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
  const percents = new Intl.NumberFormat(language, { style: 'percent' });
  const hundredths = new Intl.NumberFormat(language, {
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
  });
  const clock = new Intl.DateTimeFormat(language, timeOfDay);
  const bytes = bytesIn(language);
  return {
    plain: value => plain.format(value),
    grouped: value => figures.format(value),
    percent: value => percents.format(value / 100),
    hundredths: value => hundredths.format(value),
    bytes,
    rate: bytesPerSecond => `${bytes(bytesPerSecond)}/s`,
    clock: ms => clock.format(ms),
  } satisfies Partial<Formats>;
}

function momentsIn(locale: string): Formats['moment'] {
  const moments = new Intl.DateTimeFormat(locale, {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    ...timeOfDay,
  });
  return ms => moments.format(ms);
}

function englishFormats(): Formats {
  const common = commonFormats('en');
  const bytesInFull = new Intl.NumberFormat('en', {
    style: 'unit',
    unit: 'byte',
    unitDisplay: 'long',
    useGrouping: false,
  });
  const unit = (name: Unit, digits = 1) => unitFormat('en', name, 'narrow', digits);
  const [day, hour, minute, second] = [unit('day'), unit('hour'), unit('minute'), unit('second')];
  const [minuteAfter, secondAfter] = [unit('minute', 2), unit('second', 2)];
  return {
    ...common,
    number: common.plain,
    exactBytes(bytes) {
      const inFull = bytesInFull.format(bytes);
      return bytes < 1024 ? inFull : `${common.bytes(bytes)} (${inFull})`;
    },
    span(ms) {
      const { days, hours, minutes, seconds } = unitsOf(ms);
      if (days > 0) return `${day.format(days)} ${hour.format(hours)}`;
      if (hours > 0) return `${hour.format(hours)} ${minuteAfter.format(minutes)}`;
      if (minutes > 0) return `${minute.format(minutes)} ${secondAfter.format(seconds)}`;
      return second.format(seconds);
    },
    roughly: roughlyIn('en', 'long'),
    // Those who read English put day and month in either order; what Sweden writes, year first, none of them reads wrongly.
    moment: momentsIn('sv'),
  };
}

function chineseFormats(): Formats {
  const common = commonFormats('zh-CN');
  const unit = (name: Unit) => unitFormat('zh-CN', name, 'narrow');
  const [day, hour, minute, second] = [unit('day'), unit('hour'), unit('minute'), unit('second')];
  /** The smaller unit only where there is some of it. */
  const both = (larger: string, count: number, smaller: Intl.NumberFormat) =>
    count === 0 ? larger : larger + smaller.format(count);
  return {
    ...common,
    number: common.grouped,
    exactBytes(bytes) {
      const inFull = `${common.grouped(bytes)} 字节`;
      return bytes < 1024 ? inFull : `${common.bytes(bytes)}（${inFull}）`;
    },
    span(ms) {
      const { days, hours, minutes, seconds } = unitsOf(ms);
      if (days > 0) return both(day.format(days), hours, hour);
      if (hours > 0) return both(hour.format(hours), minutes, minute);
      if (minutes > 0) return both(minute.format(minutes), seconds, second);
      return second.format(seconds);
    },
    roughly: roughlyIn('zh-CN', 'narrow'),
    moment: momentsIn('zh-CN'),
  };
}

function unitsOf(ms: number) {
  const total = Math.max(0, Math.round(ms / 1000));
  return {
    days: Math.floor(total / 86_400),
    hours: Math.floor(total / 3600) % 24,
    minutes: Math.floor(total / 60) % 60,
    seconds: total % 60,
  };
}

const makers: Readonly<Record<Language, () => Formats>> = { en: englishFormats, 'zh-CN': chineseFormats };
const made = new Map<Language, Formats>();

/** The formats of a language; made once, for Intl's objects take their time. */
export function formatsIn(language: Language): Formats {
  const formats = made.get(language) ?? makers[language]();
  made.set(language, formats);
  return formats;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
const unprintable = /[\u0000-\u001f\u007f-\u009f]/g;

/** A name as it may be shown: control characters, which could move the cursor or fake a line, become `\xNN`. */
export function printable(name: string): string {
  return name.replace(unprintable, char => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

/** All but the last four characters hidden: what tells one key id from another without giving it away. */
export function maskKeyId(id: string): string {
  return id.length <= 4 ? '****' : `****${id.slice(-4)}`;
}
