import { isAbort, toAppError } from '../../base/app-error.ts';
import { type Note, noted } from '../../base/said.ts';
import type { NoteTexts } from '../../base/text-facts.ts';
import { retryDelayMs } from '../../remote/with-retry.ts';
import { alignWithStore, holdsAppended, lookAtFile } from './align.ts';
import type { AppendNotice, RollReason } from './append-events.ts';
import type { AppendWish } from './append-wish.ts';
import type { FoundObject } from './decide.ts';
import { type Hint, openHint } from './hint.ts';
import { type LeftFile, watchLeft } from './left-file.ts';
import { findRenamed, identify, isSameFile, type LogFile, openLogFile } from './log-file.ts';
import { roll } from './roll.ts';
import type { AppendedObject, Writer, WriterTools } from './writer.ts';

export interface AppendResult {
  readonly objects: readonly AppendedObject[];
  /** Everything that was in the file at the last look is in the store. */
  readonly isComplete: boolean;
}

const missedNotes = {
  truncated: 'append.missedTruncated',
  rotated: 'append.missedRotated',
  rewritten: 'append.missedRewritten',
} as const satisfies Readonly<Partial<Record<RollReason, keyof NoteTexts>>>;

/**
 * Appends what the store lacks of a file, and with `followMs` what is added to it, until the signal fires. Resolves then,
 * too, once the append in flight is over. Rejects for what can't be put right; passing trouble ends only a run that does
 * not follow. Whatever happens, the record tells where to go on.
 */
