import type { Language } from '../text/language.ts';

/** The first of a browser's languages that we speak; English for any other. */
export function languageOf(acceptLanguage: string | undefined): Language {
  for (const wish of (acceptLanguage ?? '').split(',')) {
    const [, language] = /^\s*(en|zh)\b/i.exec(wish) ?? [];
    if (language !== undefined) return language.toLowerCase() === 'zh' ? 'zh-CN' : 'en';
  }
  return 'en';
}
