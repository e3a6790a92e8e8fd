import { problem } from '../../base/said.ts';
import type { Price } from '../../model/price.ts';
import { type Cost, costOf } from '../../plan/cost.ts';
import type { SyncPlan } from '../../sync/folder-sync.ts';
import { syncUsage } from './usage-error.ts';

/** What a plan would cost. Bytes are those that it adds to the bucket; what it replaces is not taken off. Pure. */
export function costOfPlan({ byKind, requests }: Pick<SyncPlan, 'byKind' | 'requests'>, price: Price): Cost {
  return costOf(requests, byKind.upload.bytes + byKind.append.bytes + byKind.copy.bytes, price);
}

/** Reads `0.12`, `0.12 CNY` or `0.12 put=0.01 get=0.01 CNY`; `usage` when it is none. Pure. */
export function parseSyncPrice(text: string): Price {
  const [first = '', ...words] = text.trim().split(/[\s,]+/);
  const figure = /^\d+(?:\.\d+)?$/;
  let price: Price = { perGbMonth: Number(first), per10000Put: null, per10000Get: null, currency: '' };
  let isSound = figure.test(first);
  for (const word of words) {
    const [, name, amount = ''] = /^(put|get)=(.+)$/.exec(word) ?? [];
    if (name === undefined && price.currency === '' && /^(?:\p{L}+|\p{Sc})$/u.test(word)) {
      price = { ...price, currency: word };
    } else if (name === 'put' && figure.test(amount)) price = { ...price, per10000Put: Number(amount) };
    else if (name === 'get' && figure.test(amount)) price = { ...price, per10000Get: Number(amount) };
    else isSound = false;
  }
  if (isSound) return price;
  throw syncUsage(problem('sync.price', { text }));
}
