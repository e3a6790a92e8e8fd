import { createInstance, type FormatterModule } from 'i18next';
import enChecks from '../../../assets/text/en/checks.json' with { type: 'json' };
import enNotes from '../../../assets/text/en/notes.json' with { type: 'json' };
import enProblems from '../../../assets/text/en/problems.json' with { type: 'json' };
import enReasons from '../../../assets/text/en/reasons.json' with { type: 'json' };
import enSync from '../../../assets/text/en/sync.json' with { type: 'json' };
import enViews from '../../../assets/text/en/views.json' with { type: 'json' };
import zhChecks from '../../../assets/text/zh-CN/checks.json' with { type: 'json' };
import zhNotes from '../../../assets/text/zh-CN/notes.json' with { type: 'json' };
import zhProblems from '../../../assets/text/zh-CN/problems.json' with { type: 'json' };
import zhReasons from '../../../assets/text/zh-CN/reasons.json' with { type: 'json' };
import zhSync from '../../../assets/text/zh-CN/sync.json' with { type: 'json' };
import zhViews from '../../../assets/text/zh-CN/views.json' with { type: 'json' };
import type { Facts } from '../../base/app-error.ts';
import type { CheckSaid, FactsOf, Note } from '../../base/said.ts';
import type { ReasonTexts, SyncTexts, ViewTexts } from '../../base/text-facts.ts';
import type { Reason } from '../../model/action.ts';
import type { Language } from '../environment.ts';
import { formatBytes, formatRate, formatsIn, maskKeyId, printable } from '../format.ts';
import { empty, hideSigns, missing, withoutGaps } from './optional-parts.ts';

const catalogues = {
  en: {
    views: enViews,
    sync: enSync,
    checks: enChecks,
    notes: enNotes,
    problems: enProblems,
    reasons: enReasons,
  },
  'zh-CN': {
    views: zhViews,
    sync: zhSync,
    checks: zhChecks,
    notes: zhNotes,
    problems: zhProblems,
    reasons: zhReasons,
  },
} as const satisfies Readonly<Record<Language, object>>;

type Catalogue = keyof (typeof catalogues)['en'];

/** What people read, in one language. Control characters of facts come out as `\xNN`. */
export interface Texts {
  readonly language: Language;
  /** A text of the command line itself. */
  say<K extends keyof ViewTexts & string>(key: K, ...facts: FactsOf<ViewTexts[K]>): string;
  /** A text of the commands for folders. */
  saySync<K extends keyof SyncTexts & string>(key: K, ...facts: FactsOf<SyncTexts[K]>): string;
  sayCheck(said: CheckSaid): string;
  sayNote(note: Note): string;
  /** The text of the fact `problem`; what is no key of the catalogue, as in old records, stands for itself. */
  sayProblem(facts: Facts): string | null;
  /** Why something is done with a file, or not. */
  sayReason(reason: Reason): string;
  /** A template that is no text of a catalogue, with its facts. */
  fill(template: string, facts: Facts): string;
}

const formatter: FormatterModule = {
  type: 'formatter',
  init() {},
  add() {},
  addCached() {},
  format: (value: unknown, form, language) => show(value, form, language === 'zh-CN' ? language : 'en'),
};

const i18n = createInstance().use(formatter);
// Nothing is loaded, so the promise has been kept when it comes.
void i18n.init({
  initAsync: false,
  lng: 'en',
  fallbackLng: 'en',
  supportedLngs: Object.keys(catalogues),
  ns: Object.keys(catalogues.en),
  resources: catalogues,
  keySeparator: false,
  returnEmptyString: false,
  interpolation: {
    prefix: '{',
    suffix: '}',
    formatSeparator: ':',
    escape: hideSigns,
    alwaysFormat: true,
  },
});

function show(value: unknown, form: string | undefined, language: Language): string {
  if (value === undefined || value === null) return missing;
  if (value === '') return empty;
  if (typeof value !== 'number')
    return form === 'masked' ? maskKeyId(String(value)) : printable(String(value));
  const formats = formatsIn(language);
  switch (form) {
    case 'bytes':
      return formatBytes(value);
    case 'exact':
      return formats.exactBytes(value);
    case 'rate':
      return formatRate(value);
    case 'span':
      return formats.span(Math.abs(value));
    case 'roughly':
      return formats.roughly(Math.abs(value));
    case 'moment':
      return formats.moment(value);
    case 'number':
      return formats.number(value);
    case 'grouped':
      return formats.grouped(value);
    default:
      return String(value);
  }
}

const made = new Map<Language, Texts>();

export function textsIn(language: Language): Texts {
  const texts = made.get(language) ?? createTexts(language);
  made.set(language, texts);
  return texts;
}

function createTexts(language: Language): Texts {
  const translate = (ns: Catalogue, key: string, facts: Facts): string => {
    const { count } = facts;
    return withoutGaps(
      i18n.t(key, { lng: language, ns, replace: facts, ...(typeof count === 'number' && { count }) }),
    );
  };
  const sayProblem: Texts['sayProblem'] = facts => {
    const { problem } = facts;
    if (problem === undefined || problem === null || problem === '') return null;
    const key = String(problem);
    return Object.hasOwn(enProblems, key) ? translate('problems', key, facts) : printable(key);
  };
  return {
    language,
    say: (key, ...[facts]) => translate('views', key, { ...facts }),
    saySync: (key, ...[facts]) => translate('sync', key, { ...facts }),
    sayCheck: ({ key, facts }) => translate('checks', key, facts),
    sayNote: ({ key, facts }) => translate('notes', key, facts),
    sayProblem,
    sayReason: ({ code, facts }) =>
      translate('reasons', code satisfies keyof ReasonTexts, { ...facts, problem: sayProblem(facts) }),
    fill: (template, facts) =>
      withoutGaps(i18n.services.interpolator.interpolate(template, facts, language, {})),
  };
}
