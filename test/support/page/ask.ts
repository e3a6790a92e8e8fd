import type { Page } from 'playwright-core';
import type { AnswerOf, ArgsOf, RequestName } from '../../../preload/contract.ts';

/** Asks the program as the page itself would; throws what it refuses with, as JSON. */
export type Ask = <K extends RequestName>(name: K, args: ArgsOf<K>) => Promise<AnswerOf<K>>;

export function askFrom(page: Page): Ask {
  return async (name, args) => {
    const answer = (await page.evaluate(
      async ([path, body]) => {
        const headers = { 'content-type': 'application/json' };
        const response = await fetch(path, { method: 'POST', headers, body });
        return { isOk: response.ok, body: await response.json() };
      },
      [`api/${name}`, JSON.stringify(args)] as const,
    )) as { readonly isOk: boolean; readonly body: never };
    if (answer.isOk) return answer.body;
    throw new Error(JSON.stringify(answer.body));
  };
}

/** What is wished for uploads to the local bucket of the trial. */
export function inTrial(prefix = '') {
  const target = { account: 'trial', kind: 'oss', bucket: 'trial', prefix } as const;
  return { target, options: {}, partSize: null, isSimple: false, isAppend: false };
}

/** One row of the transfers that are done, and how many there are. */
export const allDone = {
  filter: 'done',
  search: '',
  folder: null,
  sort: 'added',
  isDescending: true,
  offset: 0,
  limit: 1,
} as const;
