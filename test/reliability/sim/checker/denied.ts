/** What has to be known of a request. */
export interface JudgedRequest {
  readonly method: string;
  /** By path: `/BUCKET/KEY?QUERY`. */
  readonly path: string;
  /** `/BUCKET/KEY` of a copy's source, as sent. */
  readonly copySource: string | null;
  /** As of `SpoiltAnswer`. */
  readonly leftOut: string | null;
  readonly faults: readonly string[];
}

/** What a server has denied that it held: what is believed gone is nobody's any more. */
export interface Denied {
  /** Keys: their uploads were once not allowed to be looked for: whatever a begin without an answer left there, the engine can't know. */
  readonly searches: ReadonlySet<string>;
  /** Ids of uploads that a list has left out, or that were said to be gone. */
  readonly uploads: ReadonlySet<string>;
  /** Keys. */
  readonly objects: ReadonlySet<string>;
}

const refusedSearches: ReadonlySet<string> = new Set([
  '403 AccessDenied',
  '403 AllAccessDisabled',
  '403 KmsServiceNotEnabled',
  '405 MethodNotAllowed',
  '409 FileImmutable',
  '501 NotImplemented',
]);

/** Methods whose 404 is about the object of their key. */
const asking: ReadonlySet<string> = new Set(['HEAD', 'GET', 'DELETE']);

export function deniedKeys(requests: readonly JudgedRequest[]): Denied {
  const denied = { searches: new Set<string>(), uploads: new Set<string>(), objects: new Set<string>() };
  for (const { method, path, copySource, leftOut, faults } of requests) {
    if (faults.length === 0) continue;
    const query = new URL(path, 'http://sim').searchParams;
    const key = keyIn(path);
    if (query.has('uploads') && method === 'GET') {
      const prefix = query.get('prefix') ?? '';
      if (faults.some(does => refusedSearches.has(does))) denied.searches.add(prefix);
      if (faults.includes('incompleteListing') && leftOut !== null) denied.uploads.add(leftOut);
    }
    const uploadId = query.get('uploadId');
    if (uploadId !== null && faults.includes('404 NoSuchUpload')) denied.uploads.add(uploadId);
    if (key === '' || !faults.some(isDenial)) continue;
    if (copySource !== null) denied.objects.add(keyIn(copySource));
    else if (asking.has(method)) denied.objects.add(key);
  }
  return denied;
}

/** Whether a fault says that an object is not there. An answer to HEAD has no more than its status, so that every 404 says the same. */
export function isDenial(does: string): boolean {
  return does.startsWith('404 ') && does !== '404 NoSuchUpload';
}

function keyIn(path: string): string {
  const [plain = ''] = path.split('?');
  return decodeURIComponent(plain.replace(/^\/?[^/]*\/?/, ''));
}
