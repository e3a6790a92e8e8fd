import type { Link, LinkWish } from './object-store.ts';
import type { Caller } from './signed-call.ts';

/** A presigned URL and the headers that belong to it. */
export async function makeLink(caller: Caller, wish: LinkWish, signal: AbortSignal): Promise<Link> {
  const { method, key, expiresInMs, contentType, saveAs } = wish;
  const headers: Record<string, string> = contentType === undefined ? {} : { 'content-type': contentType };
  const query = saveAs === undefined ? [] : ([['response-content-disposition', attachment(saveAs)]] as const);
  return { ...(await caller.presign({ method, key, query, headers, signal }, expiresInMs)), headers };
}

/** RFC 6266: the name in full, and for old programs without what ASCII lacks. */
function attachment(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const full = encodeURIComponent(name).replace(
    /['()*]/g,
    each => `%${each.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${full}`;
}
