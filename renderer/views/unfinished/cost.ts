import { formatsIn } from '../../../main/text/format.ts';
import type { Language } from '../../../main/text/language.ts';
import type { UnfinishedPage } from '../../../preload/contract/accounts.ts';

export interface Cost {
  /** As people of the language write it, with the currency where one is known. */
  readonly figure: string;
  /** The cost is below the smallest figure that is written. */
  readonly isBelow: boolean;
}

const smallest = 0.01;
const gigabyte = 1024 ** 3;

/** What so many bytes cost a month; null where no price is known, or nothing is stored. Pure. */
export function costOf(bytes: number, price: UnfinishedPage['price'], language: Language): Cost | null {
  if (price === null || bytes === 0) return null;
  const exact = (bytes / gigabyte) * price.perGbMonth;
  const isBelow = exact < smallest;
  return { figure: money(isBelow ? smallest : exact, price.currency, language), isBelow };
}

function money(amount: number, currency: string, language: Language): string {
  if (/^[A-Z]{3}$/.test(currency)) {
    return currencyFormat(language, currency).format(amount);
  }
  const figure = formatsIn(language).hundredths(amount);
  return currency === '' ? figure : `${figure} ${currency}`;
}

const made = new Map<string, Intl.NumberFormat>();

/** Made once for each currency: Intl's objects take their time. */
function currencyFormat(language: Language, currency: string): Intl.NumberFormat {
  const name = `${language} ${currency}`;
  const format = made.get(name) ?? new Intl.NumberFormat(language, { style: 'currency', currency });
  made.set(name, format);
  return format;
}
