/** Memory for parts that is used again. Bounded by what is in use at once. */
export interface PartBuffers {
  /** Of exactly so many bytes; parts of another size are not kept any longer. */
  take(size: number): Uint8Array;
  give(buffer: Uint8Array): void;
}

export function createPartBuffers(): PartBuffers {
  let free: Uint8Array[] = [];
  let current = 0;
  return {
    take(size) {
      if (size !== current) free = [];
      current = size;
      return free.pop() ?? Buffer.allocUnsafeSlow(size);
    },
    give(buffer) {
      if (buffer.byteLength === current) free.push(buffer);
    },
  };
}

/** What the parts in flight may take together, unless two of them are larger. */
const inFlightBytes = 256 * 1024 * 1024;

/** How many parts of this size may be in flight while the next one is filled. */
export function mostInFlight(partSize: number, parallel: number): number {
  return Math.max(2, Math.min(parallel, Math.floor(inFlightBytes / partSize)));
}
