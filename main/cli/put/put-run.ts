import { isAbort, toErrorRecord } from '../../base/app-error.ts';
import type { Engine } from '../../engine.ts';
import type { WebSource } from '../../remote/web-source.ts';
import { readableSource, type StreamSource, textSource } from '../../upload/stream/stream-source.ts';
import type { Surroundings } from '../surroundings.ts';
import { keyFacts } from '../target.ts';
import { type PutItem, shownTitleOf } from './put-item.ts';
import { typeOfKey } from './put-items.ts';
import { failedOutcome, outcomeOfTransfer, type PutOutcome, provenOutcome } from './put-outcome.ts';

/** What of the engine carries out a `put`. */
type PutEngine = Pick<Engine, 'upload' | 'uploadStream' | 'openWeb'>;

/** Takes one item to its end, whatever that is. Never rejects. */
export async function runItem(engine: PutEngine, item: PutItem, here: Surroundings): Promise<PutOutcome> {
  const { signal, input } = here;
  const { source } = item;
  const title = shownTitleOf(item, here.environment.language);
  try {
    switch (source.kind) {
      case 'file':
        return await withKeyFacts(await sendFile(engine, item, source, signal));
      case 'stdin':
        return await sendStream(engine, item, readableSource(input, title), signal);
      case 'text':
        return await sendStream(engine, item, textSource(source.text, title), signal);
      case 'web': {
        const opened = await engine.openWeb(source.url.href, signal);
        return await sendStream(engine, withTypeOf(opened, item), opened, signal);
      }
    }
  } catch (thrown) {
    if (isAbort(thrown) && signal.aborted) {
      return { item, became: source.kind === 'file' ? 'paused' : 'stopped' };
    }
    return withKeyFacts(failedOutcome(item, toErrorRecord(thrown)));
  }
}

/** What the web server says of its file goes along with it, unless the user says otherwise. */
function withTypeOf(opened: WebSource, item: PutItem): PutItem {
  const contentType = item.options.contentType ?? opened.contentType ?? typeOfKey(item.key);
  const contentEncoding = item.options.contentEncoding ?? opened.contentEncoding;
  const packed = contentEncoding === null ? {} : { contentEncoding };
  return { ...item, options: { ...item.options, contentType, ...packed } };
}

async function sendFile(
  engine: PutEngine,
  item: PutItem,
  { path, window }: PutItem['source'] & { readonly kind: 'file' },
  signal: AbortSignal,
): Promise<PutOutcome> {
  const { source: _, ...rest } = item;
  const transfer = await engine.upload({ ...rest, path, ...(window && { window }) }, signal);
  return outcomeOfTransfer(item, transfer);
}

async function sendStream(
  engine: PutEngine,
  item: PutItem,
  source: StreamSource,
  signal: AbortSignal,
): Promise<PutOutcome> {
  const { id, proof } = await engine.uploadStream({ ...item, source }, signal);
  return provenOutcome(item, id, proof);
}

/** A refusal of keys names the key that was refused. */
async function withKeyFacts(outcome: PutOutcome): Promise<PutOutcome> {
  if (!('error' in outcome)) return outcome;
  const { item, error } = outcome;
  return { ...outcome, error: { ...error, facts: { ...(await keyFacts(item.access)), ...error.facts } } };
}
