import type { Operation } from '../../../main/bucket/operation.ts';
import type { StoreKind } from '../../../main/model/target.ts';
import type { Faults } from './faults.ts';

/** An answer as a store is about to send it. */
export interface PlainAnswer {
  readonly status: number;
  readonly body: Buffer;
}

const listings: ReadonlySet<Operation> = new Set(['list', 'listParts', 'listUploads']);
const storing: ReadonlySet<Operation> = new Set(['put', 'complete']);
const entry = /<(Part|Contents|Upload)>.*?<\/\1>/s;

const callbackFailed =
  '<?xml version="1.0" encoding="UTF-8"?><Error><Code>CallbackFailed</Code><Message>Error status : 500.</Message></Error>';

/** What is wrong with an answer though the request was carried out. Faults that this answer has nothing for pass it by. */
export function spoilAnswer(
  faults: Pick<Faults, 'next'>,
  operation: Operation,
  store: StoreKind,
  { status, body }: PlainAnswer,
): (PlainAnswer & { readonly does: string }) | null {
  if (status !== 200) return null;
  const text = listings.has(operation) ? body.toString('utf8') : '';
  const does = faults.next('request', each => {
    if (each === 'incompleteListing') return entry.test(text);
    return each === '203 CallbackFailed' && store === 'oss' && storing.has(operation);
  });
  switch (does) {
    case 'incompleteListing':
      // A listing as it is while a store has not heard of everything yet.
      return { does, status, body: Buffer.from(text.replace(entry, '')) };
    case '203 CallbackFailed':
      return { does, status: 203, body: Buffer.from(callbackFailed) };
    default:
      return null;
  }
}
