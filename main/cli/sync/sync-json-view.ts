import { toErrorRecord } from '../../base/app-error.ts';
import type { FolderEvent } from '../../sync/folder-sync.ts';
import type { Language } from '../../text/language.ts';
import { failureFacts } from '../failure-view.ts';
import { noticeText } from '../notice-text.ts';
import type { Terminal } from '../terminal.ts';
import { problemFacts, reasonFacts, stateFacts } from './json-facts.ts';
import { contextOfFolder } from './problem-text.ts';
import type { SyncView } from './sync-view.ts';

/** Shows a `sync` to programs: one JSON object a line; `longshore help events` lists them. */
export function createSyncJsonView(
  terminal: Terminal,
  { isVerbose }: { readonly isVerbose: boolean },
  language: Language,
): SyncView {
  return {
    started(subjects) {
      for (const { root, target, mode, isRemembered } of subjects) {
        terminal.emit('folder', { root, target, mode, isRemembered });
      }
    },
    progressed: snapshot => terminal.emit('progress', snapshot),
    connected(event) {
      if (event.type === 'notice') {
        terminal.emit('notice', { ...event.notice, text: noticeText(event.notice, language) });
      } else if (event.type === 'retrying') {
        const { what, inMs, error } = event;
        terminal.emit('retrying', { what, inMs, ...failureFacts(error, {}, language) });
      }
    },
    happened({ root }, event) {
      // One a file at first contact, and hardly ever asked for.
      if (event.type === 'decided' && !isVerbose) return;
      terminal.emit(event.type, { root, ...eventFacts(event, root, language) });
    },
    failed(subject, error) {
      const failure = failureFacts(error, contextOfFolder(subject), language);
      terminal.emit('failed', { root: subject.root, ...failure });
    },
    async ended({ root }, { state, ...counts }, problems) {
      for (const problem of problems()) {
        terminal.emit('left', { root, ...problemFacts(problem, root, language) });
        await terminal.drained();
      }
      terminal.emit('result', { root, ...counts, ...stateFacts(state) });
    },
    finished: summary => terminal.emit('summary', summary),
  };
}

function eventFacts(event: FolderEvent, root: string, language: Language): object {
  const { type: _, ...facts } = event;
  switch (event.type) {
    case 'decided': {
      const { reason, ...decision } = event.decision;
      return { ...decision, ...reasonFacts(reason, language) };
    }
    case 'ended': {
      const { path, what, bytes, reason } = event;
      return { path, what, bytes, ...reasonFacts(reason, language) };
    }
    case 'problem':
      return problemFacts(event.problem, root, language);
    case 'watching': {
      const { reason, ...coverage } = event.coverage;
      return { ...coverage, ...(reason && failureFacts(toErrorRecord(reason), {}, language)) };
    }
    case 'rootLost':
      return failureFacts(event.error, { path: root, root }, language);
    case 'upToDate':
      return stateFacts(event.state);
    default:
      return facts;
  }
}
