import type { LogFile } from './log-file.ts';

/** A file that was read to its end and left for another, watched for writers that have not left it yet. */
export interface LeftFile {
  /** Bytes that came since the last question. */
  lateBytes(): Promise<number>;
  close(): Promise<void>;
}

/** `end` is the byte up to which everything is in the store. Takes the file over. */
export function watchLeft(file: LogFile, end: number): LeftFile {
  let seen = end;
  return {
    async lateBytes() {
      const size = await file.size();
      const late = Math.max(0, size - seen);
      seen = Math.max(seen, size);
      return late;
    },
    close: () => file.close(),
  };
}
