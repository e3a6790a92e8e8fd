import type { SeenRequest } from './sendings.ts';

const denials: ReadonlySet<string> = new Set(['403 AccessDenied', '405 MethodNotAllowed']);

/** Keys whose unfinished uploads a server has refused to list. */
export function deniedSearches(requests: readonly SeenRequest[]): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const { method, path, faults } of requests) {
    if (method !== 'GET' || !faults.some(does => denials.has(does))) continue;
    const query = new URL(path, 'http://sim').searchParams;
    if (query.has('uploads')) keys.add(query.get('prefix') ?? '');
  }
  return keys;
}
