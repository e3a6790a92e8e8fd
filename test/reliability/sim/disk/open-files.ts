import { livingOwner, stage } from '../stage.ts';
import { type DiskNode, fileError } from './node.ts';

/** A file that is open; its owner's death closes it. */
export interface OpenFile {
  readonly path: string;
  readonly node: DiskNode;
  position: number;
}

const files = new Map<number, OpenFile>();
let lastNumber = 1_000;
let most = 0;

/** How many files the dead and the living have open, and how many there ever were at once. */
export function openFiles(): { readonly now: number; readonly most: number } {
  return { now: files.size, most };
}

export function forgetOpenFiles(): void {
  files.clear();
  most = 0;
  lastNumber = 1_000;
}

export function openFile(path: string, node: DiskNode): number {
  const owner = livingOwner();
  lastNumber += 1;
  const number = lastNumber;
  files.set(number, { path, node, position: 0 });
  if (owner !== stage().server) most = Math.max(most, files.size);
  owner.atDeath.add(() => files.delete(number));
  return number;
}

export function fileOf(number: number): OpenFile {
  const file = files.get(number);
  if (!file) throw fileError('EBADF', 'read', String(number));
  return file;
}

export function closeFile(number: number): void {
  if (!files.delete(number)) throw fileError('EBADF', 'close', String(number));
}

/** Copies what there is of the wanted bytes; returns their number. */
export function readBytes(
  { node, path }: OpenFile,
  buffer: Uint8Array,
  offset: number,
  length: number,
  position: number,
): number {
  if (node.kind === 'directory') throw fileError('EISDIR', 'read', path);
  let wanted = Math.min(length, Math.max(0, node.bytes.length - position));
  const { faults } = stage();
  // Any system call may give fewer bytes than it was asked for.
  if (wanted > 1 && faults.take('file', 'shortRead')) wanted = Math.ceil(wanted / 2);
  buffer.set(node.bytes.subarray(position, position + wanted), offset);
  return wanted;
}
