import { basename } from 'node:path';
import type { ProgressSnapshot } from '../../../preload/contract.ts';
import type { Clock } from '../../base/clock.ts';
import type { EngineEvent } from '../../engine.ts';
import type { AppendEvent, RollReason } from '../../upload/append/append-events.ts';
import type { Language } from '../environment.ts';
import { describeError } from '../error-text.ts';
import { formatCount, formatExactBytes, formatSpan, printable } from '../format.ts';
import { noticeText } from '../notice-text.ts';
import { describeProgress, drawProgress } from '../progress-bar.ts';
import { showProof, showTarget } from '../proof-text.ts';
import type { Terminal } from '../terminal.ts';
import type { AppendSubject, AppendView } from './append-view.ts';

/** Without a live line, progress is told so often, and the same trouble once in so long. */
const plainStepMs = 10_000;

const rollReasons: Readonly<Record<RollReason, string>> = {
  full: 'the object is as large as it may be',
  rotated: 'another file has the name now',
  truncated: 'the file was cut',
  rewritten: 'the file was written anew',
};

/** Shows an `append` to people: a line that is redrawn on a terminal, plain lines elsewhere, one proof for each object. */
export function createAppendTextView(
  terminal: Terminal,
  clock: Pick<Clock, 'now'>,
  { path, access, followMs }: AppendSubject,
  language: Language,
): AppendView {
  const { address } = access;
  const name = printable(basename(path));
  let toldAtMs = clock.now();
  const toldTrouble = new Map<string, number>();

  function tellTrouble({ what, error, inMs }: EngineEvent & { type: 'retrying' }): void {
    const subject = `${what} ${error.code}`;
    const lastMs = toldTrouble.get(subject);
    if (lastMs !== undefined && clock.now() < lastMs + plainStepMs) return;
    toldTrouble.set(subject, clock.now());
    const { cause, code } = describeError(error, {}, language);
    terminal.tell(`trying again in ${formatSpan(Math.max(1000, inMs))} (${code}): ${cause}`);
  }

  return {
    progressed(snapshot: ProgressSnapshot) {
      if (terminal.isLive) terminal.redraw(drawProgress(snapshot, terminal.columns()));
      else if (snapshot.atMs >= toldAtMs + plainStepMs) {
        toldAtMs = snapshot.atMs;
        terminal.tell(describeProgress(snapshot));
      }
    },

    happened(event: EngineEvent) {
      if (event.type === 'notice') terminal.tell(`note: ${noticeText(event.notice)}`);
      else if (event.type === 'retrying') tellTrouble(event);
    },

    appended(event: AppendEvent) {
      switch (event.type) {
        case 'started': {
          const from = event.position === 0 ? '' : `, which has ${formatExactBytes(event.position)}`;
          const until = followMs === undefined ? '' : ' as it grows; Ctrl-C ends it';
          terminal.tell(`appending ${name} to ${showTarget(address, event.key)}${from}${until}`);
          break;
        }
        case 'rolled':
          terminal.tell(`going on in ${showTarget(address, event.to)}: ${rollReasons[event.reason]}`);
          break;
        case 'noticed':
          terminal.tell(`note: ${printable(event.reason)}`);
          break;
        case 'proven':
          terminal.redraw('');
          terminal.print(`proven ${name} -> ${showTarget(address, event.key)}: ${showProof(event.proof)}`);
          break;
        case 'appended':
          break;
      }
    },

    finished({ objects, isComplete, isAnythingMissed }) {
      terminal.redraw('');
      const added = objects.reduce((sum, { addedBytes }) => sum + addedBytes, 0);
      terminal.print(`${formatExactBytes(added)} appended, ${formatCount(objects.length, 'object')} proven`);
      if (isAnythingMissed) terminal.tell('not everything was appended: see the notes above');
      else if (!isComplete)
        terminal.tell('stopped before the end of the file; run the same command to go on');
    },
  };
}
