import { z } from 'zod';
import { readText } from './file-access.ts';
import { checkTable, parseToml } from './toml-file.ts';

/** What stored bytes and requests cost. */
export interface Price {
  /** For 2^30 bytes kept for a month, as both services count. */
  readonly perGbMonth: number;
  /** As the user wrote it; empty when they did not. */
  readonly currency: string;
  /** For 10,000 requests that write or list; absent where they are not to count. */
  readonly perTenThousandPuts?: number;
  /** For 10,000 requests that read. */
  readonly perTenThousandGets?: number;
}

const schema = z.strictObject({
  'gb-month': z.number().min(0),
  currency: z.string().min(1).exactOptional(),
  'put-10000': z.number().min(0).exactOptional(),
  'get-10000': z.number().min(0).exactOptional(),
});

/** The `[prices]` table of `config.toml`; null when there is none. Throws `account.invalid` with file and field. */
export async function readPrice(file: string): Promise<Price | null> {
  const table = parseToml(file, (await readText(file)) ?? '')['prices'];
  if (table === undefined) return null;
  const found = checkTable(file, '[prices]', schema, table);
  const { 'gb-month': perGbMonth, currency = '', 'put-10000': puts, 'get-10000': gets } = found;
  return {
    perGbMonth,
    currency,
    ...(puts !== undefined && { perTenThousandPuts: puts }),
    ...(gets !== undefined && { perTenThousandGets: gets }),
  };
}
