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
/** What tells an entry of a list from the others. */
const names: Readonly<Record<string, RegExp>> = {
  Part: /<PartNumber>(.*?)</,
  Contents: /<Key>(.*?)</s,
  Upload: /<UploadId>(.*?)</,
};

const callbackFailed =
  '<?xml version="1.0" encoding="UTF-8"?><Error><Code>CallbackFailed</Code><Message>Error status : 500.</Message></Error>';

/** An answer that is wrong though the request was carried out. */
export interface SpoiltAnswer extends PlainAnswer {
  readonly does: string;
  /** What a list lacks: the number of a part, the key of an object or the id of an upload; null for any other answer. */
  readonly leftOut: string | null;
}

/** What is wrong with an answer. Faults that this answer has nothing for pass it by. */
export function spoilAnswer(
  faults: Pick<Faults, 'next'>,
  operation: Operation,
  store: StoreKind,
  { status, body }: PlainAnswer,
): SpoiltAnswer | null {
  if (status !== 200) return null;
  const text = listings.has(operation) ? body.toString('utf8') : '';
  const does = faults.next('request', each => {
    if (each === 'incompleteListing') return entry.test(text);
    return each === '203 CallbackFailed' && store === 'oss' && storing.has(operation);
  });
  switch (does) {
    case 'incompleteListing':
      // A listing as it is while a store has not heard of everything yet.
      return { does, status, body: Buffer.from(text.replace(entry, '')), leftOut: nameOf(text) };
    case '203 CallbackFailed':
      return { does, status: 203, body: Buffer.from(callbackFailed), leftOut: null };
    default:
      return null;
  }
}

/** Of the first entry; the engine has all names encoded. */
function nameOf(list: string): string {
  const [text = '', kind = ''] = entry.exec(list) ?? [];
  return decodeURIComponent(names[kind]?.exec(text)?.[1] ?? '');
}
