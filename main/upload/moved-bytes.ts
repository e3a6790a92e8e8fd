/** Bytes handed to the network by each request in flight, in memory that all threads share; no message per chunk. */
export type MovedBytesCells = BigInt64Array<SharedArrayBuffer>;

export function createMovedBytesCells(slots: number): MovedBytesCells {
  return new BigInt64Array(new SharedArrayBuffer(slots * BigInt64Array.BYTES_PER_ELEMENT));
}

/** Worker's side: counts one request's bytes in its slot. A request that is tried again starts from 0. */
export function createMovedBytesCounter(cells: MovedBytesCells, slot: number) {
  return {
    restart: () => void Atomics.store(cells, slot, 0n),
    add: (bytes: number) => void Atomics.add(cells, slot, BigInt(bytes)),
  };
}

export function readMovedBytes(cells: MovedBytesCells, slot: number): number {
  return Number(Atomics.load(cells, slot));
}

export function clearMovedBytes(cells: MovedBytesCells, slot: number): void {
  Atomics.store(cells, slot, 0n);
}
