/** Bytes read and sent at once: large enough that a thread-pool hop per read is cheap, small enough to keep many. */
export const bufferBytes = 512 * 1024;

/** Buffers that are used again instead of allocated for every chunk. Bounded by what is in use at once. */
export interface BufferPool {
  take(): Uint8Array;
  give(buffer: Uint8Array): void;
}

export function createBufferPool(): BufferPool {
  const free: Uint8Array[] = [];
  return {
    take: () => free.pop() ?? Buffer.allocUnsafeSlow(bufferBytes),
    give: buffer => void free.push(buffer),
  };
}
