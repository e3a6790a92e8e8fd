import { closeSync, existsSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';

/** The sample that a process is at. */
export interface SampleAt {
  readonly number: number;
  readonly text: string;
}

const mostText = 2_000;

/** Writes down each sample before it is tried, so that whoever waits for this process can read it even when it answers no more. */
export function openAtFile(path: string): {
  put(number: number, text: string): void;
  close(): void;
} {
  const file = openSync(path, 'w');
  return {
    put(number, text) {
      const bytes = Buffer.from(`${number} ${text.slice(0, mostText)}`);
      writeSync(file, bytes, 0, bytes.length, 0);
      ftruncateSync(file, bytes.length);
    },
    close: () => closeSync(file),
  };
}

/** Null when there was none yet. */
export function readAtFile(path: string): SampleAt | null {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const space = text.indexOf(' ');
  return space < 1 ? null : { number: Number(text.slice(0, space)), text: text.slice(space + 1) };
}
