import type { Language } from '../../text/language.ts';
import type { AppendEvent } from '../../upload/append/append-events.ts';
import { failureFacts } from '../failure-view.ts';
import { noticeText } from '../notice-text.ts';
import { proofFacts } from '../proof-text.ts';
import type { Terminal } from '../terminal.ts';
import type { AppendSubject, AppendView } from './append-view.ts';

/** Shows an `append` to programs: one JSON object a line; `longshore help events` lists them. */
export function createAppendJsonView(
  terminal: Terminal,
  { path, access }: AppendSubject,
  language: Language,
): AppendView {
  const { bucket } = access.address;
  const decimal = (hex: string) => BigInt(`0x${hex}`).toString();

  return {
    progressed: snapshot => terminal.emit('progress', snapshot),
    happened(event) {
      if (event.type === 'notice') {
        terminal.emit('notice', { ...event.notice, text: noticeText(event.notice, 'en') });
      } else if (event.type === 'retrying') {
        const { what, inMs, error } = event;
        terminal.emit('retrying', { what, inMs, ...failureFacts(error, {}, language) });
      }
    },
    appended(event) {
      if (event.type === 'proven') {
        const { key, addedBytes, base: offset, path: at, proof } = event;
        terminal.emit('proven', { path: at, offset, bucket, key, addedBytes, ...proofFacts(proof) });
        return;
      }
      const { type, ...facts } = withoutNote(event);
      const place = type === 'started' ? { path, bucket } : {};
      const crc = 'crc64' in facts ? { crc64: decimal(facts.crc64) } : {};
      terminal.emit(type, { ...place, ...facts, ...crc });
    },
    finished({ objects, isComplete, isAnythingMissed }, exitCode) {
      const appendedBytes = objects.reduce((sum, { addedBytes }) => sum + addedBytes, 0);
      const facts = { objects: objects.length, appendedBytes, isComplete, isAnythingMissed };
      terminal.emit('summary', { ...facts, exitCode });
    },
  };
}

/** Programs get the reason in English; the note is the same sentence for people. */
function withoutNote(event: AppendEvent) {
  if (event.type !== 'noticed') return event;
  const { note: _, ...rest } = event;
  return rest;
}
