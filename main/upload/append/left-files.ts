import { type ErrorCode, isAbort, toAppError } from '../../base/app-error.ts';
import { type Note, noted } from '../../base/said.ts';
import { alignWithStore, holdsAppended } from './align.ts';
import type { AppendNotice } from './append-events.ts';
import { openNamed } from './find-file.ts';
import type { LogFile } from './log-file.ts';
import type { Place } from './places.ts';
import { type AppendTools, endOf, writeAll } from './roll.ts';
import { createWriter, type Writer } from './writer.ts';

/** Files that had the name before and whose writers may not have left them yet. */
export interface LeftFiles {
  /** Takes over a file that has just been left, at the last of the places that were, with who wrote there. */
  add(file: LogFile, writer: Writer): void;
  /** Takes over a file of which nothing was appended, only to tell what comes. */
  watch(file: LogFile): void;
  /** Finds files that earlier runs have left, and brings all in line with the store. */
  begin(): Promise<void>;
  /** Appends what came, and lets go of what was quiet for its time. */
  look(): Promise<void>;
  /**
   * To be called at the end of a run: true when everything that came is in the store. A file that has not changed for its
   * time is not looked for by the next run.
   */
  settle(): Promise<boolean>;
  /** Bytes came, or may have come, that are appended no more. */
  readonly isAnythingMissed: boolean;
  close(): Promise<void>;
}

interface LeftFile {
  readonly file: LogFile;
  /** Null once nothing is appended from it any more. */
  writer: Writer | null;
  readonly place: Place | null;
  /** It has not grown since then, in ms of the monotonic clock. */
  quietSinceMs: number;
  /** Bytes of which something was told, or that are in the store. */
  seen: number;
}

/** A writer that has not written for so long has left the file; longer with long intervals. */
const usualQuietMs = 60_000;
const quietIntervals = 10;
/** Each one is an open file; a log that is rotated more often than this within the time loses the oldest. */
const mostLeft = 8;
/** What ends the appending from one file and says nothing of others. */
const ownTroubles: readonly ErrorCode[] = [
  'object.position',
  'object.not-appendable',
  'append.diverged',
  'append.full',
  'file.unreadable',
];

