/** `20250102T030405Z`: the basic ISO form of both V4 signature schemes, from milliseconds since 1970. */
export function basicTime(ms: number): string {
  return new Date(ms).toISOString().replace(/[-:]|\.\d+/g, '');
}

/** Milliseconds since 1970 of a basic ISO time, null for anything else. */
export function parseBasicTime(text: string): number | null {
  const digits = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (!digits) return null;
  const [, year, month, day, hour, minute, second] = digits;
  const ms = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(ms) ? null : ms;
}

/** `Thu, 02 Jan 2025 03:04:05 GMT`: the HTTP date. */
export function httpTime(ms: number): string {
  return new Date(ms).toUTCString();
}

/** Milliseconds since 1970 of an HTTP date in the form above, null for anything else. */
export function parseHttpTime(text: string): number | null {
  const ms = Date.parse(text);
  return Number.isNaN(ms) || httpTime(ms) !== text ? null : ms;
}
