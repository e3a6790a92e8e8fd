import type { ProgressSnapshot } from '../../../preload/contract.ts';
import type { ErrorRecord } from '../../base/app-error.ts';
import type { Clock } from '../../base/clock.ts';
import type { EngineEvent } from '../../engine.ts';
import type { Transfer, TransferState } from '../../model/transfer.ts';
import { describeError } from '../../text/error-text.ts';
import { formatsIn } from '../../text/format.ts';
import type { Language } from '../../text/language.ts';
import { textsIn } from '../../text/texts.ts';
import { callbackError, showAnswer, tellCallbackFailure } from '../callback-text.ts';
import { tellFailure } from '../failure-view.ts';
import { noticeText } from '../notice-text.ts';
import { describeProgress, drawProgress, percentOf } from '../progress-bar.ts';
import { showProof, showTarget } from '../proof-text.ts';
import type { Terminal } from '../terminal.ts';
import { contextOf } from './put-context.ts';
import { nameOf, repeatOf, shownTitleOf } from './put-item.ts';
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
  const { say, sayNote } = textsIn(language);
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
    terminal.tell(describeProgress(snapshot, language, stepOf(snapshot)));
  }

  /** What stands where the time left would: the last step's name, or how long it goes on already. */
  function stepOf(snapshot: ProgressSnapshot): string {
    const elapsed = snapshot.isTotalKnown ? '' : formatsIn(language).span(snapshot.atMs - startedAtMs);
    return commonStep(steps, language) || elapsed;
  }

  function tellRetry(what: string, error: ErrorRecord, inMs: number): void {
    const subject = `${what} ${error.code}`;
    const now = clock.now();
    const lastMs = toldTrouble.get(subject);
    if (lastMs !== undefined && now < lastMs + quietAboutMs) return;
    toldTrouble.set(subject, now);
    const { cause, code } = describeError(error, {}, language);
    terminal.tell(say('retry', { wait: Math.max(1000, inMs), code, cause }));
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
          ? say('put.sending', {
              name: shownTitleOf(first, language),
              target: showTarget(address, first.key),
            })
          : say('put.sendingMany', {
              objects: say(isFiles ? 'count.files' : 'count.objects', { count: items.length }),
              target: showTarget(address, folder),
            }),
      );
    },

    progressed(snapshot) {
      // What was refused before it became a transfer counts no more; a bar over nothing would be full.
      if (snapshot.totalFiles === 0) return;
      if (snapshot.resumedBytes > 0 && !hasToldResume) {
        hasToldResume = true;
        toldPercent = percentOf(snapshot) ?? 0;
        terminal.tell(say('put.resumed', { size: snapshot.resumedBytes }));
      }
      if (terminal.isLive) {
        terminal.redraw(drawProgress(snapshot, terminal.columns(), language, stepOf(snapshot)));
      } else tellPlain(snapshot);
    },

    happened(event: EngineEvent) {
      if (event.type === 'changed') noteStep(event.transfer);
      else if (event.type === 'retrying') tellRetry(event.what, event.error, event.inMs);
      else if (event.type === 'notice') {
        terminal.tell(say('note', { text: noticeText(event.notice, language) }));
      } else if (event.type === 'noted') terminal.tell(sayNote(event.note));
    },

    ended(outcome: PutOutcome) {
      const { item, became } = outcome;
      const name = nameOf(item, language);
      if ('proof' in outcome) tellProven(terminal, outcome, language);
      else if (became === 'stopped') {
        terminal.tell(say('put.stopped', { name }));
      } else if ('error' in outcome) {
        const word = say(outcome.became === 'blocked' ? 'word.blocked' : 'word.failed');
        tellFailure(terminal, word, name, outcome.error, contextOf(item, language), language);
      }
    },

    finished(summary: PutSummary) {
      terminal.redraw('');
      tellSummary(terminal, summary, language);
    },

    reportFailed: error => tellFailure(terminal, say('word.failed'), say('word.report'), error, {}, language),
  };
}

function tellProven(
  terminal: Terminal,
  { item, proof }: PutOutcome & { readonly became: 'proven' | 'callbackFailed' },
  language: Language,
): void {
  const { say } = textsIn(language);
  const error = callbackError(proof);
  const name = nameOf(item, language);
  const facts = {
    name,
    target: showTarget(item.access.address, item.key),
    proof: showProof(proof, language),
  };
  terminal.print(error === null ? say('put.proven', facts) : say('put.storedOnly', facts));
  if (error !== null) {
    tellCallbackFailure(terminal, name, error, contextOf(item, language), repeatOf(item), language);
  } else if (proof.callback?.became === 'answered') terminal.print(showAnswer(proof.callback, language));
}

/** The last steps have a name of their own, so that 99 % is never a riddle; empty while any transfer still sends. */
function commonStep(steps: ReadonlyMap<string, TransferState['at']>, language: Language): string {
  const found = new Set(steps.values());
  if (found.size === 0 || found.has('sending')) return '';
  return textsIn(language).say(found.has('finishing') ? 'progress.completing' : 'progress.checking');
}

function tellSummary(terminal: Terminal, summary: PutSummary, language: Language): void {
  const { say } = textsIn(language);
  const { proven, callbackFailed, failed, blocked, paused, stopped, provenBytes, elapsedMs } = summary;
  const isTimed = elapsedMs > 0 && provenBytes > 0;
  terminal.print(
    say('put.summary', {
      proven,
      callbacks: callbackFailed > 0 ? say('put.callbacksFailed', { count: callbackFailed }) : null,
      failed,
      blocked: blocked || null,
      paused: paused || null,
      stopped: stopped || null,
      size: provenBytes,
      elapsed: isTimed ? elapsedMs : null,
      rate: isTimed ? (provenBytes / elapsedMs) * 1000 : null,
    }),
  );
  if (paused > 0) terminal.tell(say('put.paused', { size: summary.safeBytes }));
}
