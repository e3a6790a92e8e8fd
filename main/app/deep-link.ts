import { z } from 'zod';
import type { SavedTarget } from '../../preload/contract/targets.ts';

/** Signs that begin a line or turn one around could make the question say something else. */
const plain = z.string().regex(/^[^\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]*$/u);

/** `longshore://add-target?name=…&kind=oss&bucket=…&prefix=…&account=…`. It holds no keys and no endpoint: those are the account's. */
const shape = z.strictObject({
  name: plain.min(1).max(100),
  kind: z.enum(['oss', 's3']),
  bucket: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/),
  prefix: plain.max(1_000).default(''),
  account: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/)
    .optional(),
});

/** The target that a link names; null for every other address, also for one that says more than it may. Pure. */
export function readLink(address: string): SavedTarget | null {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  const isOurs = url.protocol === 'longshore:' && url.host === 'add-target' && /^\/?$/.test(url.pathname);
  const names = [...url.searchParams.keys()];
  if (!isOurs || url.username !== '' || url.password !== '' || new Set(names).size < names.length)
    return null;
  const found = shape.safeParse(Object.fromEntries(url.searchParams));
  if (!found.success) return null;
  const { account = null, prefix, ...target } = found.data;
  const asFolder = prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`;
  return { ...target, account, prefix: asFolder, options: {} };
}
