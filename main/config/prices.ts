import { z } from 'zod';
import type { Price } from '../model/price.ts';
import { readText } from './file-access.ts';
import { checkTable, parseToml } from './toml-file.ts';

const schema = z.strictObject({
  'gb-month': z.number().min(0),
  'per-10000-put': z.number().min(0).exactOptional(),
  'per-10000-get': z.number().min(0).exactOptional(),
  currency: z.string().min(1).exactOptional(),
});

/** The `[prices]` table of `config.toml`; null when there is none. Throws `account.invalid` with file and field. */
export async function readPrice(file: string): Promise<Price | null> {
  const table = parseToml(file, (await readText(file)) ?? '')['prices'];
  if (table === undefined) return null;
  const prices = checkTable(file, '[prices]', schema, table);
  return {
    perGbMonth: prices['gb-month'],
    per10000Put: prices['per-10000-put'] ?? null,
    per10000Get: prices['per-10000-get'] ?? null,
    currency: prices.currency ?? '',
  };
}
