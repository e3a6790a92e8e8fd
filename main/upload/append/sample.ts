import { digestOf } from '../../model/digest.ts';
import type { LogFile } from './log-file.ts';

/** Bytes at each end of an object that are remembered, to notice a file that was written anew. */
export const sampleBytes = 4096;

/** The first and the last few bytes of what an object holds. */
export interface Sample {
  readonly head: Uint8Array;
  readonly tail: Uint8Array;
}

export const emptySample: Sample = { head: new Uint8Array(0), tail: new Uint8Array(0) };

/** The sample of `length` bytes of the file from `offset`; shorter when the file is. */
export async function readSample(file: LogFile, offset: number, length: number): Promise<Sample> {
  const size = Math.min(sampleBytes, length);
  const head = Buffer.alloc(size);
  const tail = Buffer.alloc(size);
  const headSize = await file.read(head, offset);
  const tailSize = await file.read(tail, offset + length - size);
  return { head: head.subarray(0, headSize), tail: tail.subarray(0, tailSize) };
}

/** Whether the file still has the sample where the object begins and ends. */
export async function holdsSample(
  file: LogFile,
  { base, position }: { readonly base: number; readonly position: number },
  sample: Sample,
): Promise<boolean> {
  const { head, tail } = await readSample(file, base, position);
  return Buffer.compare(head, sample.head) === 0 && Buffer.compare(tail, sample.tail) === 0;
}

/** The sample after `chunk` was added. Pure; keeps nothing of the chunk's memory. */
export function extendSample({ head, tail }: Sample, chunk: Uint8Array): Sample {
  const missing = sampleBytes - head.length;
  return {
    head: missing > 0 ? Buffer.concat([head, chunk.subarray(0, missing)]) : head,
    tail:
      chunk.length >= sampleBytes
        ? Buffer.from(chunk.subarray(chunk.length - sampleBytes))
        : Buffer.from(Buffer.concat([tail, chunk]).subarray(-sampleBytes)),
  };
}

export async function sampleCrcs({ head, tail }: Sample): Promise<{ headCrc: string; tailCrc: string }> {
  return { headCrc: await digestOf('crc64', head), tailCrc: await digestOf('crc64', tail) };
}
