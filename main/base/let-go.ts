import { closeSync } from 'node:fs';

/**
 * Closes a file that nothing was written to through this descriptor, or whose bytes were flushed before. What the system answers says nothing
 * then: it lets go of the file in any case.
 */
export function letGo(descriptor: number): void {
  try {
    closeSync(descriptor);
  } catch {
    // See above.
  }
}
