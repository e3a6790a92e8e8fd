import { createMemoryBody } from '../remote/memory-body.ts';
import type { Body } from '../remote/object-store.ts';

/** What the test objects hold. */
export const sampleText = 'made by: longshore doctor\n';

export function sampleBody(): Body {
  return createMemoryBody(Buffer.from(sampleText));
}
