import type { PageCatalogues } from '../../main/text/texts.ts';
import type { Facts } from '../../preload/contract/common.ts';
import { useTexts } from './texts.tsx';

/** A text of one of the page's catalogues without its language, as pure functions answer it. */
export interface PageSaid<N extends keyof PageCatalogues> {
  readonly key: keyof PageCatalogues[N] & string;
  readonly facts: Facts;
}

/** The text of what a pure function has said. */
export function useSaid<N extends keyof PageCatalogues>(catalogue: N): (said: PageSaid<N>) => string {
  const texts = useTexts();
  // A said text carries the facts of its key; TypeScript can't follow the union of keys.
  return ({ key, facts }) =>
    (texts.sayPage as (catalogue: N, key: string, facts: Facts) => string)(catalogue, key, facts);
}
