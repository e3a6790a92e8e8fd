import { isAbort, toAppError } from '../../base/app-error.ts';
import { type Note, noted } from '../../base/said.ts';
import type { NoteTexts } from '../../base/text-facts.ts';
import { retryDelayMs } from '../../remote/with-retry.ts';
import { alignWithStore, holdsAppended, lookAtFile } from './align.ts';
import type { AppendNotice } from './append-events.ts';
import type { FileVerdict, FoundObject } from './decide.ts';
import { openCopy, openNamed } from './find-file.ts';
import { type Hint, openHint } from './hint.ts';
import { createLeftFiles } from './left-files.ts';
import { identify, isSameFile, type LogFile, openLogFile } from './log-file.ts';
import { type AppendTools, endOf, nextPlace, writeAll } from './roll.ts';
import { createWriter } from './writer.ts';

/** How a run ended that nothing has broken. */
export interface AppendEnd {
  /** Everything that was in the files at the last look is in the store. */
  readonly isComplete: boolean;
  /** Bytes came to a rotated file that are in no object, and that no further run will append. */
  readonly isAnythingMissed: boolean;
}

type OtherVerdict = Exclude<FileVerdict, 'same'>;

const missedNotes = {
  truncated: 'append.missedTruncated',
  rotated: 'append.missedRotated',
  rewritten: 'append.missedRewritten',
} as const satisfies Readonly<Record<OtherVerdict, keyof NoteTexts>>;

/**
 * Appends what the store lacks of a file, and with `followMs` what is added to it, until the signal fires. Resolves then,
 * too, once the append in flight is over. Rejects for what can't be put right; passing trouble ends only a run that does not follow. Whatever happens, the record
 * tells where to go on, and `tools.objects` what is proven.
 */
