import { createInstance, type FormatterModule } from 'i18next';
import enApp from '../../assets/text/en/app.json' with { type: 'json' };
import enChecks from '../../assets/text/en/checks.json' with { type: 'json' };
import enNotes from '../../assets/text/en/notes.json' with { type: 'json' };
import enPage from '../../assets/text/en/page.json' with { type: 'json' };
import enPageAccounts from '../../assets/text/en/page-accounts.json' with { type: 'json' };
import enPageAdd from '../../assets/text/en/page-add.json' with { type: 'json' };
import enPageFolders from '../../assets/text/en/page-folders.json' with { type: 'json' };
import enPageHistory from '../../assets/text/en/page-history.json' with { type: 'json' };
import enPageSettings from '../../assets/text/en/page-settings.json' with { type: 'json' };
import enPageStart from '../../assets/text/en/page-start.json' with { type: 'json' };
import enPageTransfers from '../../assets/text/en/page-transfers.json' with { type: 'json' };
import enProblems from '../../assets/text/en/problems.json' with { type: 'json' };
import enReasons from '../../assets/text/en/reasons.json' with { type: 'json' };
import enSync from '../../assets/text/en/sync.json' with { type: 'json' };
import enViews from '../../assets/text/en/views.json' with { type: 'json' };
import zhApp from '../../assets/text/zh-CN/app.json' with { type: 'json' };
import zhChecks from '../../assets/text/zh-CN/checks.json' with { type: 'json' };
import zhNotes from '../../assets/text/zh-CN/notes.json' with { type: 'json' };
import zhPage from '../../assets/text/zh-CN/page.json' with { type: 'json' };
import zhPageAccounts from '../../assets/text/zh-CN/page-accounts.json' with { type: 'json' };
import zhPageAdd from '../../assets/text/zh-CN/page-add.json' with { type: 'json' };
import zhPageFolders from '../../assets/text/zh-CN/page-folders.json' with { type: 'json' };
import zhPageHistory from '../../assets/text/zh-CN/page-history.json' with { type: 'json' };
import zhPageSettings from '../../assets/text/zh-CN/page-settings.json' with { type: 'json' };
import zhPageStart from '../../assets/text/zh-CN/page-start.json' with { type: 'json' };
import zhPageTransfers from '../../assets/text/zh-CN/page-transfers.json' with { type: 'json' };
import zhProblems from '../../assets/text/zh-CN/problems.json' with { type: 'json' };
import zhReasons from '../../assets/text/zh-CN/reasons.json' with { type: 'json' };
import zhSync from '../../assets/text/zh-CN/sync.json' with { type: 'json' };
import zhViews from '../../assets/text/zh-CN/views.json' with { type: 'json' };
import type { Facts } from '../base/app-error.ts';
import type { CheckSaid, FactsOf, Note } from '../base/said.ts';
import type {
  AppTexts,
  PageAccountsTexts,
  PageAddTexts,
  PageFoldersTexts,
  PageHistoryTexts,
  PageSettingsTexts,
  PageStartTexts,
  PageTexts,
  PageTransfersTexts,
  ReasonTexts,
  SyncTexts,
  ViewTexts,
} from '../base/text-facts.ts';
import type { Reason } from '../model/action.ts';
import type { Face } from './face.ts';
import { formatsIn, maskKeyId, printable } from './format.ts';
import type { Language } from './language.ts';
import { empty, hideSigns, missing, withoutGaps } from './optional-parts.ts';

const catalogues = {
  en: {
    views: enViews,
    sync: enSync,
    checks: enChecks,
    notes: enNotes,
    problems: enProblems,
    reasons: enReasons,
    page: enPage,
    'page-transfers': enPageTransfers,
    'page-add': enPageAdd,
    'page-folders': enPageFolders,
    'page-accounts': enPageAccounts,
    'page-history': enPageHistory,
    'page-settings': enPageSettings,
    'page-start': enPageStart,
    app: enApp,
  },
  'zh-CN': {
    views: zhViews,
    sync: zhSync,
    checks: zhChecks,
    notes: zhNotes,
    problems: zhProblems,
    reasons: zhReasons,
    page: zhPage,
    'page-transfers': zhPageTransfers,
    'page-add': zhPageAdd,
    'page-folders': zhPageFolders,
    'page-accounts': zhPageAccounts,
    'page-history': zhPageHistory,
    'page-settings': zhPageSettings,
    'page-start': zhPageStart,
    app: zhApp,
  },
} as const satisfies Readonly<Record<Language, object>>;

type Catalogue = keyof (typeof catalogues)['en'];

/** The texts of the page: those that all of it shares, and those of each view. */
export interface PageCatalogues {
  page: PageTexts;
  'page-transfers': PageTransfersTexts;
  'page-add': PageAddTexts;
  'page-folders': PageFoldersTexts;
  'page-accounts': PageAccountsTexts;
  'page-history': PageHistoryTexts;
  'page-settings': PageSettingsTexts;
  'page-start': PageStartTexts;
}

/** What people read, in one language. Control characters of facts come out as `\xNN`. */
export interface Texts {
  readonly language: Language;
  /** A text of the command line itself. */
  say<K extends keyof ViewTexts & string>(key: K, ...facts: FactsOf<ViewTexts[K]>): string;
  /** A text of the commands for folders. */
  saySync<K extends keyof SyncTexts & string>(key: K, ...facts: FactsOf<SyncTexts[K]>): string;
  /** A text of the page. */
  sayPage<N extends keyof PageCatalogues, K extends keyof PageCatalogues[N] & string>(
    catalogue: N,
    key: K,
    ...facts: FactsOf<PageCatalogues[N][K]>
  ): string;
  /** A text of the desktop app outside of its page. */
  sayApp<K extends keyof AppTexts & string>(key: K, ...facts: FactsOf<AppTexts[K]>): string;
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
      return formats.bytes(value);
    case 'exact':
      return formats.exactBytes(value);
    case 'rate':
      return formats.rate(value);
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
    case 'percent':
      return formats.percent(value);
    default:
      return formats.plain(value);
  }
}

const made = new Map<string, Texts>();

/** A text whose key has a twin that ends in `_page` is said by that one where it is not read in a terminal. */
export function textsIn(language: Language, face: Face = 'terminal'): Texts {
  const name = `${language} ${face}`;
  const texts = made.get(name) ?? createTexts(language, face);
  made.set(name, texts);
  return texts;
}

function createTexts(language: Language, face: Face): Texts {
  const translate = (ns: Catalogue, key: string, facts: Facts): string => {
    const { count } = facts;
    return withoutGaps(
      i18n.t(key, {
        lng: language,
        ns,
        replace: facts,
        ...(face === 'page' && { context: face }),
        ...(typeof count === 'number' && { count }),
      }),
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
    sayPage: (catalogue, key, ...[facts]) => translate(catalogue, key, { ...facts }),
    sayApp: (key, ...[facts]) => translate('app', key, { ...facts }),
    sayCheck: ({ key, facts }) => translate('checks', key, facts),
    sayNote: ({ key, facts }) => translate('notes', key, facts),
    sayProblem,
    sayReason: ({ code, facts }) =>
      translate('reasons', code satisfies keyof ReasonTexts, { ...facts, problem: sayProblem(facts) }),
    fill: (template, facts) =>
      withoutGaps(i18n.services.interpolator.interpolate(template, facts, language, {})),
  };
}
