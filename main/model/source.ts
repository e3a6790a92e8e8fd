import { AppError } from '../base/app-error.ts';
import { type ProblemFacts, problem } from '../base/said.ts';

/** Which file of a computer is meant, whatever its name; as in `SourceIdentity`. */
export interface FileIdentity {
  readonly inode: string;
  readonly device: string;
}

/**
 * Who a local file is. Two looks at an unchanged file are equal in every field; the times, `inode` and
 * `device` are decimal text because they exceed what a JavaScript number holds.
 */
export interface SourceIdentity extends FileIdentity {
  readonly size: number;
  readonly mtimeNs: string;
  /** Time of the last change of contents or properties; unlike `mtimeNs`, no program can set it back. */
  readonly ctimeNs: string;
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

/**
 * `same`: every field equal. `doubtful`: size and time of modification are equal, but something else differs: its
 * properties were changed, it was restored from a copy, a network drive numbers it anew, or it was rewritten and its time
 * set back; contents decide. `changed`: size or time of modification differ.
 */
export function compareSources(before: SourceIdentity, now: SourceIdentity): 'same' | 'doubtful' | 'changed' {
  if (before.size !== now.size || before.mtimeNs !== now.mtimeNs) return 'changed';
  const isSame = before.ctimeNs === now.ctimeNs && before.inode === now.inode && before.device === now.device;
  return isSame ? 'same' : 'doubtful';
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
