const nsPerSecond = 1_000_000_000n;
/** Most seconds from 1970, either way, that a JavaScript date holds. */
const mostSeconds = 8_640_000_000_000n;

/** ms since 1970 of a file's time; it may exceed what a date holds. Pure. */
export function msOfNs(ns: string): number {
  return Math.floor(Number(ns) / 1e6);
}

/**
 * A file's time as a fact that people can read: ISO 8601 in UTC with as many decimals as it has, so that two different
 * times never look equal. Times that no calendar holds are shown as they are. Pure.
 */
export function showTime(ns: string): string {
  const all = BigInt(ns);
  const fraction = ((all % nsPerSecond) + nsPerSecond) % nsPerSecond;
  const seconds = (all - fraction) / nsPerSecond;
  if (seconds < -mostSeconds || seconds > mostSeconds) return `${ns} ns since 1970`;
  const whole = new Date(Number(seconds) * 1000).toISOString().replace(/\.000Z$/, '');
  const decimals = fraction === 0n ? '' : `.${String(fraction).padStart(9, '0').replace(/0+$/, '')}`;
  return `${whole}${decimals}Z`;
}
