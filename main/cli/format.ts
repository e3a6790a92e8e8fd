const names = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/** `999 B`, `1.5 KiB`, `12.0 MiB`: three or four digits, counted in 1024. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${Math.round(bytes)} B`;
  let value = bytes / 1024;
  let name = 0;
  // 1023.95 would be written as 1024.0, so it already belongs to the next unit.
  while (value >= 1023.95 && name < names.length - 1) {
    value /= 1024;
    name += 1;
  }
  return `${value.toFixed(value < 99.95 ? 1 : 0)} ${names[name]}`;
}

export function formatRate(bytesPerSecond: number): string {
  return `${formatBytes(bytesPerSecond)}/s`;
}

/** `1.0 GiB (1073741824 bytes)`; small sizes only in bytes. */
export function formatExactBytes(bytes: number): string {
  if (bytes === 1) return '1 byte';
  return bytes < 1024 ? `${bytes} bytes` : `${formatBytes(bytes)} (${bytes} bytes)`;
}

/** Two units at most: `7s`, `1m 20s`, `3h 05m`, `2d 4h`. */
export function formatSpan(ms: number): string {
  const total = Math.max(0, Math.round(ms / 1000));
  const [days, hours, minutes, seconds] = [
    Math.floor(total / 86_400),
    Math.floor(total / 3600) % 24,
    Math.floor(total / 60) % 60,
    total % 60,
  ];
  if (days > 0) return `${days}d ${hours}h`;
  if (hours > 0) return `${hours}h ${String(minutes).padStart(2, '0')}m`;
  if (minutes > 0) return `${minutes}m ${String(seconds).padStart(2, '0')}s`;
  return `${seconds}s`;
}

/** `3 files`, `1 file`. */
export function formatCount(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** Local date and time to the minute: `2025-01-02 03:04`. */
export function formatMoment(ms: number): string {
  const at = new Date(ms);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}`;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
const unprintable = /[\u0000-\u001f\u007f-\u009f]/g;

/** A name as it may be shown: control characters, which could move the cursor or fake a line, become `\xNN`. */
export function printable(name: string): string {
  return name.replace(unprintable, char => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

/** All but the last four characters hidden: what tells one key id from another without giving it away. */
export function maskKeyId(id: string): string {
  return id.length <= 4 ? '****' : `****${id.slice(-4)}`;
}
