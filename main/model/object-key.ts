import { AppError } from '../base/app-error.ts';
import type { StoreKind } from './target.ts';

/** Longest key in bytes of UTF-8: OSS 1023, S3 1024 (limits of the services). */
export const maxKeyBytes: Readonly<Record<StoreKind, number>> = { oss: 1023, s3: 1024 };

/** Throws `key.invalid` for a key that the service would refuse, or that has no UTF-8 form. */
export function checkKey(kind: StoreKind, key: string): void {
  const problem = keyProblem(kind, key);
  if (problem !== null) throw new AppError('key.invalid', `the key ${problem}`, { key: key.slice(0, 200) });
}

function keyProblem(kind: StoreKind, key: string): string | null {
  if (key === '') return 'is empty';
  if (!key.isWellFormed()) return 'has half a surrogate pair, which UTF-8 cannot carry';
  if (Buffer.byteLength(key) > maxKeyBytes[kind]) return `is longer than ${maxKeyBytes[kind]} bytes of UTF-8`;
  if (kind === 'oss' && /^[/\\]/.test(key)) return 'starts with a slash, which OSS refuses';
  return null;
}
