import { AppError } from '../base/app-error.ts';
import { type ProblemFacts, problem } from '../base/said.ts';

/**
 * Who a local file is. Two looks at an unchanged file are equal in every field; the times, `inode` and
 * `device` are decimal text because they exceed what a JavaScript number holds.
 */
export interface SourceIdentity {
  readonly size: number;
  readonly mtimeNs: string;
  /** Time of the last change of contents or properties; unlike `mtimeNs`, no program can set it back. */
  readonly ctimeNs: string;
  readonly inode: string;
  readonly device: string;
}

/** Which bytes of a file are meant: from `offset`, `length` of them or, without it, all to the end. */
export interface ByteWindow {
  readonly offset: number;
  readonly length?: number;
}

export interface Source extends SourceIdentity {
  /** Absolute path. */
  readonly path: string;
  /** First byte that goes up; 0 for the whole file. */
  readonly offset: number;
  /** Bytes that go up; `size` for the whole file. */
  readonly length: number;
}

/** The file with those of its bytes that are meant, without a window all. Throws `options.invalid` where there are none such. */
export function withWindow(source: Source, window: ByteWindow = { offset: 0 }): Source {
  const { size } = source;
  const { offset } = window;
  checkByteCount('offset', offset, size, problem('window.offset', { value: offset, size }));
  const rest = size - offset;
  const length = window.length ?? rest;
  checkByteCount('length', length, rest, problem('window.length', { value: length, offset, rest }));
  return { ...source, offset, length };
}

/** Whether a source stands for the bytes that a window means; without a window all. */
export function hasWindow(source: Source, window: ByteWindow = { offset: 0 }): boolean {
  const { offset, length = source.size - offset } = window;
  return source.offset === offset && source.length === length;
}

function checkByteCount(
  option: 'offset' | 'length',
  value: number,
  largest: number,
  tooMuch: ProblemFacts,
): void {
  const isCount = Number.isSafeInteger(value) && value >= 0;
  if (isCount && value <= largest) return;
  const found = isCount ? tooMuch : problem('window.notBytes');
  throw new AppError('options.invalid', `${option}: ${found.problem}`, { ...found, option });
}
