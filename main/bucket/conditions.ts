import { type Call, dialectHeader } from './call.ts';
import type { ObjectRecord } from './object-table.ts';
import { refuse, refuseArgument } from './refusal.ts';

/** Compares ETags as clients send them: with or without quotes, in either case. */
export function isSameEtag(given: string, etag: string): boolean {
  return given.trim().replace(/^W\//, '').replace(/^"|"$/g, '').toLowerCase() === etag;
}

function names(list: string, etag: string): boolean {
  return list.split(',').some(given => given.trim() === '*' || isSameEtag(given, etag));
}

/** The four conditions, under whatever header names they came. */
interface Conditions {
  readonly match: string | undefined;
  readonly noneMatch: string | undefined;
  readonly modifiedSince: string | undefined;
  readonly unmodifiedSince: string | undefined;
}

/** How the conditions turn out for an object; `If-Match` outweighs the date beside it, as RFC 9110 has it. */
function judge(object: ObjectRecord, conditions: Conditions): 'holds' | 'failed' | 'unchanged' {
  const { match, noneMatch, modifiedSince, unmodifiedSince } = conditions;
  const modifiedS = Math.floor(object.modifiedAtMs / 1000);
  const seconds = (date: string) => Math.floor(Date.parse(date) / 1000);
  if (match !== undefined) {
    if (!names(match, object.etag)) return 'failed';
  } else if (unmodifiedSince !== undefined && modifiedS > seconds(unmodifiedSince)) return 'failed';
  if (noneMatch !== undefined) return names(noneMatch, object.etag) ? 'unchanged' : 'holds';
  return modifiedSince !== undefined && modifiedS <= seconds(modifiedSince) ? 'unchanged' : 'holds';
}

/** Conditions of GET and HEAD. */
export function checkRead(call: Call, object: ObjectRecord): void {
  const { headers } = call.request;
  const verdict = judge(object, {
    match: headers['if-match'],
    noneMatch: headers['if-none-match'],
    modifiedSince: headers['if-modified-since'],
    unmodifiedSince: headers['if-unmodified-since'],
  });
  if (verdict === 'failed') throw refuse('PreconditionFailed');
  if (verdict === 'unchanged') {
    throw refuse('NotModified', { headers: { etag: call.dialect.etag(object.etag) } });
  }
}

/** Conditions on the source of a copy; what is unchanged is 304 to OSS and 412 to S3. */
export function checkCopySource(call: Call, source: ObjectRecord): void {
  const verdict = judge(source, {
    match: dialectHeader(call, 'copy-source-if-match'),
    noneMatch: dialectHeader(call, 'copy-source-if-none-match'),
    modifiedSince: dialectHeader(call, 'copy-source-if-modified-since'),
    unmodifiedSince: dialectHeader(call, 'copy-source-if-unmodified-since'),
  });
  if (verdict === 'holds') return;
  throw refuse(verdict === 'unchanged' && call.dialect.kind === 'oss' ? 'NotModified' : 'PreconditionFailed');
}

/** What a deletion says of the object that it means; what is undefined does not count. */
export interface DeleteConditions {
  readonly match: string | undefined;
  readonly size: string | undefined;
  /** In any form that a date has in HTTP or XML; compared by the second. */
  readonly modifiedAt: string | undefined;
}

/** Refuses the deletion of another object than the one that is meant; that of none at all as well. */
export function checkDelete(object: ObjectRecord | null, conditions: DeleteConditions): void {
  const { match, size, modifiedAt } = conditions;
  if (match === undefined && size === undefined && modifiedAt === undefined) return;
  const seconds = (ms: number) => Math.floor(ms / 1000);
  const isMeant =
    object !== null &&
    (match === undefined || names(match, object.etag)) &&
    (size === undefined || size.trim() === String(object.size)) &&
    (modifiedAt === undefined || seconds(Date.parse(modifiedAt)) === seconds(object.modifiedAtMs));
  if (!isMeant) throw refuse('PreconditionFailed', { elements: { Condition: 'If-Match' } });
}

/**
 * Conditions on what a write may replace. Asked before the body is read, so a refusal is early, and again in the turn
 * that stores, where it counts.
 */
export function checkWrite(call: Call, existing: ObjectRecord | null): void {
  if (call.dialect.kind === 'oss') checkOssWrite(call, existing);
  else checkS3Write(call, existing);
}

function checkOssWrite(call: Call, existing: ObjectRecord | null): void {
  const { headers } = call.request;
  const conditional = ['if-match', 'if-none-match', 'if-modified-since', 'if-unmodified-since'];
  const header = conditional.find(name => name in headers);
  if (header !== undefined) {
    throw refuse('NotImplemented', { ec: '0017-00000245', elements: { Header: header } });
  }
  const forbid = headers['x-oss-forbid-overwrite'];
  if (forbid !== undefined && forbid !== 'true' && forbid !== 'false') {
    throw refuseArgument(
      'x-oss-forbid-overwrite',
      forbid,
      'The value must be true or false.',
      '0017-00000279',
    );
  }
  if (forbid === 'true' && existing) throw refuse('FileAlreadyExists');
}

function checkS3Write(call: Call, existing: ObjectRecord | null): void {
  const match = call.request.headers['if-match'];
  const noneMatch = call.request.headers['if-none-match'];
  if (noneMatch !== undefined && noneMatch !== '*') {
    throw refuse('NotImplemented', { elements: { Header: 'If-None-Match' } });
  }
  if (noneMatch !== undefined && existing) {
    throw refuse('PreconditionFailed', { elements: { Condition: 'If-None-Match' } });
  }
  if (match === undefined) return;
  if (!existing) throw refuse('NoSuchKey', { elements: { Key: call.request.key ?? '' } });
  if (!names(match, existing.etag))
    throw refuse('PreconditionFailed', { elements: { Condition: 'If-Match' } });
}
