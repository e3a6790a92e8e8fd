import { AppError } from '../base/app-error.ts';
import { problem } from '../base/said.ts';
import type { HttpAnswer } from './http.ts';

/** Which state of a file an answer shows, as far as the server tells. */
export interface WebVersion {
  /** Of the whole file; null while it is not known. */
  readonly size: number | null;
  /** What `If-Range` may name; null where the server gives nothing that is sure to change with the bytes. */
  readonly validator: string | null;
  /** False when the server says that it sends no ranges. */
  readonly hasRanges: boolean;
}

/** The version in the answer to a request for the whole file. */
export function versionOf({ headers }: HttpAnswer): WebVersion {
  const length = headers['content-length'];
  return {
    size: length !== undefined && /^\d+$/.test(length) ? Number(length) : null,
    validator: validatorOf(headers),
    hasRanges: headers['accept-ranges'] !== 'none',
  };
}

/** RFC 9110, 8.8: a weak ETag never, and a date only when the file had rested for a second when it was given. */
function validatorOf(headers: HttpAnswer['headers']): string | null {
  const { etag, date, 'last-modified': modified } = headers;
  if (etag?.startsWith('"')) return etag;
  const restedMs = Date.parse(date ?? '') - Date.parse(modified ?? '');
  return modified !== undefined && restedMs >= 1000 ? modified : null;
}

/**
 * Holds the answer to a request from `position` on against the version that was read before, and returns what is known of
 * it now. Throws `web.changed` for another version; before the first byte only another length is one. Throws
 * `stream.failed` when the server sends the same version from its beginning.
 */
export function checkContinuation(
  answer: HttpAnswer,
  before: WebVersion,
  position: number,
  host: string,
): WebVersion {
  const { status, headers } = answer;
  const changed = (how: string) =>
    new AppError('web.changed', `the file is no longer the one that was read before: ${how}`, { host });
  const now = versionOf(answer);
  if (position === 0) {
    if (now.size !== before.size) throw changed('its length is another');
    return now;
  }
  if (status === 200) {
    if (now.size !== before.size || now.validator !== before.validator)
      throw changed('its version is another');
    throw new AppError('stream.failed', 'the server sends no ranges', problem('web.fromStart', { host }));
  }
  const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers['content-range'] ?? '');
  if (!range || Number(range[1]) !== position) throw changed('other bytes came than were asked for');
  const size = range[2] === '*' ? before.size : Number(range[2]);
  if (before.size !== null && size !== before.size) throw changed('its length is another');
  if (now.validator !== null && now.validator !== before.validator) throw changed('its version is another');
  return { ...before, size };
}

/** Whether a server that has no bytes from `position` on means the end of the file. */
export function isEndOf({ status, headers }: HttpAnswer, position: number): boolean {
  return status === 416 && headers['content-range'] === `bytes */${position}`;
}
