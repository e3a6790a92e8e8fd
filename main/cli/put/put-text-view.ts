import type { ProgressSnapshot } from '../../../preload/contract.ts';
import type { ErrorRecord } from '../../base/app-error.ts';
import type { Clock } from '../../base/clock.ts';
import type { EngineEvent } from '../../engine.ts';
import type { Transfer, TransferState } from '../../model/transfer.ts';
import { callbackError, showAnswer, tellCallbackFailure } from '../callback-text.ts';
import type { Language } from '../environment.ts';
import { describeError } from '../error-text.ts';
import { tellFailure } from '../failure-view.ts';
import { formatBytes, formatCount, formatExactBytes, formatRate, formatSpan, printable } from '../format.ts';
import { noticeText } from '../notice-text.ts';
import { describeProgress, drawProgress, percentOf } from '../progress-bar.ts';
import { showProof, showTarget } from '../proof-text.ts';
import type { Terminal } from '../terminal.ts';
import { contextOf } from './put-context.ts';
import { nameOf, repeatOf, titleOf } from './put-item.ts';
import type { PutOutcome } from './put-outcome.ts';
import type { PutSummary } from './put-summary.ts';
import type { PutView } from './put-view.ts';

/** Without a live line, progress is told so often: after so many per cent, and after so long. */
const plainStepPercent = 10;
const plainStepMs = 10_000;
/** The same trouble is told once in so long. */
const quietAboutMs = 10_000;

/** Shows a `put` to people: a line that is redrawn on a terminal, plain lines elsewhere, one proof for each file. */
export function createPutTextView(
  terminal: Terminal,
  clock: Pick<Clock, 'now'>,
  language: Language,
): PutView {
  let hasToldResume = false;
  let toldPercent = 0;
  const startedAtMs = clock.now();
  let toldAtMs = startedAtMs;
  /** By id, the transfers that are under way. */
  const steps = new Map<string, TransferState['at']>();
  const toldTrouble = new Map<string, number>();

  function tellPlain(snapshot: ProgressSnapshot): void {
    const percent = percentOf(snapshot) ?? 0;
    const isDue = percent >= toldPercent + plainStepPercent || snapshot.atMs >= toldAtMs + plainStepMs;
    if (!isDue) return;
    toldPercent = percent - (percent % plainStepPercent);
    toldAtMs = snapshot.atMs;
    terminal.tell(describeProgress(snapshot, stepOf(snapshot)));
  }

  /** What stands where the time left would: the last step's name, or how long it goes on already. */
  function stepOf(snapshot: ProgressSnapshot): string {
    const elapsed = snapshot.isTotalKnown ? '' : formatSpan(snapshot.atMs - startedAtMs);
    return commonStep(steps) || elapsed;
  }

  function tellRetry(what: string, error: ErrorRecord, inMs: number): void {
    const subject = `${what} ${error.code}`;
    const now = clock.now();
    const lastMs = toldTrouble.get(subject);
    if (lastMs !== undefined && now < lastMs + quietAboutMs) return;
    toldTrouble.set(subject, now);
    const { cause, code } = describeError(error, {}, language);
    terminal.tell(`trying again in ${formatSpan(Math.max(1000, inMs))} (${code}): ${cause}`);
  }

  function noteStep({ id, state }: Transfer): void {
    const isUnderWay = state.at === 'sending' || state.at === 'finishing' || state.at === 'checking';
    if (isUnderWay) steps.set(id, state.at);
    else steps.delete(id);
  }

  return {
    started(items) {
      const [first] = items;
      if (!first) return;
      const { address } = first.access;
      const folder = first.key.slice(0, first.key.lastIndexOf('/') + 1);
      const isFiles = items.every(({ source }) => source.kind === 'file');
      terminal.tell(
        items.length === 1
          ? `sending ${printable(titleOf(first))} to ${showTarget(address, first.key)}`
          : `sending ${formatCount(items.length, isFiles ? 'file' : 'object')} to ${showTarget(address, folder)}`,
      );
    },

    progressed(snapshot) {
      // What was refused before it became a transfer counts no more; a bar over nothing would be full.
      if (snapshot.totalFiles === 0) return;
      if (snapshot.resumedBytes > 0 && !hasToldResume) {
        hasToldResume = true;
        toldPercent = percentOf(snapshot) ?? 0;
        terminal.tell(`going on: ${formatBytes(snapshot.resumedBytes)} were confirmed by an earlier run`);
      }
      if (terminal.isLive) terminal.redraw(drawProgress(snapshot, terminal.columns(), stepOf(snapshot)));
      else tellPlain(snapshot);
    },

    happened(event: EngineEvent) {
      if (event.type === 'changed') noteStep(event.transfer);
      else if (event.type === 'retrying') tellRetry(event.what, event.error, event.inMs);
      else if (event.type === 'notice') terminal.tell(`note: ${noticeText(event.notice)}`);
      else if (event.type === 'noted' && !everydayNotes.has(event.what)) {
        terminal.tell(`${inWords(event.what)}: ${printable(event.reason)}`);
      }
    },

    ended(outcome: PutOutcome) {
      const { item, became } = outcome;
      const name = printable(nameOf(item));
      if ('proof' in outcome) tellProven(terminal, outcome, language);
      else if (became === 'stopped') {
        terminal.tell(`stopped ${name}: nothing was stored, and nothing of it is left on the server`);
      } else if ('error' in outcome) {
        tellFailure(terminal, became, name, outcome.error, contextOf(item), language);
      }
    },

    finished(summary: PutSummary) {
      terminal.redraw('');
      tellSummary(terminal, summary);
    },

    reportFailed: error => tellFailure(terminal, 'failed', 'report', error, {}, language),
  };
}

