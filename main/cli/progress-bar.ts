import type { ProgressSnapshot } from '../../preload/contract.ts';
import { formatBytes, formatCount, formatRate, formatSpan } from './format.ts';

/** The bar grows in steps, so that it does not twitch with every figure beside it. */
const barStep = 10;
const widestBar = 40;
/** Per cent, bytes, time left and rate: only what comes after them gives way to the bar. */
const fieldsBeforeBar = 4;

/**
 * One line of at most `columns` characters. Confirmed bytes are `#`, bytes on their way `-`. What does not fit is left
 * out: first failures, parts and files, then the bar, then the rate and the time left. `step` stands in for the time left:
 * what is done while no bytes move, or the time that it took so far. While the total is not known there is no bar and no
 * percentage, which could only be guessed. Pure.
 */
export function drawProgress(snapshot: ProgressSnapshot, columns: number, step = ''): string {
  const fields = fieldsOf(snapshot, step);
  // The last column stays free: some terminals wrap a line that fills it.
  const room = Math.max(0, columns - 1);
  for (let kept = fields.length; kept > 0; kept -= 1) {
    const text = fields.slice(0, kept).join('  ');
    const width = Math.min(widestBar, Math.floor((room - text.length - 3) / barStep) * barStep);
    if (snapshot.isTotalKnown && width > 0) return `[${drawBar(snapshot, width)}] ${text}`;
    const isBarPossible = snapshot.isTotalKnown && kept > fieldsBeforeBar;
    if (!isBarPossible && text.length <= room) return text;
  }
  return '';
}

/** The same figures without a bar and without a limit, for a line that stays. Pure. */
export function describeProgress(snapshot: ProgressSnapshot, step = ''): string {
  return fieldsOf(snapshot, step).join('  ');
}

/** In the order of the line, from the most to the least important. */
function fieldsOf(snapshot: ProgressSnapshot, step: string): readonly string[] {
  const { totalBytes, confirmedBytes, movingBytes, bytesPerSecond, secondsLeft } = snapshot;
  const left = secondsLeft === null || secondsLeft === 0 ? '' : `${formatSpan(secondsLeft * 1000)} left`;
  const percent = percentOf(snapshot);
  const reached = formatBytes(confirmedBytes + movingBytes);
  const fields = [
    percent === null ? '' : `${percent}%`,
    percent === null ? reached : `${reached} of ${formatBytes(totalBytes)}`,
    step || (percent === null ? '' : left),
    formatRate(bytesPerSecond),
    snapshot.totalFiles > 1 ? `file ${snapshot.doneFiles}/${snapshot.totalFiles}` : '',
    partsOf(snapshot),
    snapshot.failedFiles > 0 ? `${snapshot.failedFiles} failed` : '',
  ];
  return fields.filter(text => text !== '');
}

function partsOf({ isTotalKnown, totalParts, confirmedParts }: ProgressSnapshot): string {
  if (totalParts <= 1) return '';
  return isTotalKnown ? `part ${confirmedParts}/${totalParts}` : formatCount(confirmedParts, 'part');
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
