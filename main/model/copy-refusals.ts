import type { ErrorCode } from '../base/app-error.ts';

const refusals: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'remote.denied',
  'remote.refused',
  'remote.unsupported',
  'options.unsupported',
  'object.archived',
  'object.missing',
  'object.changed',
  'file.too-large',
  'upload.unproven',
  'proof.impossible',
]);

/** Whether a copy on the server failed in a way that leaves nothing behind and sending the bytes as the way out. */
export function isCopyRefused(code: ErrorCode): boolean {
  return refusals.has(code);
}
