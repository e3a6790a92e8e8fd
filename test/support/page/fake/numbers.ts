/** A number from 0 up to 1 that is the same for the same index and salt, and looks like chance. Pure. */
export function chance(index: number, salt: number): number {
  let mixed = Math.imul(index + 0x9e3779b9, 0x85ebca6b) ^ Math.imul(salt + 1, 0xc2b2ae35);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39);
  return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
}

/** One of the list, by chance. */
export function pick<T>(list: readonly [T, ...T[]], index: number, salt: number): T {
  return list[Math.floor(chance(index, salt) * list.length)] ?? list[0];
}

/** So many hexadecimal digits, by chance. */
export function hex(index: number, salt: number, digits: number): string {
  return Array.from({ length: digits }, (_, at) =>
    Math.floor(chance(index * 31 + at, salt) * 16).toString(16),
  ).join('');
}

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;
