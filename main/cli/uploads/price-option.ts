import { AppError } from '../../base/app-error.ts';
import { problem } from '../../base/said.ts';
import type { Price } from '../../model/price.ts';

/** Reads `0.12` or `0.12 CNY`, for a GB and month alone; `usage` when it is none. */
export function parsePrice(text: string): Price {
  const [, figure = '', currency = ''] = /^(\d+(?:\.\d+)?)\s*(\p{L}*|\p{Sc})$/u.exec(text.trim()) ?? [];
  if (figure !== '') {
    return { perGbMonth: Number(figure), per10000Put: null, per10000Get: null, currency };
  }
  throw new AppError('usage', 'not a price', problem('price.invalid', { text }));
}
