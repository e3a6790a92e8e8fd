import { basename } from 'node:path';
import type { ProgressSnapshot } from '../../preload/contract.ts';
import type { ErrorRecord } from '../base/app-error.ts';
import type { Clock } from '../base/clock.ts';
import type { EngineEvent } from '../engine.ts';
import type { Transfer, TransferState } from '../model/transfer.ts';
import type { Language } from './environment.ts';
import { describeError } from './error-text.ts';
import { tellFailure } from './failure-view.ts';
import { formatBytes, formatCount, formatExactBytes, formatRate, formatSpan, printable } from './format.ts';
import { noticeText } from './notice-text.ts';
import { describeProgress, drawProgress, percentOf } from './progress-bar.ts';
import { showProof, showTarget } from './proof-text.ts';
import { contextOf } from './put-context.ts';
import type { PutOutcome, PutSummary, PutView } from './put-view.ts';
import type { Terminal } from './terminal.ts';

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
  let toldAtMs = clock.now();
  /** By id, the transfers that are under way. */
  const steps = new Map<string, TransferState['at']>();
  const toldTrouble = new Map<string, number>();

  function tellPlain(snapshot: ProgressSnapshot): void {
    const percent = percentOf(snapshot);
    const isDue = percent >= toldPercent + plainStepPercent || snapshot.atMs >= toldAtMs + plainStepMs;
    if (!isDue) return;
    toldPercent = percent - (percent % plainStepPercent);
    toldAtMs = snapshot.atMs;
    terminal.tell(describeProgress(snapshot, commonStep(steps)));
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
    started(wishes) {
      const [first] = wishes;
      if (!first) return;
      const { address } = first.access;
      const folder = first.key.slice(0, first.key.length - basename(first.path).length);
      terminal.tell(
        wishes.length === 1
          ? `sending ${printable(first.path)} to ${showTarget(address, first.key)}`
          : `sending ${formatCount(wishes.length, 'file')} to ${showTarget(address, folder)}`,
      );
    },

    progressed(snapshot) {
      if (snapshot.resumedBytes > 0 && !hasToldResume) {
        hasToldResume = true;
        toldPercent = percentOf(snapshot);
        terminal.tell(`going on: ${formatBytes(snapshot.resumedBytes)} were confirmed by an earlier run`);
      }
      if (terminal.isLive) terminal.redraw(drawProgress(snapshot, terminal.columns(), commonStep(steps)));
      else tellPlain(snapshot);
    },

    happened(event: EngineEvent) {
      if (event.type === 'changed') noteStep(event.transfer);
      else if (event.type === 'retrying') tellRetry(event.what, event.error, event.inMs);
      else if (event.type === 'notice') terminal.tell(`note: ${noticeText(event.notice)}`);
      else if (event.type === 'noted' && !everydayNotes.has(event.what)) {
        terminal.tell(`${event.what}: ${printable(event.reason)}`);
      }
    },

    ended(outcome: PutOutcome) {
      const { wish, became } = outcome;
      const name = printable(basename(wish.path));
      if (became === 'proven') {
        const place = showTarget(wish.access.address, wish.key);
        terminal.print(`proven ${name} -> ${place}: ${showProof(outcome.proof)}`);
      } else if (became !== 'paused') {
        tellFailure(terminal, became, name, outcome.error, contextOf(wish), language);
      }
    },

    finished(summary: PutSummary) {
      terminal.redraw('');
      tellSummary(terminal, summary);
    },
  };
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
  const { proven, failed, blocked, paused, provenBytes, safeBytes, elapsedMs } = summary;
  const counts = [
    `${proven} proven`,
    `${failed} failed`,
    blocked > 0 ? `${blocked} blocked` : '',
    paused > 0 ? `${paused} paused` : '',
  ];
  const rate =
    elapsedMs > 0 && provenBytes > 0
      ? ` in ${formatSpan(elapsedMs)} (${formatRate((provenBytes / elapsedMs) * 1000)})`
      : '';
  terminal.print(`${counts.filter(Boolean).join(', ')}, ${formatExactBytes(provenBytes)}${rate}`);
  if (paused > 0) {
    terminal.tell(
      `paused: ${formatExactBytes(safeBytes)} are safe on the server; run the same command to go on`,
    );
  }
}
