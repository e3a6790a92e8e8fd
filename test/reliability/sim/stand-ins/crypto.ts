import { stage } from '../stage.ts';

export * from 'node:crypto';

/** Chance comes from the seed. */
export function randomBytes(count: number): Buffer {
  return stage().random.bytes(count);
}

export function randomUUID(): string {
  const hex = stage().random.bytes(16).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
}
