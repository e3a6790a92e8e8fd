import { isDeepStrictEqual } from 'node:util';
import { type Note, noted } from '../base/said.ts';
import { hasWindow } from '../model/source.ts';
import type { ObjectOptions } from '../model/target.ts';
import { type Transfer, uploadOf } from '../model/transfer.ts';
import type { RunTools } from './run.ts';

/**
 * An unfinished transfer under the wish of today. What a begun upload was given stays with the server until it starts
 * over, and the history tells so; what is decided with each part or at the end follows today's wish.
 */
export function withWish(transfer: Transfer, tools: RunTools): Transfer {
  const { log, wished, window, settings } = tools;
  const upload = hasWindow(transfer.source, window) ? uploadOf(transfer.state) : null;
  const note = (what: string, reason: string, text: Note) => {
    log.note(transfer.id, what, reason, text);
    tools.onNote(transfer.id, what, reason, text);
  };
  if (upload && !isDeepStrictEqual(fixedAtBegin(transfer.options), fixedAtBegin(wished))) {
    const reason = 'this upload was begun with other options, and the server keeps those';
    note('optionsKept', reason, noted('optionsKept'));
  }
  const { partSize = upload?.partSize, isSimple } = settings;
  if (upload && (isSimple || partSize !== upload.partSize)) {
    const reason = `this upload was begun by parts of ${upload.partSize} bytes, and goes on with them`;
    note('partSizeKept', reason, noted('partSizeKept', { partSize: upload.partSize }));
  }
  const options = upload ? { ...fixedAtBegin(transfer.options), ...decidedLater(wished) } : wished;
  if (!isDeepStrictEqual(options, transfer.options)) log.setOptions(transfer.id, options);
  return { ...transfer, options };
}

function fixedAtBegin(options: ObjectOptions): ObjectOptions {
  const { forbidOverwrite: _, ifMatch: __, trafficLimit: ___, callback: ____, ...rest } = options;
  return rest;
}

function decidedLater({ forbidOverwrite, ifMatch, trafficLimit, callback }: ObjectOptions): ObjectOptions {
  return {
    ...(ifMatch === undefined ? {} : { ifMatch }),
    ...(forbidOverwrite === undefined ? {} : { forbidOverwrite }),
    ...(trafficLimit === undefined ? {} : { trafficLimit }),
    ...(callback === undefined ? {} : { callback }),
  };
}
