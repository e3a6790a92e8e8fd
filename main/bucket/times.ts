/** `Thu, 02 Jan 2025 03:04:05 GMT`, as in headers. */
export function httpTime(ms: number): string {
  return new Date(ms).toUTCString();
}

/** ISO time with the milliseconds that both services always write as zero. */
export function wholeSeconds(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, '.000Z');
}

/** Milliseconds since 1970 of `20250102T030405Z`, null for anything else. */
export function parseBasicTime(text: string): number | null {
  const found = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (!found) return null;
  const [, year, month, day, hour, minute, second] = found;
  const ms = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(ms) ? null : ms;
}
