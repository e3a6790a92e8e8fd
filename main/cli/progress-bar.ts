import type { ProgressSnapshot } from '../../preload/contract.ts';
import { formatsIn } from '../text/format.ts';
import type { Language } from '../text/language.ts';
import { textsIn } from '../text/texts.ts';
import { columnsOf } from './columns.ts';

/** The bar grows in steps, so that it does not twitch with every figure beside it. */
const barStep = 10;
const widestBar = 40;
/** Per cent, bytes, time left and rate: only what comes after them gives way to the bar. */
const fieldsBeforeBar = 4;

/**
 * One line of at most `columns` columns. Confirmed bytes are `#`, bytes on their way `-`. What does not fit is left
 * out: first failures, parts and files, then the bar, then the rate and the time left. `step` stands in for the time left:
 * what is done while no bytes move, or the time that it took so far. While the total is not known there is no bar and no
 * percentage, which could only be guessed. Pure.
 */
export function drawProgress(
  snapshot: ProgressSnapshot,
  columns: number,
  language: Language,
  step = '',
): string {
  const fields = fieldsOf(snapshot, language, step);
  // The last column stays free: some terminals wrap a line that fills it.
  const room = Math.max(0, columns - 1);
  for (let kept = fields.length; kept > 0; kept -= 1) {
    const text = fields.slice(0, kept).join('  ');
    const taken = columnsOf(text);
    const width = Math.min(widestBar, Math.floor((room - taken - 3) / barStep) * barStep);
    if (snapshot.isTotalKnown && width > 0) return `[${drawBar(snapshot, width)}] ${text}`;
    const isBarPossible = snapshot.isTotalKnown && kept > fieldsBeforeBar;
    if (!isBarPossible && taken <= room) return text;
  }
  return '';
}

/** The same figures without a bar and without a limit, for a line that stays. Pure. */
export function describeProgress(snapshot: ProgressSnapshot, language: Language, step = ''): string {
  return fieldsOf(snapshot, language, step).join('  ');
}

/** In the order of the line, from the most to the least important. */
function fieldsOf(snapshot: ProgressSnapshot, language: Language, step: string): readonly string[] {
  const { say } = textsIn(language);
  const formats = formatsIn(language);
  const { totalBytes, confirmedBytes, movingBytes, bytesPerSecond, secondsLeft } = snapshot;
  const left =
    secondsLeft === null || secondsLeft === 0 ? '' : say('progress.left', { left: secondsLeft * 1000 });
  const percent = percentOf(snapshot);
  const reached = confirmedBytes + movingBytes;
  const fields = [
    percent === null ? '' : formats.percent(percent),
    percent === null ? formats.bytes(reached) : say('progress.of', { reached, total: totalBytes }),
    step || (percent === null ? '' : left),
    formats.rate(bytesPerSecond),
    snapshot.totalFiles > 1
      ? say('progress.file', { done: snapshot.doneFiles, total: snapshot.totalFiles })
      : '',
    partsOf(snapshot, language),
    snapshot.failedFiles > 0 ? say('progress.failed', { failed: snapshot.failedFiles }) : '',
  ];
  return fields.filter(text => text !== '');
}

function partsOf({ isTotalKnown, totalParts, confirmedParts }: ProgressSnapshot, language: Language): string {
  if (totalParts <= 1) return '';
  const { say } = textsIn(language);
  return isTotalKnown
    ? say('progress.part', { done: confirmedParts, total: totalParts })
    : say('count.parts', { count: confirmedParts });
}

/** Whole per cent, rounded down: 100 only when every byte is confirmed and every file has ended. Null while nobody knows the total. */
export function percentOf(snapshot: ProgressSnapshot): number | null {
  if (!snapshot.isTotalKnown) return null;
  const { totalBytes, confirmedBytes, movingBytes, totalFiles, doneFiles, failedFiles } = snapshot;
  const isOver = doneFiles + failedFiles >= totalFiles;
  if (totalBytes === 0) return isOver && failedFiles === 0 ? 100 : 0;
  const share = Math.floor(((confirmedBytes + movingBytes) / totalBytes) * 100);
  return Math.min(isOver ? 100 : 99, share);
}

function drawBar({ totalBytes, confirmedBytes, movingBytes }: ProgressSnapshot, width: number): string {
  const cells = (bytes: number) =>
    totalBytes === 0 ? width : Math.min(width, Math.floor((bytes / totalBytes) * width));
  const confirmed = cells(confirmedBytes);
  const reached = cells(confirmedBytes + movingBytes);
  return '#'.repeat(confirmed) + '-'.repeat(reached - confirmed) + ' '.repeat(width - reached);
}
