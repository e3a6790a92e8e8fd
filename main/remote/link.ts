import { AppError } from '../base/app-error.ts';
import { problem } from '../base/said.ts';
import { checkOptions } from './check-options.ts';
import type { Link, LinkWish } from './object-store.ts';
import type { Caller } from './signed-call.ts';
import { encodeText } from './uri.ts';

/** A presigned URL and the headers that belong to it. Throws `key.invalid` for a key that programs would change in a URL. */
export async function makeLink(caller: Caller, wish: LinkWish, signal: AbortSignal): Promise<Link> {
  const { method, key, expiresInMs, contentType, saveAs } = wish;
  if (key.split('/').some(name => name === '.' || name === '..')) {
    throw new AppError('key.invalid', 'in a URL, programs take "." and ".." for folders', {
      ...problem('key.dots'),
      key,
    });
  }
  if (contentType !== undefined) checkOptions(caller.address().kind, { contentType });
  const headers: Record<string, string> = contentType === undefined ? {} : { 'content-type': contentType };
  const query = saveAs === undefined ? [] : ([['response-content-disposition', attachment(saveAs)]] as const);
  return { ...(await caller.presign({ method, key, query, headers, signal }, expiresInMs)), headers };
}

/** RFC 6266: the name in full, and for old programs without what ASCII lacks. */
function attachment(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  return `attachment; filename="${plain}"; filename*=UTF-8''${encodeText(name.toWellFormed())}`;
}
