/** A part of the day with a rate of its own, as it is typed. */
export interface SpanText {
  readonly from: string;
  readonly to: string;
  readonly rate: string;
}

/** What the editor shows of a rate limit. */
export type RateForm =
  | { readonly kind: 'none' }
  | { readonly kind: 'always'; readonly rate: string }
  | { readonly kind: 'timetable'; readonly spans: readonly SpanText[]; readonly otherwise: string };

const spanShape = /^(\d{1,2}:\d{2})\s*-\s*(\d{1,2}:\d{2})\s*=\s*(.+)$/;

/** From the text of the settings (`08:00-18:00=2M,5M`). Pure. */
export function rateToForm(text: string | null): RateForm {
  if (text === null) return { kind: 'none' };
  const entries = text.split(',').map(entry => entry.trim());
  const spans: SpanText[] = [];
  let otherwise = 'off';
  for (const entry of entries) {
    const [, from = '', to = '', rate = ''] = spanShape.exec(entry) ?? [];
    if (from === '') otherwise = entry;
    else spans.push({ from, to, rate });
  }
  return spans.length === 0 ? { kind: 'always', rate: otherwise } : { kind: 'timetable', spans, otherwise };
}

/** Null for no limit. Pure. */
export function formToRate(form: RateForm): string | null {
  if (form.kind === 'none') return null;
  if (form.kind === 'always') return form.rate.trim();
  const spans = form.spans.map(({ from, to, rate }) => `${from.trim()}-${to.trim()}=${rate.trim()}`);
  const otherwise = form.otherwise.trim();
  return [...spans, ...(otherwise === '' || otherwise.toLowerCase() === 'off' ? [] : [otherwise])].join(',');
}

const minutesPerDay = 1440;
const rateShape = /^\d+(\.\d+)?\s*[kmgt]?(i?b)?(\/s)?$/i;

/** Whether every field can be what it is meant to be; what overlaps, the engine finds. Pure. */
export function isRateRight(form: RateForm): boolean {
  const isRate = (text: string) => rateShape.test(text.trim());
  const isRateOrOff = (text: string) => text.trim().toLowerCase() === 'off' || isRate(text);
  if (form.kind === 'none') return true;
  if (form.kind === 'always') return isRate(form.rate);
  const areSpansRight = form.spans.every(({ from, to, rate }) => {
    const [first, end] = [minuteOf(from), minuteOf(to)];
    return first < minutesPerDay && end <= minutesPerDay && first !== end && isRateOrOff(rate);
  });
  return (
    form.spans.length > 0 && areSpansRight && (form.otherwise.trim() === '' || isRateOrOff(form.otherwise))
  );
}

/** Minutes since midnight; NaN for what is no time. */
function minuteOf(text: string): number {
  const [, hour = '', minute = ''] = /^(\d{1,2}):(\d{2})$/.exec(text.trim()) ?? [];
  return hour !== '' && Number(minute) < 60 ? Number(hour) * 60 + Number(minute) : Number.NaN;
}
