/** As the command line counts: a bare letter and `…iB` in 1024, `…B` in 1000. */
const units: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  ...{ k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4 },
  ...{ kib: 1024, mib: 1024 ** 2, gib: 1024 ** 3, tib: 1024 ** 4 },
  ...{ kb: 1e3, mb: 1e6, gb: 1e9, tb: 1e12 },
};

/** `16M`, `100 KiB`, `10MB` in bytes; null for anything else. Pure. */
export function parseBytes(text: string): number | null {
  const [, figure = '', unit = ''] = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text.trim()) ?? [];
  const bytes = Math.round(Number(figure) * (units[unit.toLowerCase()] ?? Number.NaN));
  return figure === '' || !Number.isSafeInteger(bytes) ? null : bytes;
}

/** The shortest text that is the same number of bytes again. Pure. */
export function bytesToText(bytes: number): string {
  for (const unit of ['T', 'G', 'M', 'K']) {
    const size = units[unit.toLowerCase()] ?? 1;
    if (bytes >= size && bytes % size === 0) return `${bytes / size}${unit}`;
  }
  return String(bytes);
}

const smallestPart = 100 * 1024;
const largestPart = 5 * 1024 ** 3;

/** Bytes of a part size that some store takes; null for anything else. Pure. */
export function parsePartSize(text: string): number | null {
  const bytes = parseBytes(text);
  return bytes !== null && bytes >= smallestPart && bytes <= largestPart ? bytes : null;
}
