/** Memory for parts that is used again. Bounded by what is in use at once. */
export interface PartBuffers {
  /** Of exactly so many bytes; what is kept of another size is let go. */
  take(size: number): Uint8Array;
  /** Nobody may use it any more. */
  give(buffer: Uint8Array): void;
}

export function createPartBuffers(): PartBuffers {
  let free: Uint8Array[] = [];
  let current = 0;
  return {
    take(size) {
      if (size !== current) {
        for (const buffer of free) release(buffer);
        free = [];
      }
      current = size;
      return free.pop() ?? Buffer.allocUnsafeSlow(size);
    },
    give(buffer) {
      if (buffer.byteLength === current) free.push(buffer);
      else release(buffer);
    },
  };
}

/** Frees the memory at once, which the garbage collector would do when it likes: two sizes of parts would add up. */
function release({ buffer }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer) buffer.transfer(0);
}

/**
 * What the parts in flight may take together, unless two of them are larger. As much as eight of the usual size, so that
 * memory stays the same when the parts of a long stream begin to grow.
 */
const inFlightBytes = 128 * 1024 * 1024;

/** How many parts of this size may be in flight while the next one is filled. */
export function mostInFlight(partSize: number, parallel: number): number {
  return Math.max(2, Math.min(parallel, Math.floor(inFlightBytes / partSize)));
}
