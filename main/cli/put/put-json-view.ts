import type { Language } from '../../text/language.ts';
import { callbackError, callbackFacts } from '../callback-text.ts';
import { failureFacts } from '../failure-view.ts';
import { noticeText } from '../notice-text.ts';
import { proofFacts } from '../proof-text.ts';
import type { Terminal } from '../terminal.ts';
import { contextOf } from './put-context.ts';
import { type PutItem, repeatOf, titleOf } from './put-item.ts';
import type { PutView } from './put-view.ts';

/** Shows a `put` to programs: one JSON object a line; `longshore help events` lists them. */
export function createPutJsonView(terminal: Terminal, language: Language): PutView {
  return {
    started(items) {
      terminal.emit('started', { files: items.length });
      for (const item of items) {
        terminal.emit('file', { ...placeOf(item), from: item.source.kind, name: titleOf(item) });
      }
    },
    progressed: snapshot => terminal.emit('progress', snapshot),
    happened(event) {
      switch (event.type) {
        case 'changed': {
          const { id, source, target, state } = event.transfer;
          const upload = 'upload' in state ? state.upload : null;
          terminal.emit('state', {
            transferId: id,
            path: source.path,
            key: target.key,
            at: state.at,
            ...(upload && { uploadId: upload.uploadId, partSize: upload.partSize }),
          });
          break;
        }
        case 'noted':
          terminal.emit('noted', { transferId: event.transferId, what: event.what, reason: event.reason });
          break;
        case 'retrying':
          terminal.emit('retrying', {
            what: event.what,
            inMs: event.inMs,
            ...failureFacts(event.error, {}, language),
          });
          break;
        case 'notice':
          terminal.emit('notice', { ...event.notice, text: noticeText(event.notice, 'en') });
          break;
      }
    },
    ended(outcome) {
      const { item, became } = outcome;
      const place = placeOf(item);
      if ('proof' in outcome) {
        const { transferId, proof } = outcome;
        const error = callbackError(proof);
        terminal.emit(became, {
          ...place,
          transferId,
          ...(error && {
            ...failureFacts(error, contextOf(item, language), language),
            repeat: repeatOf(item),
          }),
          ...proofFacts(proof),
          ...callbackFacts(proof),
        });
      } else if ('error' in outcome) {
        terminal.emit(became, {
          ...place,
          ...failureFacts(outcome.error, contextOf(item, language), language),
        });
      } else terminal.emit(became, place);
    },
    finished: summary => terminal.emit('summary', summary),
    reportFailed: error => terminal.emit('error', failureFacts(error, {}, language)),
  };
}

function placeOf({ source, access, key }: PutItem): object {
  const path = source.kind === 'file' ? source.path : null;
  return { path, bucket: access.address.bucket, key };
}
