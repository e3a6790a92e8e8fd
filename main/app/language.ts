import { app } from 'electron';
import type { Language } from '../text/language.ts';

/** What the system speaks, as far as Longshore does. */
export function systemLanguage(wished: string | null): Language {
  const [first = 'en'] = wished === null ? app.getPreferredSystemLanguages() : [wished];
  return /^zh/i.test(first) ? 'zh-CN' : 'en';
}