export function createLeftFiles(tools: AppendTools): LeftFiles {
  const { wish, places, clock, signal, emit } = tools;
  const quietMs = wish.leftQuietMs ?? Math.max(usualQuietMs, quietIntervals * (wish.followMs ?? 0));
  const files: LeftFile[] = [];
  let isAnythingMissed = false;

  const notice = (what: AppendNotice, reason: string, note: Note) =>
    emit({ type: 'noticed', what, reason, note });

  function tellMissed(reason: string, note: Note): void {
    isAnythingMissed = true;
    notice('bytesMissed', reason, note);
  }

  function stopAppending(left: LeftFile): void {
    if (left.place) places.forget(left.place);
    if (left.writer) left.seen = endOf(left.writer.place);
    left.writer = null;
  }

  async function drop(left: LeftFile): Promise<void> {
    stopAppending(left);
    files.splice(files.indexOf(left), 1);
    await left.file.close();
  }

  /** Carries out what concerns this file alone; trouble of its own ends it, and not the run. */
  async function guarded(left: LeftFile, work: (writer: Writer) => Promise<void>): Promise<void> {
    const { writer } = left;
    if (writer === null) return;
    try {
      await work(writer);
    } catch (thrown) {
      const error = toAppError(thrown);
      if (isAbort(thrown) || !ownTroubles.includes(error.code)) throw thrown;
      const { key } = writer.place;
      const end = endOf(writer.place);
      await giveUp(
        left,
        writer,
        error.message,
        noted('append.rotatedFailed', { key, end, code: error.code }),
      );
    }
  }

  async function giveUp(left: LeftFile, { place }: Writer, why: string, note: Note): Promise<void> {
    tellMissed(
      `what is written to the rotated file after its byte ${endOf(place)} is not appended to ${place.key} any more: ${why}`,
      note,
    );
    await drop(left);
  }

  async function appendRest(left: LeftFile, writer: Writer, size: number): Promise<void> {
    const end = endOf(writer.place);
    if (size > end) {
      if (!(await writeAll(left.file, size, writer, tools))) {
        const facts = { key: writer.place.key, end: endOf(writer.place) };
        return giveUp(left, writer, 'it was written anew', noted('append.rotatedRewritten', facts));
      }
      left.quietSinceMs = clock.monotonic();
    } else if (size < end) {
      await giveUp(left, writer, 'it was cut', noted('append.rotatedCut', { key: writer.place.key, end }));
    } else if (clock.monotonic() >= left.quietSinceMs + quietMs) stopAppending(left);
  }

  function tellLate(left: LeftFile, size: number): void {
    const late = size - left.seen;
    left.seen = Math.max(left.seen, size);
    if (late <= 0) return;
    tellMissed(
      `${late} bytes were written to the rotated file after its time was over, and are in no object`,
      noted('append.missedLate', { late }),
    );
  }

  async function openLeft(place: Place): Promise<void> {
    const { key } = place.at;
    const file = await openNamed(wish.path, place.at);
    const isIt = file !== null && (await holdsAppended(place.at, file, true, signal));
    if (isIt) {
      notice(
        'oldFileFound',
        `the file that was appended to ${key} before is ${file.path} now, and is gone on with`,
        noted('append.rotatedFound', { key, path: file.path }),
      );
      keep(file, createWriter(place, tools), place);
      return;
    }
    await file?.close();
    places.forget(place);
    notice(
      'bytesMissed',
      `the file that was appended to ${key} before is no longer there; what was added to it since, if anything, can't be read any more`,
      noted('append.rotatedGone', { key }),
    );
  }

  function keep(file: LogFile, writer: Writer | null, place: Place | null): void {
    files.push({ file, writer, place, quietSinceMs: clock.monotonic(), seen: 0 });
  }

  async function dropOldest(): Promise<void> {
    const [oldest] = files;
    if (files.length <= mostLeft || !oldest) return;
    if (oldest.writer) {
      const { key } = oldest.writer.place;
      const reason = `the rotated file that was appended to ${key} is no longer looked at: ${mostLeft} others were left after it`;
      notice('oldFileLeft', reason, noted('append.rotatedLeft', { key, count: mostLeft }));
    }
    await drop(oldest);
    await dropOldest();
  }

  async function lookAt(left: LeftFile): Promise<void> {
    const { size, isDeleted } = await left.file.look();
    await guarded(left, writer => appendRest(left, writer, size));
    if (left.writer !== null || !files.includes(left)) return;
    tellLate(left, size);
    if (isDeleted) await drop(left);
  }

  return {
    add: (file, writer) => keep(file, writer, places.left.at(-1) ?? null),
    watch: file => void keep(file, null, null),
    async begin() {
      for (const place of places.left) if (!files.some(left => left.place === place)) await openLeft(place);
      for (const left of [...files]) {
        await guarded(left, async writer => {
          await alignWithStore(writer, left.file, false, tools);
          await writer.settle(left.file);
        });
      }
    },
    async look() {
      for (const left of [...files]) await lookAt(left);
      await dropOldest();
    },
    async settle() {
      let isAll = true;
      for (const left of files) {
        const { size, mtimeNs } = await left.file.look();
        if (left.writer === null) {
          tellLate(left, size);
          continue;
        }
        const isThere = size === endOf(left.writer.place);
        isAll &&= isThere;
        if (isThere && clock.now() - Number(mtimeNs) / 1e6 >= quietMs) stopAppending(left);
      }
      return isAll && !isAnythingMissed;
    },
    get isAnythingMissed() {
      return isAnythingMissed;
    },
    async close() {
      for (const { file } of files.splice(0)) await file.close();
    },
  };
}
