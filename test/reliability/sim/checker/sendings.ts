/** What the checkers of bytes sent twice have to know of a request. */
export interface SeenRequest {
  readonly number: number;
  readonly method: string;
  /** With its query, as sent. */
  readonly path: string;
  /** Of the body, as far as it came to the server, and as it was to be. */
  readonly bodyBytes: number;
  readonly wholeBytes: number;
  /** MD5 of what came, in lower-case hex. */
  readonly bodyHash: string;
  /** True once an answer with a status below 300 has come back whole. */
  readonly isAnswered: boolean;
  /** Of the answer; null without one. */
  readonly status: number | null;
  readonly faults: readonly string[];
  /** What a fault has left out of the list that it was answered with: the number of a part, a key or the id of an upload; null for nothing. */
  readonly leftOut: string | null;
}

/** Where a request leads in a bucket. */
export interface Place {
  readonly key: string;
  readonly uploadId: string | null;
  /** Null for a whole object. */
  readonly part: number | null;
}

export function placeOf({ path }: Pick<SeenRequest, 'path'>): Place {
  const { pathname, searchParams } = new URL(path, 'http://sim');
  const part = searchParams.get('partNumber');
  return {
    // The bucket is the first name of a path.
    key: decodeURIComponent(pathname.split('/').slice(2).join('/')),
    uploadId: searchParams.get('uploadId'),
    part: part === null ? null : Number(part),
  };
}

/** One request with bytes of a file, from its begin on. */
export interface Sending {
  readonly request: SeenRequest;
  readonly place: Place;
  readonly beganAtMs: number;
  /** Which file it was for, as the program told last; see `fileOf`. */
  readonly source: string;
  /** Why it may be sent once more; null while there is no reason. */
  reason: string | null;
}

/**
 * What changes when a file becomes another one. Not the time of its properties: of a file that was only touched the bytes are compared,
 * and what was sent of them counts.
 */
export function fileOf(source: {
  readonly path: string;
  readonly inode: string;
  readonly size: number;
  readonly mtimeNs: string;
}): string {
  return `${source.path} ${source.inode} ${source.size} ${source.mtimeNs}`;
}

/** The same bytes for the same part of the same object are the same, whichever upload they are sent for. */
export function identityOf({ place, request }: Sending): string {
  return `${place.key} ${place.part} ${request.bodyHash}`;
}

/** False for requests that carry no bytes of a file. */
export function isSending({ method, wholeBytes }: SeenRequest): boolean {
  return method === 'PUT' && wholeBytes > 0;
}

/** Faults that keep a request from nothing, if it comes through. */
const onlySlows: ReadonlySet<string> = new Set(['slow', 'throttle', 'clockSkew']);

/** Whether a fault kept a request from being carried out, or from being heard of. */
export function wasHarmed({ faults, isAnswered }: Pick<SeenRequest, 'faults' | 'isAnswered'>): boolean {
  return faults.some(does => !isAnswered || !onlySlows.has(does));
}

/** All of it came, and the program has heard so. */
export function isDelivered({ request }: Sending): boolean {
  return request.isAnswered && request.bodyBytes === request.wholeBytes;
}
