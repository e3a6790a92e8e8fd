import type { Language } from './language.ts';

const names = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/** `999 B`, `1.5 KiB`, `12.0 MiB`: three or four digits, counted in 1024; the same in every language. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${Math.round(bytes)} B`;
  let value = bytes / 1024;
  let name = 0;
  // 1023.95 would be written as 1024.0, so it already belongs to the next unit.
  while (value >= 1023.95 && name < names.length - 1) {
    value /= 1024;
    name += 1;
  }
  return `${value.toFixed(value < 99.95 ? 1 : 0)} ${names[name]}`;
}

export function formatRate(bytesPerSecond: number): string {
  return `${formatBytes(bytesPerSecond)}/s`;
}

/** Figures, sizes and times as people of one language write them. */
export interface Formats {
  /** Whole, and to the last digit. */
  number(value: number): string;
  /** Whole, in groups of three: `3,401`. */
  grouped(value: number): string;
  /** `1.0 GiB (1073741824 bytes)`; small sizes only in bytes. */
  exactBytes(bytes: number): string;
  /** Two units at most: `7s`, `1m 20s`, `3h 05m`, `2d 4h`. */
  span(ms: number): string;
  /** One unit: seconds below two minutes, then minutes. */
  roughly(ms: number): string;
  /** Local date and time to the minute, 16 columns: `2025-01-02 03:04`. */
  moment(ms: number): string;
}

type Unit = 'day' | 'hour' | 'minute' | 'second';

function unitFormat(language: Language, unit: Unit, unitDisplay: 'long' | 'narrow') {
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay });
}

function roughlyIn(language: Language, unitDisplay: 'long' | 'narrow'): Formats['roughly'] {
  const seconds = unitFormat(language, 'second', unitDisplay);
  const minutes = unitFormat(language, 'minute', unitDisplay);
  return ms => {
    const whole = Math.round(ms / 1000);
    return whole < 120 ? seconds.format(whole) : minutes.format(Math.round(whole / 60));
  };
}

const two = (value: number) => String(value).padStart(2, '0');

function englishFormats(): Formats {
  const figures = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
  const bytesInFull = new Intl.NumberFormat('en', {
    style: 'unit',
    unit: 'byte',
    unitDisplay: 'long',
    useGrouping: false,
  });
  return {
    number: String,
    grouped: value => figures.format(value),
    exactBytes(bytes) {
      const inFull = bytesInFull.format(bytes);
      return bytes < 1024 ? inFull : `${formatBytes(bytes)} (${inFull})`;
    },
    span(ms) {
      const { days, hours, minutes, seconds } = unitsOf(ms);
      if (days > 0) return `${days}d ${hours}h`;
      if (hours > 0) return `${hours}h ${two(minutes)}m`;
      if (minutes > 0) return `${minutes}m ${two(seconds)}s`;
      return `${seconds}s`;
    },
    roughly: roughlyIn('en', 'long'),
    moment(ms) {
      const at = new Date(ms);
      return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}`;
    },
  };
}

function chineseFormats(): Formats {
  const figures = new Intl.NumberFormat('zh-CN');
  const unit = (name: Unit) => unitFormat('zh-CN', name, 'narrow');
  const [day, hour, minute, second] = [unit('day'), unit('hour'), unit('minute'), unit('second')];
  /** The smaller unit only where there is some of it. */
  const both = (larger: string, count: number, smaller: Intl.NumberFormat) =>
    count === 0 ? larger : larger + smaller.format(count);
  const moments = new Intl.DateTimeFormat('zh-CN', {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  return {
    number: value => figures.format(value),
    grouped: value => figures.format(value),
    exactBytes(bytes) {
      const inFull = `${figures.format(bytes)} 字节`;
      return bytes < 1024 ? inFull : `${formatBytes(bytes)}（${inFull}）`;
    },
    span(ms) {
      const { days, hours, minutes, seconds } = unitsOf(ms);
      if (days > 0) return both(day.format(days), hours, hour);
      if (hours > 0) return both(hour.format(hours), minutes, minute);
      if (minutes > 0) return both(minute.format(minutes), seconds, second);
      return second.format(seconds);
    },
    roughly: roughlyIn('zh-CN', 'narrow'),
    moment: ms => moments.format(ms),
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
