import type { ObjectOptions } from '../model/target.ts';
import { headersOfOptions } from './option-headers.ts';

/** What belongs to the request that creates an object or its upload. */
export function ossCreationHeaders(options: ObjectOptions): Record<string, string> {
  return { ...headersOfOptions('x-oss-', options), ...ossAccessHeaders(options) };
}

/** What Complete takes as well. Overwriting can't be forbidden in a bucket with versions: OSS ignores it there. */
export function ossAccessHeaders(options: ObjectOptions): Record<string, string> {
  const headers: Record<string, string> = {};
  if (options.acl !== undefined) headers['x-oss-object-acl'] = options.acl;
  if (options.forbidOverwrite) headers['x-oss-forbid-overwrite'] = 'true';
  return headers;
}

/** For each request that moves bytes. */
export function ossTrafficHeaders({
  trafficLimit,
}: Pick<ObjectOptions, 'trafficLimit'>): Record<string, string> {
  return trafficLimit === undefined ? {} : { 'x-oss-traffic-limit': String(trafficLimit) };
}
