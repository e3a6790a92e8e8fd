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

/** What is the matter with a field, by a key of the texts of the settings; an overlap names the other span. */
export type RateProblem =
  | { readonly key: 'rate.badTime' | 'rate.badEnd' | 'rate.sameTime' | 'rate.badRate' | 'rate.wrong' }
  | { readonly key: 'rate.overlaps'; readonly facts: { readonly from: string; readonly to: string } };

export interface RateErrors {
  /** One for each span, in order. */
  readonly spans: readonly Readonly<Partial<Record<keyof SpanText, RateProblem>>>[];
  /** Of the only rate, or of that for the rest of the day. */
  readonly otherwise: RateProblem | null;
}

const minutesPerDay = 1440;
const rateShape = /^(\d+(?:\.\d+)?)\s*([kmgt]?)(i?b)?(\/s)?$/i;
/** The engine takes none below 8 KiB: requests that wait their turn would look like requests that hang. */
const slowestRate = 8 * 1024;

/** What is wrong with each field. Pure. */
export function rateErrors(form: RateForm): RateErrors {
  if (form.kind === 'none') return { spans: [], otherwise: null };
  if (form.kind === 'always') {
    return { spans: [], otherwise: isRate(form.rate) ? null : { key: 'rate.wrong' } };
  }
  const { spans } = form;
  return {
    spans: spans.map((span, index) => spanErrors(span, spans.slice(0, index))),
    otherwise: isRateOrOff(form.otherwise) || form.otherwise.trim() === '' ? null : { key: 'rate.badRate' },
  };
}

export function isRateRight(form: RateForm): boolean {
  const { spans, otherwise } = rateErrors(form);
  return otherwise === null && spans.every(span => Object.keys(span).length === 0);
}

function spanErrors(span: SpanText, before: readonly SpanText[]): RateErrors['spans'][number] {
  const [first, end] = minutesOf(span);
  const isFromRight = first < minutesPerDay;
  const isToRight = end <= minutesPerDay;
  const other = before.find(each => doOverlap(minutesOf(each), [first, end]));
  const { from, to } = other ?? span;
  return {
    ...(!isFromRight && { from: { key: 'rate.badTime' } as const }),
    ...(!isToRight && { to: { key: 'rate.badEnd' } as const }),
    ...(isFromRight && first === end && { to: { key: 'rate.sameTime' } as const }),
    ...(other && { from: { key: 'rate.overlaps', facts: { from, to } } as const }),
    ...(!isRateOrOff(span.rate) && { rate: { key: 'rate.badRate' } as const }),
  };
}

type Minutes = readonly [from: number, to: number];

function minutesOf({ from, to }: SpanText): Minutes {
  return [minuteOf(from), minuteOf(to)];
}

/** False where one of the times is none. An end at or before the beginning lies on the next day. */
function doOverlap(a: Minutes, b: Minutes): boolean {
  const isTime = ([from, to]: Minutes) => from < minutesPerDay && to <= minutesPerDay && from !== to;
  return isTime(a) && isTime(b) && (holds(a, b[0]) || holds(b, a[0]));
}

function holds([from, to]: Minutes, minute: number): boolean {
  const end = to === 0 ? minutesPerDay : to;
  return from < end ? from <= minute && minute < end : minute >= from || minute < end;
}

function isRate(text: string): boolean {
  const [, figure = '', unit = '', suffix = ''] = rateShape.exec(text.trim()) ?? [];
  const step = suffix.toLowerCase() === 'b' && unit !== '' ? 1000 : 1024;
  const bytes = Number(figure) * step ** ['', 'k', 'm', 'g', 't'].indexOf(unit.toLowerCase());
  return figure !== '' && (bytes === 0 || bytes >= slowestRate);
}

function isRateOrOff(text: string): boolean {
  return text.trim().toLowerCase() === 'off' || isRate(text);
}

/** Minutes since midnight; NaN for what is no time. */
function minuteOf(text: string): number {
  const [, hour = '', minute = ''] = /^(\d{1,2}):(\d{2})$/.exec(text.trim()) ?? [];
  return hour !== '' && Number(minute) < 60 ? Number(hour) * 60 + Number(minute) : Number.NaN;
}