function tellProven(
  terminal: Terminal,
  { item, proof }: PutOutcome & { readonly became: 'proven' | 'callbackFailed' },
  language: Language,
): void {
  const error = callbackError(proof);
  const word = error === null ? 'proven' : 'stored, callback failed';
  const name = printable(nameOf(item));
  terminal.print(`${word} ${name} -> ${showTarget(item.access.address, item.key)}: ${showProof(proof)}`);
  if (error !== null) tellCallbackFailure(terminal, name, error, contextOf(item), repeatOf(item), language);
  else if (proof.callback?.became === 'answered') terminal.print(showAnswer(proof.callback));
}

/** `partSizeKept` → `part size kept`. */
function inWords(what: string): string {
  return what.replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`);
}

/** The last steps have a name of their own, so that 99 % is never a riddle; empty while any transfer still sends. */
function commonStep(steps: ReadonlyMap<string, TransferState['at']>): string {
  const found = new Set(steps.values());
  if (found.size === 0 || found.has('sending')) return '';
  return found.has('finishing') ? 'completing' : 'checking';
}

/** Steps of every upload are not news; what went another way than usual is. */
const everydayNotes: ReadonlySet<string> = new Set(['starting', 'begun', 'proven', 'paused']);

function tellSummary(terminal: Terminal, summary: PutSummary): void {
  const { proven, callbackFailed, failed, blocked, paused, stopped, provenBytes, elapsedMs } = summary;
  const counts = [
    `${proven} proven${callbackFailed > 0 ? ` (${formatCount(callbackFailed, 'callback')} failed)` : ''}`,
    `${failed} failed`,
    blocked > 0 ? `${blocked} blocked` : '',
    paused > 0 ? `${paused} paused` : '',
    stopped > 0 ? `${stopped} stopped` : '',
  ];
  const rate =
    elapsedMs > 0 && provenBytes > 0
      ? ` in ${formatSpan(elapsedMs)} (${formatRate((provenBytes / elapsedMs) * 1000)})`
      : '';
  terminal.print(`${counts.filter(Boolean).join(', ')}, ${formatExactBytes(provenBytes)}${rate}`);
  if (paused > 0) {
    terminal.tell(
      `paused: ${formatExactBytes(summary.safeBytes)} are safe on the server; run the same command to go on`,
    );
  }
}
