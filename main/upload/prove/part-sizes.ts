import { usualPartSize } from '../../plan/partition.ts';

const kib = 1024;
const mib = 1024 ** 2;

/** What clients cut by unless told otherwise: this one, the SDKs of OSS and S3, their command lines, and rclone. */
const usual: readonly number[] = [
  16 * mib,
  10 * mib,
  8 * mib,
  5 * mib,
  6 * mib,
  mib,
  100 * kib,
  15 * mib,
  20 * mib,
  25 * mib,
  32 * mib,
  50 * mib,
  64 * mib,
  100 * mib,
  128 * mib,
  256 * mib,
  512 * mib,
  1024 * mib,
  8_000_000,
  10_000_000,
  16_000_000,
];

/** Whole MiB are tried one by one while they are so few; each one means reading the file once more. */
const fewSizes = 12;

/**
 * The part sizes by which a file of `size` bytes can have become an object of `parts` parts, the likely ones first: before all others `ours`,
 * by which this program cuts now. Pure. Empty when there are none, as with more parts than bytes.
 */
export function possiblePartSizes(size: number, parts: number, ours = usualPartSize): readonly number[] {
  if (parts <= 1) return parts === 1 ? [Math.max(1, size)] : [];
  const least = Math.ceil(size / parts);
  const most = Math.ceil(size / (parts - 1)) - 1;
  const rounded = [mib, 64 * kib, kib].map(unit => Math.ceil(least / unit) * unit);
  const powers = Array.from({ length: 24 }, (_, power) => 64 * kib * 2 ** power);
  const wholes = wholeMebibytes(least, most);
  const all = [ours, ...usual, ...powers, ...rounded, least, ...(wholes.length <= fewSizes ? wholes : [])];
  return [...new Set(all)].filter(partSize => partSize >= Math.max(1, least) && partSize <= most);
}

function wholeMebibytes(least: number, most: number): readonly number[] {
  const first = Math.ceil(least / mib);
  const count = Math.max(0, Math.floor(most / mib) - first + 1);
  return Array.from({ length: Math.min(count, fewSizes + 1) }, (_, index) => (first + index) * mib);
}
