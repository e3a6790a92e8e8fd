import { problem } from '../../base/said.ts';
import { parseSpan } from '../../model/size.ts';
import { syncUsage } from './usage-error.ts';

/** `10%` or `10`; `usage` for what is no share from 0 to 100. Pure. */
export function parsePercent(text: string): number {
  const [, figure = ''] = /^(\d+(?:\.\d+)?)\s*%?$/.exec(text.trim()) ?? [];
  if (figure !== '' && Number(figure) <= 100) return Number(figure);
  throw syncUsage(problem('sync.percent', { text }));
}

/** `1%` as 0.01. The sign has to be there: 1 could be meant for all. Pure. */
export function parseSample(text: string): number {
  const [, figure = ''] = /^(\d+(?:\.\d+)?)\s*%$/.exec(text.trim()) ?? [];
  const share = Number(figure) / 100;
  if (figure !== '' && share > 0 && share <= 1) return share;
  throw syncUsage(problem('sync.sample', { text }), 'verify');
}

/** A parser of spans between two, in ms; both may be meant. */
export function parseSpanWithin(least: number, most: number): (text: string) => number {
  return text => {
    const ms = parseSpan(text);
    if (ms >= least && ms <= most) return ms;
    throw syncUsage(problem('sync.span', { text, least, most }));
  };
}

/** A prefix that ends in `/`, without empty and dotted names in it, as those would lie outside or nowhere. Pure. */
export function parseTrash(text: string): string {
  const names = text.replace(/\/$/, '').split('/');
  if (names.every(name => name !== '' && name !== '.' && name !== '..')) return `${names.join('/')}/`;
  throw syncUsage(problem('sync.trash', { text }));
}
