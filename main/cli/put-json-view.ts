import type { UploadWish } from '../upload/uploads.ts';
import type { Language } from './environment.ts';
import { failureFacts } from './failure-view.ts';
import { noticeText } from './notice-text.ts';
import { proofFacts } from './proof-text.ts';
import { contextOf } from './put-context.ts';
import type { PutView } from './put-view.ts';
import type { Terminal } from './terminal.ts';

/** Shows a `put` to programs: one JSON object a line; `longshore help events` lists them. */
export function createPutJsonView(terminal: Terminal, language: Language): PutView {
  const placeOf = ({ path, access, key }: UploadWish) => ({ path, bucket: access.address.bucket, key });

  return {
    started(wishes) {
      terminal.emit('started', { files: wishes.length });
      for (const wish of wishes) terminal.emit('file', placeOf(wish));
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
          terminal.emit('notice', { ...event.notice, text: noticeText(event.notice) });
          break;
      }
    },
    ended(outcome) {
      const place = placeOf(outcome.wish);
      if (outcome.became === 'proven') {
        terminal.emit('proven', { ...place, transferId: outcome.transferId, ...proofFacts(outcome.proof) });
      } else if (outcome.became === 'paused') terminal.emit('paused', place);
      else {
        const facts = failureFacts(outcome.error, contextOf(outcome.wish), language);
        terminal.emit(outcome.became, { ...place, ...facts });
      }
    },
    finished: summary => terminal.emit('summary', summary),
  };
}
