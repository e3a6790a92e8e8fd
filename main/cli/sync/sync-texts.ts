import enReasons from '../../../assets/text/en/reasons.json' with { type: 'json' };
import enViews from '../../../assets/text/en/sync.json' with { type: 'json' };
import zhReasons from '../../../assets/text/zh-CN/reasons.json' with { type: 'json' };
import zhViews from '../../../assets/text/zh-CN/sync.json' with { type: 'json' };
import type { Facts } from '../../base/app-error.ts';
import type { Reason, ReasonCode } from '../../model/action.ts';
import type { Language } from '../environment.ts';
import { fillTemplate } from '../error-text.ts';
import { formatExactBytes, formatMoment, formatRate } from '../format.ts';

type WithoutPlural<K extends string> = K extends `${infer Base}_${'one' | 'other'}` ? Base : K;

export type SyncTextKey = WithoutPlural<keyof typeof enViews>;

/** What people read of folder sync, in one language. Control characters of facts come out as `\xNN`. */
export interface SyncTexts {
  readonly language: Language;
  /** A text of the commands themselves; `count` chooses between its plurals. */
  say(key: SyncTextKey, facts?: TextFacts): string;
  /** Several texts as one, in the way of the language. */
  list(items: readonly string[]): string;
  /** Why something was done or not. */
  sayReason(reason: Reason): string;
}

/** A fact that is missing takes the part in `[…]` with it. */
export type TextFacts = Readonly<Record<string, Facts[string] | undefined>>;

const views: Readonly<Record<Language, Readonly<Record<string, string>>>> = { en: enViews, 'zh-CN': zhViews };
/** A reason without its sentence does not compile. */
const reasons: Readonly<Record<Language, Readonly<Record<ReasonCode, string>>>> = {
  en: enReasons,
  'zh-CN': zhReasons,
};

export function syncTextsIn(language: Language): SyncTexts {
  const rules = new Intl.PluralRules(language);
  const say: SyncTexts['say'] = (key, facts = {}) => {
    const { count } = facts;
    const form = typeof count === 'number' ? rules.select(count) : 'other';
    const texts = views[language];
    return fill(texts[key] ?? texts[`${key}_${form}`] ?? texts[`${key}_other`] ?? key, facts);
  };
  return {
    language,
    say,
    list: ([first = '', ...rest]) =>
      rest.reduce((text, next) => say('list.pair', { first: text, next }), first),
    sayReason: ({ code, facts }) => fill(reasons[language][code], facts),
  };
}

const figures = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const forms: Readonly<Record<string, (value: number) => string>> = {
  exact: formatExactBytes,
  moment: formatMoment,
  rate: formatRate,
  grouped: value => figures.format(value),
};

/** A noncharacter of Unicode, which no name holds. */
const heldSpace = '\ufdd3';

/** The forms that `fillTemplate` does not know are applied before, and it must not tidy the spaces of a name. */
function fill(template: string, facts: TextFacts): string {
  const shown: Record<string, Facts[string]> = Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [
      name,
      typeof value === 'string' ? value.replaceAll(' ', heldSpace) : (value ?? null),
    ]),
  );
  const simpler = template.replace(/\{([a-zA-Z]+):([a-z]+)\}/g, (whole, name: string, form: string) => {
    const value = facts[name];
    const write = forms[form];
    if (!write) return whole;
    if (typeof value !== 'number') return `{${name}}`;
    const filled = `${name}As${form}`;
    shown[filled] = write(value);
    return `{${filled}}`;
  });
  return fillTemplate(simpler, shown).replaceAll(heldSpace, ' ');
}