export async function runAppend(tools: AppendTools): Promise<AppendEnd> {
  const { wish, places, objects, signal, clock, emit, onRetry } = tools;
  const { path, followMs } = wish;
  const hint: Hint | null = followMs === undefined ? null : openHint(path, clock);
  const left = createLeftFiles(tools);
  let writer = createWriter(places.now, tools);
  let file: LogFile | null = null;
  let isFirst = true;
  let isMissingTold = false;

  const notice = (what: AppendNotice, reason: string, note: Note) =>
    emit({ type: 'noticed', what, reason, note });
  const end = () => endOf(writer.place);

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
        await left.look();
        await hint.wait(followMs ?? 0, signal);
      }
    }
  }

  /**
   * Bytes of `next` go to an object of their own; `old`, which was appended so far, is kept beside, where it is known. What
   * throws leaves everything as it was.
   */
  async function handOver(next: LogFile, reason: OtherVerdict, old: LogFile | null): Promise<void> {
    const before = writer.place;
    const begun = await nextPlace(reason, next, 0, before, tools);
    if (old !== null && before.position > 0) {
      places.leave(before, begun);
      left.add(old, writer);
      writer = createWriter(places.now, tools);
    } else {
      writer.move(begun);
      if (old !== null) left.watch(old);
      else objects.moved(before, null);
    }
    file = next;
    if (begun.key !== before.key) emit({ type: 'rolled', from: before.key, to: begun.key, reason });
  }

  function tellMissed(reason: OtherVerdict): void {
    if (end() === 0) return;
    notice(
      'bytesMissed',
      `the file was ${reason} after its byte ${end()} had been appended; what was added to it since the last look, if anything, can't be read any more`,
      noted(missedNotes[reason], { end: end() }),
    );
  }

  /** Where the bytes that were appended are when `path` no longer leads to them: a renamed file, or a copy that was made. */
  async function openOld(verdict: OtherVerdict): Promise<LogFile | null> {
    const { place } = writer;
    const isCopy = verdict !== 'rotated';
    // Nothing tells a copy of nothing; and the one object that there may be is for the file that has the name.
    if (place.position === 0 && (isCopy || wish.roll === null)) return null;
    const old = isCopy ? await openCopy(path, place) : await openNamed(path, place);
    if (old === null) return null;
    try {
      if (await holdsAppended(place, old, !isCopy, signal)) {
        const what = isCopy ? 'a copy of what was appended so far' : 'the file that was appended so far';
        const note = noted(isCopy ? 'append.copyFound' : 'append.oldFileFound', { path: old.path });
        notice('oldFileFound', `${old.path} is ${what}, and is read to its end`, note);
        objects.moved(place, old);
        await writer.settle(old);
        if (await writeAll(old, await old.size(), writer, tools)) return old;
      }
    } catch (thrown) {
      await old.close();
      throw thrown;
    }
    await old.close();
    return null;
  }

  /** Goes over to a file that does not hold what was appended. */
  async function takeOther(next: LogFile, verdict: OtherVerdict): Promise<void> {
    const old = await openOld(verdict);
    if (old === null) tellMissed(verdict);
    try {
      await handOver(next, verdict, old);
    } catch (thrown) {
      await old?.close();
      throw thrown;
    }
    await writer.settle(next);
  }

  /** Finds out where to go on, from record, store and file. */
  async function begin(held: LogFile | null): Promise<LogFile> {
    await left.begin();
    await left.look();
    const opened = held ?? (await openWhenThere());
    file = opened;
    const found = await alignWithStore(writer, opened, isFirst && wish.isFromRemote === true, tools);
    if (isFirst) tellStart(found);
    isFirst = false;
    const verdict = await lookAtFile(writer.place, opened, signal);
    if (verdict === 'same') {
      await writer.settle(opened);
      // Without rotations or growth the end is known.
      if (hint === null) writer.count((await opened.size()) - writer.place.base);
    } else await takeOther(opened, verdict);
    const isNothing = found.is === 'missing' && end() === 0 && (await opened.size()) === 0;
    if (isNothing && writer.place.roll === 0) {
      await writer.createEmpty(opened);
      notice('emptyObject', 'the file is empty, so an empty object was made', noted('append.emptyObject'));
    }
    return opened;
  }

  function tellStart(found: FoundObject): void {
    const { key, position, crc } = writer.place;
    emit({ type: 'started', key, position, crc64: crc });
    const { trafficLimit: _, forbidOverwrite: __, keepsMtime: ___, ...fixed } = wish.options;
    if (found.is === 'appendable' && found.size > 0 && Object.keys(fixed).length > 0) {
      const reason = `${key} was made before, and its first append has fixed what the options say`;
      notice('optionsKept', reason, noted('append.optionsKept', { key }));
    }
  }

  /**
   * The file to go on with: another one, when the name leads to one that holds something. While that is empty, its writers
   * still have the old one open.
   */
  async function lookAgain(from: LogFile): Promise<LogFile> {
    const now = await identify(path);
    if (now === null) {
      tellMissing();
      return from;
    }
    isMissingTold = false;
    if (isSameFile(now, from) || now.size === 0) return from;
    const next = await openWhenThere();
    if (isSameFile(next, from)) {
      await next.close();
      return from;
    }
    try {
      await writeAll(from, await from.size(), writer, tools);
      await handOver(next, 'rotated', from);
    } catch (thrown) {
      await next.close();
      throw thrown;
    }
    await writer.settle(next);
    return next;
  }

  async function appendAll(first: LogFile): Promise<void> {
    for (let from = first; ; ) {
      const before = writer.place;
      const goal = await from.size();
      if (goal < end() || !(await writeAll(from, goal, writer, tools))) {
        await takeOther(from, (await from.size()) < end() ? 'truncated' : 'rewritten');
        continue;
      }
      await left.look();
      if (hint === null) return;
      // After an append the next one waits, so that small writes are gathered; else it comes with the first of them.
      if (writer.place === before) await hint.wait(followMs ?? 0, signal);
      else await clock.sleep(followMs ?? 0, signal);
      from = await lookAgain(from);
    }
  }

  async function isAllAppended(): Promise<boolean> {
    if (file === null) return false;
    const now = await identify(path);
    const isLast = now !== null && (isSameFile(now, file) || now.size === 0);
    return isLast && (await file.size()) === end();
  }

  async function endOfRun(isAppended: boolean): Promise<AppendEnd> {
    const isComplete = (await left.settle()) && isAppended;
    return { isComplete, isAnythingMissed: left.isAnythingMissed };
  }

  try {
    let reached = '';
    for (let failures = 1; ; failures += 1) {
      try {
        await appendAll(await begin(file));
        return await endOfRun(true);
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
    return await endOfRun(await isAllAppended());
  } finally {
    hint?.close();
    await (file as LogFile | null)?.close();
    await left.close();
  }
}
