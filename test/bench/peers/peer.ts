import { spawnSync } from 'node:child_process';
import type { Command } from '../measure-process.ts';
import type { SinkChecksum } from '../start-sink.ts';

export type Work = 'file' | 'tree' | 'unchanged';

export interface Job {
  readonly work: Work;
  /** A file, or a directory for the other kinds of work. */
  readonly path: string;
  readonly url: string;
  readonly caFile: string | null;
  /** Requests at once; null for those who choose themselves. */
  readonly parallel: number | null;
  /** An empty directory, the same one for both runs of `unchanged`. */
  readonly home: string;
}

/** A program that uploads, or one that does a part of the same work and gives a measure. */
export interface Peer {
  readonly name: string;
  /** Null where it is not installed. */
  readonly version: string | null;
  readonly works: readonly Work[];
  /** Whether `Job.parallel` means something to it. */
  readonly isTold: boolean;
  /** What it expects the bucket to answer. */
  readonly checksum: SinkChecksum;
  command(job: Job): Command;
}

export const bucket = 'bench';
export const keys = { id: 'BENCH', secret: 'bench-secret' };
export const partBytes = 16 * 1024 ** 2;

export const allWork: readonly Work[] = ['file', 'tree', 'unchanged'];

/** What a program says of its version, shortened to the first figure; null where there is none of that name on PATH. */
export function versionOf(program: string, ...args: readonly string[]): string | null {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) return null;
  return /\d+(\.\d+)+/.exec(stdout + stderr)?.[0] ?? 'unknown';
}
