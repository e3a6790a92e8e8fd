import { noted } from '../../base/said.ts';
import type { Ledger } from '../../progress/ledger.ts';
import type { StoredObject } from '../../remote/object-store.ts';
import type { AppendPlace } from '../../store/append-log.ts';
import { withMtime } from '../options-at-begin.ts';
import type { AppendEvent } from './append-events.ts';
import type { LogFile } from './log-file.ts';
import type { Place } from './places.ts';
import type { ProvenObjects } from './proven-objects.ts';
import { emptySample, extendSample, holdsSample, readSample, type Sample, sampleCrcs } from './sample.ts';
import { type Appended, nextAppend, type SendTools, sendAppend } from './send-append.ts';

export interface WriterTools extends SendTools {
  /** In the ledger. */
  readonly id: string;
  readonly ledger: Ledger;
  readonly objects: ProvenObjects;
  /** Bytes of one append at most. */
  readonly chunkBytes: number;
  /** Of at least so many bytes, the same for all writers: one append goes on at a time. */
  readonly bufferOf: (size: number) => Buffer;
  /** Bytes of one object at most. */
  readonly largest: number;
  readonly emit: (event: AppendEvent) => void;
}

/** What an attempt to append to the end of the file came to. */
export type WriteEnd =
  /** The goal is reached. */
  | 'reached'
  /** The object is as large as it may be. */
  | 'full'
  /** The file no longer holds what was appended from it. */
  | 'changed';

/** Appends the bytes of one file at its place. */
export interface Writer {
  readonly place: AppendPlace;
  /** See `Place`. */
  move(place: AppendPlace): void;
  /** The place is right, and the file holds what it tells of: its identity and what a later look compares are kept. */
  settle(file: LogFile): Promise<void>;
  /** Makes the object when nothing is to be appended yet. */
  createEmpty(file: LogFile): Promise<void>;
  /** Appends until the byte `goal` of the file. */
  write(file: LogFile, goal: number): Promise<WriteEnd>;
  /** So many bytes make the whole, those of earlier runs included. */
  count(totalBytes: number): void;
  /** The object was found to be as recorded. */
  confirm(stored: StoredObject): void;
}

export function createWriter(place: Place, tools: WriterTools): Writer {
  const { id, ledger, objects, chunkBytes, bufferOf, largest, emit, options, signal } = tools;
  let sample: Sample = emptySample;

  /**
   * An append whose outcome was open is asked for again with the same bytes: should the first request still be on its way,
   * it does not matter which of the two arrives.
   */
  function sizeOfNext(left: number): number {
    const { position, next } = place.at;
    const size = Math.min(chunkBytes, largest - position, left);
    const open = next?.size ?? 0;
    return open > 0 && open <= left && open <= largest - position ? open : size;
  }

  /** `mtimeNs` is that of the file before the bytes were read. */
  async function append(bytes: Uint8Array, mtimeNs: string): Promise<void> {
    const next = await nextAppend(place.at, bytes);
    place.move({ ...place.at, next });
    const isFirst = place.at.position === 0;
    const wished = isFirst ? withMtime(options, mtimeNs) : options;
    const appended: Appended = await sendAppend(place.at, next, bytes, { ...tools, options: wished });
    sample = extendSample(sample, bytes);
    const position = place.at.position + next.size;
    const confirmed = { position, crc: next.crc, ...(await sampleCrcs(sample)), next: null, mtimeNs };
    place.move({ ...place.at, ...confirmed });
    ledger.grow(id, next.size, 1);
    ledger.confirm(id, next.size);
    objects.confirm(place.at, appended.stored, next.size);
    const { key } = place.at;
    if (appended.isFound) {
      const reason = `an answer was lost; the store says that ${key} has its ${next.size} bytes`;
      const note = noted('append.answerFound', { key, size: next.size });
      emit({ type: 'noticed', what: 'answerFound', reason, note });
    }
    const { requestId } = appended.stored;
    emit({ type: 'appended', key, position, size: next.size, crc64: next.crc, requestId });
  }

  return {
    get place() {
      return place.at;
    },
    move: place.move,
    confirm: stored => objects.confirm(place.at, stored),
    async settle(file) {
      const { base, position } = place.at;
      sample = position === 0 ? emptySample : await readSample(file, base, position);
      const { inode, device } = file;
      place.move({ ...place.at, ...(await sampleCrcs(sample)), inode, device });
    },
    count(totalBytes) {
      const { position } = place.at;
      ledger.open(id, totalBytes);
      const parts = Math.max(1, Math.ceil((totalBytes - position) / Math.min(chunkBytes, largest)));
      ledger.resume(id, position, 0, parts);
    },
    async createEmpty(file) {
      await append(new Uint8Array(0), (await file.look()).mtimeNs);
    },
    async write(file, goal) {
      for (;;) {
        const { base, position } = place.at;
        const offset = base + position;
        // A file that was cut can have grown to the very same length.
        if (offset >= goal) return (await holdsSample(file, place.at, sample)) ? 'reached' : 'changed';
        if (position >= largest) return 'full';
        signal.throwIfAborted();
        const size = sizeOfNext(goal - offset);
        const chunk = bufferOf(size).subarray(0, size);
        const { mtimeNs } = await file.look();
        const read = await file.read(chunk, offset);
        // Looked at after the bytes were read: had the file been cut or written anew before, it would show.
        if (!(await holdsSample(file, place.at, sample)) || read === 0) return 'changed';
        await append(chunk.subarray(0, read), mtimeNs);
      }
    },
  };
}
