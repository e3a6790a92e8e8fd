import { z } from 'zod';
import { readText } from './file-access.ts';
import { checkTable, parseToml } from './toml-file.ts';

/** What stored bytes cost. */
export interface Price {
  /** For 2^30 bytes kept for a month, as both services count. */
  readonly perGbMonth: number;
  /** As the user wrote it; empty when they did not. */
  readonly currency: string;
}

const schema = z.strictObject({
  'gb-month': z.number().min(0),
  currency: z.string().min(1).exactOptional(),
});

/** The `[prices]` table of `config.toml`; null when there is none. Throws `account.invalid` with file and field. */
export async function readPrice(file: string): Promise<Price | null> {
  const table = parseToml(file, (await readText(file)) ?? '')['prices'];
  if (table === undefined) return null;
  const { 'gb-month': perGbMonth, currency = '' } = checkTable(file, '[prices]', schema, table);
  return { perGbMonth, currency };
}
