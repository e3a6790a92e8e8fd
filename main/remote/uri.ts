import type { BucketAddress } from '../model/target.ts';

/** Query parameters in the order in which they are sent, not yet encoded; an empty value sends the bare name. */
export type Query = readonly (readonly [name: string, value: string])[];

/** Where a request goes: undici gets both as they are, because a parsed URL would fold `.`, `..` and encoding. */
export interface RequestTarget {
  readonly origin: string;
  /** Percent-encoded path without query. */
  readonly path: string;
}

/**
 * Percent-encodes every UTF-8 byte but `A-Z a-z 0-9 - _ . ~` (RFC 3986 unreserved), with upper-case hex. Both signature
 * schemes demand exactly this set, and `encodeURIComponent` leaves five characters more. Throws `URIError` on text
 * that has no UTF-8 form.
 */
export function encodeText(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** A key as a path: like `encodeText`, with `/` kept. */
export function encodeKey(key: string): string {
  return encodeText(key).replaceAll('%2F', '/');
}

/** The query of a request target without `?`, in the given order: `k=v`, or bare `k` for an empty value. */
export function encodeQuery(query: Query): string {
  return query
    .map(([name, value]) => (value === '' ? encodeText(name) : `${encodeText(name)}=${encodeText(value)}`))
    .join('&');
}

/** Orders by code unit, which for percent-encoded (ASCII) text is byte order; `localeCompare` is not. */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The target of a call on the bucket (`key` null) or on an object, for any of the three ways of addressing. */
export function targetOf(address: BucketAddress, key: string | null): RequestTarget {
  const path = `/${key === null ? '' : encodeKey(key)}`;
  switch (address.addressing) {
    case 'domain':
      return { origin: address.endpoint, path };
    case 'path':
      return { origin: address.endpoint, path: `/${encodeText(address.bucket)}${path}` };
    case 'virtual':
      return { origin: address.endpoint.replace('://', `://${address.bucket}.`), path };
  }
}

/** Value of the `Host` header for an origin: without scheme, with any port that is not the scheme's own. */
export function hostOf(origin: string): string {
  return new URL(origin).host;
}
