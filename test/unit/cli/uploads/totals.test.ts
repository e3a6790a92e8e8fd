import { expect, test } from 'vitest';
import { parsePrice } from '../../../../main/cli/uploads/price-option.ts';
import { addTo, formatMoney, noTotals } from '../../../../main/cli/uploads/totals.ts';
import { textsIn } from '../../../../main/text/texts.ts';

test('sums are kept for each origin and for all', () => {
  const totals = [
    { origin: { from: 'unknown' }, storedBytes: 5 },
    { origin: { from: 'loose', reason: 'stream' }, storedBytes: 10 },
    { origin: { from: 'unknown' }, storedBytes: 0 },
  ] as const;
  expect(totals.reduce(addTo, noTotals)).toEqual({
    uploads: 3,
    storedBytes: 15,
    transfer: { uploads: 0, storedBytes: 0 },
    loose: { uploads: 1, storedBytes: 10 },
    unknown: { uploads: 2, storedBytes: 5 },
  });
});

test.each([
  [0.364, 'CNY', '0.36 CNY'],
  [0, '', '0.00'],
  [0.0004, 'USD', 'less than 0.01 USD'],
  [1234.5, '', '1,234.50'],
])('%s in %j is written %s', (amount, currency, text) => {
  expect(formatMoney(amount, currency, textsIn('en'))).toBe(text);
});

test.each([
  ['0.12', { perGbMonth: 0.12, currency: '' }],
  ['0.12 CNY', { perGbMonth: 0.12, currency: 'CNY' }],
  ['1€', { perGbMonth: 1, currency: '€' }],
])('%s is a price for stored bytes alone', (text, price) => {
  expect(parsePrice(text)).toEqual({ per10000Put: null, per10000Get: null, ...price });
});

test.each(['', 'free', '-1', '0,12', '1 2'])('%j is no price', text => {
  expect(() => parsePrice(text)).toThrow(expect.objectContaining({ code: 'usage' }));
});
