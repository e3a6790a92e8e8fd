import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { StoreKind } from '../model/target.ts';
import type { Query } from '../remote/uri.ts';
import { refuse } from './refusal.ts';

/** A request taken apart, from the target as it came over the wire: nothing is normalised. */
export interface BucketRequest {
  readonly method: string;
  /** Whose rules and words hold for it. */
  readonly kind: StoreKind;
  readonly host: string;
  /** Names in lower case, values as UTF-8 text. */
  readonly headers: Readonly<Record<string, string>>;
  /** The whole path, decoded once. */
  readonly path: string;
  /** Null for calls on the service. */
  readonly bucket: string | null;
  /** Null for calls on the service or a bucket. */
  readonly key: string | null;
  readonly query: Query;
  /** Names that came as `name=`, with nothing behind it. */
  readonly emptyNames: readonly string[];
  /** Value of a query parameter; empty text for a bare name. */
  parameter(name: string): string | undefined;
}

/** What decides whether the host of a request names a bucket. */
export interface HostRules {
  /** Names of this server, in lower case, under which `BUCKET.DOMAIN` means a bucket in any case. */
  readonly domains: readonly string[];
  isBucket(name: string): boolean;
}

/** Parses the head of a request. */
export function parseRequest(message: IncomingMessage, rules: HostRules): BucketRequest {
  const target = withoutOrigin(message.url ?? '/');
  const cut = target.indexOf('?');
  const rawPath = cut < 0 ? target : target.slice(0, cut);
  const rawQuery = cut < 0 ? '' : target.slice(cut + 1);
  const query = parseQuery(rawQuery);
  const headers = headersOf(message.headers);
  const host = headers['host'] ?? '';
  const bucketOfHost = bucketIn(host, rules);
  const { bucket, rawKey } =
    bucketOfHost === null ? splitPath(rawPath) : { bucket: bucketOfHost, rawKey: rawPath.slice(1) };
  return {
    method: message.method ?? 'GET',
    kind: kindOf(headers, query),
    host,
    headers,
    path: decode(rawPath),
    bucket,
    key: rawKey === '' ? null : decode(rawKey),
    query,
    emptyNames: parseQuery(
      rawQuery
        .split('&')
        .filter(pair => /^[^=]+=$/.test(pair))
        .join('&'),
    ).map(([name]) => name),
    parameter: name => query.find(([known]) => known === name)?.[1],
  };
}

/** Proxies send the absolute form. */
function withoutOrigin(target: string): string {
  const origin = /^https?:\/\/[^/?]*/i.exec(target);
  return origin ? target.slice(origin[0].length) || '/' : target;
}

function splitPath(rawPath: string): { bucket: string | null; rawKey: string } {
  const end = rawPath.indexOf('/', 1);
  const name = end < 0 ? rawPath.slice(1) : rawPath.slice(1, end);
  if (name === '' && end < 0) return { bucket: null, rawKey: '' };
  return { bucket: decode(name), rawKey: end < 0 ? '' : rawPath.slice(end + 1) };
}

/** Decoding keys strictly: bytes that are no UTF-8 name no key. */
function decode(raw: string): string {
  try {
    return decodeURIComponent(raw);
  } catch {
    throw refuse('InvalidURI');
  }
}

/** Both services read `+` in a query as a blank; their own SDKs send `%20` and `%2B`. */
function parseQuery(raw: string): Query {
  return raw
    .split('&')
    .filter(pair => pair !== '')
    .map(pair => {
      const cut = pair.indexOf('=');
      const name = cut < 0 ? pair : pair.slice(0, cut);
      const value = cut < 0 ? '' : pair.slice(cut + 1);
      return [decode(name.replaceAll('+', ' ')), decode(value.replaceAll('+', ' '))] as const;
    });
}

/** Node hands header bytes over as Latin-1; clients that send more than ASCII mean UTF-8. */
function headersOf(incoming: IncomingHttpHeaders): Record<string, string> {
  // Without a prototype: clients name headers to look up, `constructor` among them.
  const headers: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(incoming)) {
    if (value === undefined) continue;
    const text = Array.isArray(value) ? value.join(',') : value;
    headers[name] = Buffer.from(text, 'latin1').toString('utf8');
  }
  return headers;
}

/**
 * The bucket that the host names: what stands before one of our domains, else the first label when there is such a
 * bucket, for this server may have names of its own (`nas.local`). Otherwise the bucket stands in the path.
 */
function bucketIn(host: string, { domains, isBucket }: HostRules): string | null {
  const name = host.replace(/:\d+$/, '').toLowerCase();
  if (name === '' || isIP(name.replace(/^\[|\]$/g, '')) > 0 || domains.includes(name)) return null;
  const domain = domains.find(known => name.endsWith(`.${known}`));
  if (domain !== undefined) return name.slice(0, -domain.length - 1);
  const [label = '', ...others] = name.split('.');
  return others.length > 0 && isBucket(label) ? label : null;
}

/** The authentication decides; a request without any is S3 when it bears marks of S3. */
function kindOf(headers: Readonly<Record<string, string>>, query: Query): StoreKind {
  const authorization = headers['authorization'];
  if (authorization !== undefined) return authorization.startsWith('AWS4-HMAC-SHA256') ? 's3' : 'oss';
  const names = query.map(([name]) => name);
  if (names.some(name => name.startsWith('x-oss-') || name === 'OSSAccessKeyId')) return 'oss';
  const isS3 =
    names.some(name => name.startsWith('X-Amz-')) ||
    Object.keys(headers).some(name => name.startsWith('x-amz-'));
  return isS3 ? 's3' : 'oss';
}
