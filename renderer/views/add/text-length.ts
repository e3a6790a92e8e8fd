/** Of what a text is in JSON: it travels within one request, and those are no longer than 1 MiB. */
const mostBytes = 1_000_000;
/** JSON makes at most six bytes of what is one in JavaScript. */
const surelyShort = Math.floor(mostBytes / 6);

/** Whether a text is longer than what can be sent as such; as a file it can. Pure. */
export function isTooLong(text: string): boolean {
  return text.length > surelyShort && new TextEncoder().encode(JSON.stringify(text)).length > mostBytes;
}
