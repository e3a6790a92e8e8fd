import { basename } from 'node:path';
import type { ProgressSnapshot } from '../../../preload/contract.ts';
import type { Clock } from '../../base/clock.ts';
import type { EngineEvent } from '../../engine.ts';
import { describeError } from '../../text/error-text.ts';
import type { Language } from '../../text/language.ts';
import { textsIn } from '../../text/texts.ts';
import type { AppendEvent } from '../../upload/append/append-events.ts';
import { noticeText } from '../notice-text.ts';
import { describeProgress, drawProgress } from '../progress-bar.ts';
import { showProof, showTarget } from '../proof-text.ts';
import type { Terminal } from '../terminal.ts';
import type { AppendSubject, AppendView } from './append-view.ts';

/** Without a live line, progress is told so often, and the same trouble once in so long. */
const plainStepMs = 10_000;

/** Shows an `append` to people: a line that is redrawn on a terminal, plain lines elsewhere, one proof for each object. */
export function createAppendTextView(
  terminal: Terminal,
  clock: Pick<Clock, 'now'>,
  { path, access, followMs }: AppendSubject,
  language: Language,
): AppendView {
  const { address } = access;
  const { say, sayNote } = textsIn(language);
  const name = basename(path);
  let toldAtMs = clock.now();
  const toldTrouble = new Map<string, number>();

  function tellTrouble({ what, error, inMs }: EngineEvent & { type: 'retrying' }): void {
    const subject = `${what} ${error.code}`;
    const lastMs = toldTrouble.get(subject);
    if (lastMs !== undefined && clock.now() < lastMs + plainStepMs) return;
    toldTrouble.set(subject, clock.now());
    const { cause, code } = describeError(error, {}, language);
    terminal.tell(say('retry', { wait: Math.max(1000, inMs), code, cause }));
  }

  return {
    progressed(snapshot: ProgressSnapshot) {
      if (terminal.isLive) terminal.redraw(drawProgress(snapshot, terminal.columns(), language));
      else if (snapshot.atMs >= toldAtMs + plainStepMs) {
        toldAtMs = snapshot.atMs;
        terminal.tell(describeProgress(snapshot, language));
      }
    },

    happened(event: EngineEvent) {
      if (event.type === 'notice') {
        terminal.tell(say('note', { text: noticeText(event.notice, language) }));
      } else if (event.type === 'retrying') tellTrouble(event);
    },

    appended(event: AppendEvent) {
      switch (event.type) {
        case 'started': {
          const target = showTarget(address, event.key);
          const facts = { name, target, size: event.position === 0 ? null : event.position };
          terminal.tell(say(followMs === undefined ? 'append.started' : 'append.following', facts));
          break;
        }
        case 'rolled':
          terminal.tell(
            say('append.rolled', {
              target: showTarget(address, event.to),
              reason: say(`append.${event.reason}`),
            }),
          );
          break;
        case 'noticed':
          terminal.tell(say('note', { text: sayNote(event.note) }));
          break;
        case 'proven':
          terminal.redraw('');
          terminal.print(
            say('put.proven', {
              name,
              target: showTarget(address, event.key),
              proof: showProof(event.proof, language),
            }),
          );
          break;
        case 'appended':
          break;
      }
    },

    finished({ objects, isComplete, isAnythingMissed }) {
      terminal.redraw('');
      const added = objects.reduce((sum, { addedBytes }) => sum + addedBytes, 0);
      terminal.print(say('append.summary', { size: added, count: objects.length }));
      if (isAnythingMissed) terminal.tell(say('append.missed'));
      else if (!isComplete) terminal.tell(say('append.incomplete'));
    },
  };
}
