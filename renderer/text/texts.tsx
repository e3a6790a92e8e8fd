import { createContext, type ReactNode, useCallback, useContext } from 'react';
import type { ErrorCode } from '../../main/base/app-error.ts';
import type { FactsOf } from '../../main/base/said.ts';
import { describeError, type ErrorText } from '../../main/text/error-text.ts';
import type { Language } from '../../main/text/language.ts';
import { type PageCatalogues, type Texts, textsIn } from '../../main/text/texts.ts';
import type { ErrorView } from '../../preload/contract/common.ts';

const Context = createContext<Language>('en');

export function LanguageProvider({
  language,
  children,
}: {
  readonly language: Language;
  readonly children: ReactNode;
}) {
  return <Context value={language}>{children}</Context>;
}

export function useLanguage(): Language {
  return useContext(Context);
}

export function useTexts(): Texts {
  return textsIn(useLanguage(), 'page');
}

/** `const say = useSay('page-transfers'); say('title')`. */
export function useSay<N extends keyof PageCatalogues>(catalogue: N) {
  const texts = useTexts();
  return useCallback(
    <K extends keyof PageCatalogues[N] & string>(key: K, ...facts: FactsOf<PageCatalogues[N][K]>): string =>
      texts.sayPage(catalogue, key, ...facts),
    [texts, catalogue],
  );
}

/** Cause and remedy of an error in the page's language. */
export function useErrorText(): (error: ErrorView) => ErrorText {
  const language = useLanguage();
  // What the engine sends was an error of its own; an unknown code would be a page older than its engine.
  return useCallback(
    error => describeError({ ...error, code: error.code as ErrorCode }, {}, language, 'page'),
    [language],
  );
}