export async function runAppend(wish: AppendWish, writer: Writer, tools: WriterTools): Promise<AppendResult> {
  const { path, followMs } = wish;
  const { signal, clock, emit, onRetry } = tools;
  const hint: Hint | null = followMs === undefined ? null : openHint(path, clock);
  let file: LogFile | null = null;
  let left: LeftFile | null = null;
  let isAnythingLate = false;
  let isFirst = true;
  let isMissingTold = false;

  const notice = (what: AppendNotice, reason: string, note: Note) =>
    emit({ type: 'noticed', what, reason, note });
  /** The byte of the file up to which everything is in the store. */
  const end = () => writer.place.base + writer.place.position;

  function tellMissing(): void {
    const reason = `there is no ${path} at the moment; waiting for it`;
    if (!isMissingTold) notice('fileMissing', reason, noted('append.fileMissing', { path }));
    isMissingTold = true;
  }

  /** A file of which something was appended may be away for a moment, between two steps of a rotation. */
  async function openWhenThere(): Promise<LogFile> {
    for (;;) {
      try {
        return await openLogFile(path);
      } catch (thrown) {
        const mayWait = hint !== null && writer.place.position > 0;
        if (!mayWait || toAppError(thrown).code !== 'file.missing') throw thrown;
        tellMissing();
        await hint.wait(followMs ?? 0, signal);
      }
    }
  }

  /** True when the file was appended up to `goal`; false when it is no longer what was appended from. */
  async function writeAll(from: LogFile, goal: number): Promise<boolean> {
    for (;;) {
      const became = await writer.write(from, goal);
      if (became !== 'full') return became === 'reached';
      await roll('full', from, end(), writer, wish, tools);
      await writer.settle(from);
    }
  }

  async function takeAnew(next: LogFile, reason: RollReason): Promise<void> {
    await roll(reason, next, 0, writer, wish, tools);
    await writer.settle(next);
  }

  async function takeCutOne(from: LogFile): Promise<void> {
    const reason = (await from.size()) < end() ? 'truncated' : 'rewritten';
    tellMissed(reason);
    await takeAnew(from, reason);
  }

  function tellMissed(reason: keyof typeof missedNotes): void {
    const { position, base } = writer.place;
    if (position === 0) return;
    notice(
      'bytesMissed',
      `the file was ${reason} after its byte ${base + position} had been appended; what was added to it since the last look, if anything, can't be read any more`,
      noted(missedNotes[reason], { end: base + position }),
    );
  }

  /** The file stays open until the next rotation, to notice what is still written to it. */
  async function leave(old: LogFile, readTo: number): Promise<void> {
    await tellLate();
    await left?.close();
    left = watchLeft(old, readTo);
  }

  async function tellLate(): Promise<void> {
    const late = (await left?.lateBytes()) ?? 0;
    if (late === 0) return;
    isAnythingLate = true;
    notice(
      'bytesMissed',
      `${late} bytes were written to the rotated file after the new one had been begun, and are in no object`,
      noted('append.missedLate', { late }),
    );
  }

  /** The rest of a file that was renamed while nobody looked. */
  async function finishRenamed(): Promise<boolean> {
    const old = await findRenamed(path, writer.place);
    if (!old) return false;
    let isRead = false;
    try {
      if (!(await holdsAppended(writer.place, old, true, signal))) return false;
      const reason = `the file that was appended so far is ${old.path} now, and is read to its end`;
      notice('oldFileFound', reason, noted('append.oldFileFound', { path: old.path }));
      await writer.settle(old);
      isRead = await writeAll(old, await old.size());
      return isRead;
    } finally {
      if (isRead) await leave(old, end());
      else await old.close();
    }
  }

  /** Finds out where to go on, from record, store and file. */
  async function begin(held: LogFile | null): Promise<LogFile> {
    const opened = held ?? (await openWhenThere());
    file = opened;
    const found = await alignWithStore(writer, opened, isFirst && wish.isFromRemote === true, tools);
    if (isFirst) tellStart(found);
    isFirst = false;
    const verdict = await lookAtFile(writer.place, opened, signal);
    if (verdict === 'same') {
      const { inode, device } = opened;
      writer.move({ ...writer.place, inode, device });
      await writer.settle(opened);
      // Without rotations or growth the end is known.
      if (hint === null) writer.count((await opened.size()) - writer.place.base);
    } else {
      if (verdict !== 'rotated' || !(await finishRenamed())) tellMissed(verdict);
      await takeAnew(opened, verdict);
    }
    const isNothing = found.is === 'missing' && end() === 0 && (await opened.size()) === 0;
    if (isNothing && writer.place.roll === 0) {
      await writer.createEmpty();
      notice('emptyObject', 'the file is empty, so an empty object was made', noted('append.emptyObject'));
    }
    return opened;
  }

  function tellStart(found: FoundObject): void {
    const { key, position, crc } = writer.place;
    emit({ type: 'started', key, position, crc64: crc });
    const { trafficLimit: _, forbidOverwrite: __, ...fixed } = wish.options;
    if (found.is === 'appendable' && found.size > 0 && Object.keys(fixed).length > 0) {
      const reason = `${key} was made before, and its first append has fixed what the options say`;
      notice('optionsKept', reason, noted('append.optionsKept', { key }));
    }
  }

  /**
   * The file to go on with: another one, when the name leads to one that holds something and the old file was quiet for an
   * interval. While the new one is empty, its writers still have the old one open.
   */
  async function lookAgain(from: LogFile): Promise<LogFile> {
    await tellLate();
    const now = await identify(path);
    if (now === null) {
      tellMissing();
      return from;
    }
    isMissingTold = false;
    if (isSameFile(now, from) || now.size === 0) return from;
    await clock.sleep(followMs ?? 0, signal);
    if ((await from.size()) > end()) return from;
    const next = await openWhenThere();
    if (isSameFile(next, from)) {
      await next.close();
      return from;
    }
    file = next;
    await leave(from, end());
    await takeAnew(next, 'rotated');
    return next;
  }

  async function appendAll(first: LogFile): Promise<void> {
    for (let from = first; ; ) {
      const before = writer.place;
      const goal = await from.size();
      if (goal < end() || !(await writeAll(from, goal))) {
        await takeCutOne(from);
        continue;
      }
      if (hint === null) return;
      // After an append the next one waits, so that small writes are gathered; else it comes with the first of them.
      if (writer.place === before) await hint.wait(followMs ?? 0, signal);
      else await clock.sleep(followMs ?? 0, signal);
      from = await lookAgain(from);
    }
  }

  async function isAllThere(): Promise<boolean> {
    if (file === null) return false;
    await tellLate();
    const now = await identify(path);
    const isLast = now !== null && (isSameFile(now, file) || now.size === 0);
    return isLast && !isAnythingLate && (await file.size()) === end();
  }

  try {
    let reached = '';
    for (let failures = 1; ; failures += 1) {
      try {
        await appendAll(await begin(file));
        return { objects: writer.objects, isComplete: true };
      } catch (thrown) {
        const error = toAppError(thrown);
        if (signal.aborted || hint === null || error.reaction !== 'retry') throw thrown;
        const { key, position } = writer.place;
        if (reached !== `${position} ${key}`) failures = 1;
        reached = `${position} ${key}`;
        const delayMs = retryDelayMs(error, failures, Math.random);
        onRetry(error, delayMs);
        await clock.sleep(delayMs, signal);
      }
    }
  } catch (thrown) {
    if (!signal.aborted || !(isAbort(thrown) || toAppError(thrown).reaction === 'retry')) throw thrown;
    return { objects: writer.objects, isComplete: await isAllThere() };
  } finally {
    hint?.close();
    await (file as LogFile | null)?.close();
    await (left as LeftFile | null)?.close();
  }
}
