import { formatsIn } from '../../main/text/format.ts';
import type { Language } from '../../main/text/language.ts';
import { useLanguage } from './texts.tsx';
import { timeRangesIn } from './time-range.ts';

/** Figures, sizes and times in the page's language. */
export function useFormats() {
  return formatsOfPage(useLanguage());
}

const made = new Map<Language, ReturnType<typeof createFormats>>();

/** Made once for each language: the formats of the platform are dear to make, and rows need them by the dozen. */
function formatsOfPage(language: Language) {
  const formats = made.get(language) ?? createFormats(language);
  made.set(language, formats);
  return formats;
}

function createFormats(language: Language) {
  const formats = formatsIn(language);
  const day = new Intl.DateTimeFormat(language, {
    dateStyle: 'medium',
    timeStyle: 'short',
    hourCycle: 'h23',
  });
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  return {
    ...formats,
    time: timeRangesIn(language),
    /** `09:12 today`, `09:12 yesterday`, else date and time. */
    when(ms: number, nowMs = Date.now()): string {
      const days = daysBetween(ms, nowMs);
      if (days > 1 || days < -1) return day.format(ms);
      const time = formats.clock(ms);
      const word = relative.format(-days, 'day');
      return language === 'zh-CN' ? `${word} ${time}` : `${time} ${word}`;
    },
  };
}

/** Midnights between two moments, by the clock on the wall. Pure. */
export function daysBetween(ms: number, nowMs: number): number {
  const midnight = (at: number) => {
    const date = new Date(at);
    return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
  };
  return Math.round((midnight(nowMs) - midnight(ms)) / 86_400_000);
}
