import { noted } from '../../base/said.ts';
import type { Proof } from '../../model/proof.ts';
import type { Ledger } from '../../progress/ledger.ts';
import type { StoredObject } from '../../remote/object-store.ts';
import type { AppendLog, AppendPlace } from '../../store/append-log.ts';
import type { AppendEvent } from './append-events.ts';
import type { LogFile } from './log-file.ts';
import { emptySample, extendSample, holdsSample, readSample, type Sample, sampleCrcs } from './sample.ts';
import { type Appended, nextAppend, type SendTools, sendAppend } from './send-append.ts';

export interface WriterTools extends SendTools {
  readonly log: AppendLog;
  /** Of the claim. */
  readonly id: string;
  readonly ledger: Ledger;
  /** Bytes of one append at most. */
  readonly chunkBytes: number;
  /** Bytes of one object at most. */
  readonly largest: number;
  readonly emit: (event: AppendEvent) => void;
}

/** An object that holds bytes of the file, proven by the store's last word about it. */
export interface AppendedObject {
  readonly key: string;
  /** Bytes that this run has added. */
  readonly addedBytes: number;
  readonly proof: Proof;
}

/** What an attempt to append to the end of the file came to. */
export type WriteEnd =
  /** The goal is reached. */
  | 'reached'
  /** The object is as large as it may be. */
  | 'full'
  /** The file no longer holds what was appended from it. */
  | 'changed';

/** Appends the bytes of one file after the other, and keeps the record. */
export interface Writer {
  readonly place: AppendPlace;
  /** Objects of this run, in the order in which they were begun. */
  readonly objects: readonly AppendedObject[];
  /** From here on this is the place. Written down first. */
  move(place: AppendPlace): void;
  /** The place is right, and the file holds what it tells of: what a later look compares is read from it. */
  settle(file: LogFile): Promise<void>;
  /** Makes the object when nothing is to be appended yet. */
  createEmpty(): Promise<void>;
  /** Appends until the byte `goal` of the file. */
  write(file: LogFile, goal: number): Promise<WriteEnd>;
  /** So many bytes make the whole, those of earlier runs included. */
  count(totalBytes: number): void;
  /** The object was found to be as recorded. */
  confirm(stored: StoredObject): void;
}

export function createWriter(first: AppendPlace, tools: WriterTools): Writer {
  const { log, id, ledger, chunkBytes, largest, emit, signal, clock } = tools;
  const objects = new Map<string, AppendedObject>();
  let place = first;
  let sample: Sample = emptySample;
  let buffer = Buffer.alloc(0);

  function move(next: AppendPlace): void {
    log.save(id, next);
    place = next;
  }

  function confirm({ etag, checksum, requestId, versionId }: StoredObject, added = 0): void {
    const { key, position, crc } = place;
    const before = objects.get(key)?.addedBytes ?? 0;
    const proof: Proof = {
      size: position,
      ours: { algorithm: 'crc64', value: crc },
      theirs: checksum?.value ?? '',
      etag,
      requestId,
      versionId,
      provenAtMs: clock.now(),
      callback: null,
    };
    objects.set(key, { key, addedBytes: before + added, proof });
  }

  /** The buffer is used again for every append; it grows once, for an append of an earlier run that was larger. */
  function bufferOf(size: number): Buffer {
    if (buffer.length < size) buffer = Buffer.allocUnsafeSlow(Math.max(size, Math.min(chunkBytes, largest)));
    return buffer.subarray(0, size);
  }

  /**
   * An append whose outcome was open is asked for again with the same bytes: should the first request still be on its way,
   * it does not matter which of the two arrives.
   */
  function sizeOfNext(left: number): number {
    const size = Math.min(chunkBytes, largest - place.position, left);
    const open = place.next?.size ?? 0;
    return open > 0 && open <= left && open <= largest - place.position ? open : size;
  }

  async function append(bytes: Uint8Array): Promise<void> {
    const next = await nextAppend(place, bytes);
    move({ ...place, next });
    const appended: Appended = await sendAppend(place, next, bytes, tools);
    sample = extendSample(sample, bytes);
    const position = place.position + next.size;
    move({ ...place, position, crc: next.crc, ...(await sampleCrcs(sample)), next: null });
    ledger.grow(id, next.size, 1);
    ledger.confirm(id, next.size);
    confirm(appended.stored, next.size);
    const { key } = place;
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
      return place;
    },
    get objects() {
      return [...objects.values()];
    },
    move,
    confirm,
    async settle(file) {
      sample = place.position === 0 ? emptySample : await readSample(file, place.base, place.position);
    },
    count(totalBytes) {
      ledger.open(id, totalBytes);
      const parts = Math.max(1, Math.ceil((totalBytes - place.position) / Math.min(chunkBytes, largest)));
      ledger.resume(id, place.position, 0, parts);
    },
    createEmpty: () => append(new Uint8Array(0)),
    async write(file, goal) {
      for (;;) {
        const offset = place.base + place.position;
        if (offset >= goal) return 'reached';
        if (place.position >= largest) return 'full';
        signal.throwIfAborted();
        const chunk = bufferOf(sizeOfNext(goal - offset));
        const size = await file.read(chunk, offset);
        // Looked at after the bytes were read: had the file been cut or written anew before, it would show.
        if (!(await holdsSample(file, place, sample)) || size === 0) return 'changed';
        await append(chunk.subarray(0, size));
      }
    },
  };
}
