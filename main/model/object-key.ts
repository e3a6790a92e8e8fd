import { AppError } from '../base/app-error.ts';
import { type ProblemFacts, problem } from '../base/said.ts';
import type { StoreKind } from './target.ts';

/** Longest key in bytes of UTF-8: OSS 1023, S3 1024 (limits of the services). */
export const maxKeyBytes: Readonly<Record<StoreKind, number>> = { oss: 1023, s3: 1024 };

/** Throws `key.invalid` for a key that the service would refuse, or that has no UTF-8 form. */
export function checkKey(kind: StoreKind, key: string): void {
  const found = keyProblem(kind, key);
  if (found === null) return;
  throw new AppError('key.invalid', 'the store takes no such key', { ...found, key: key.slice(0, 200) });
}

function keyProblem(kind: StoreKind, key: string): ProblemFacts | null {
  if (key === '') return problem('key.empty');
  if (!key.isWellFormed()) return problem('key.surrogate');
  if (Buffer.byteLength(key) > maxKeyBytes[kind]) return problem('key.long', { most: maxKeyBytes[kind] });
  if (kind === 'oss' && /^[/\\]/.test(key)) return problem('key.slash');
  return null;
}
