import type { Price } from '../../account/prices.ts';
import type { SyncPlan } from '../../sync/folder-sync.ts';
import { monthlyCost } from '../uploads/totals.ts';
import { syncUsage } from './usage-error.ts';

/** What a plan would cost, in the price's currency. */
export interface PlanCost {
  /** Of its requests; null where their prices are not known. */
  readonly once: number | null;
  /** A month, of the bytes that it adds to the bucket. What it replaces is not taken off. */
  readonly monthly: number;
}

/** Pure. */
export function costOf({ byKind, requests }: Pick<SyncPlan, 'byKind' | 'requests'>, price: Price): PlanCost {
  const { perTenThousandPuts: puts, perTenThousandGets: gets } = price;
  const once = (requests.put * (puts ?? 0) + requests.get * (gets ?? 0)) / 10_000;
  const added = byKind.upload.bytes + byKind.append.bytes + byKind.copy.bytes;
  return {
    once: puts === undefined && gets === undefined ? null : once,
    monthly: monthlyCost(added, price),
  };
}

/** Reads `0.12`, `0.12 CNY` or `0.12 put=0.01 get=0.01 CNY`; `usage` when it is none. Pure. */
export function parseSyncPrice(text: string): Price {
  const [first = '', ...words] = text.trim().split(/[\s,]+/);
  const figure = /^\d+(?:\.\d+)?$/;
  let price: Price = { perGbMonth: Number(first), currency: '' };
  let isSound = figure.test(first);
  for (const word of words) {
    const [, name, amount = ''] = /^(put|get)=(.+)$/.exec(word) ?? [];
    if (name === undefined && price.currency === '' && /^(?:\p{L}+|\p{Sc})$/u.test(word)) {
      price = { ...price, currency: word };
    } else if (name === 'put' && figure.test(amount))
      price = { ...price, perTenThousandPuts: Number(amount) };
    else if (name === 'get' && figure.test(amount)) price = { ...price, perTenThousandGets: Number(amount) };
    else isSound = false;
  }
  if (isSound) return price;
  throw syncUsage('price', { text });
}
