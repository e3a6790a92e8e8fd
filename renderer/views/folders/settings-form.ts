import type { ErrorView } from '../../../preload/contract/common.ts';
import type { FolderSettingsView } from '../../../preload/contract/folders.ts';
import {
  formToWishes,
  type WishesField,
  type WishesForm,
  wishesToForm,
  wishOfError,
  wrongPairs,
} from '../../components/wishes-form.ts';
import type { PageSaid } from '../../text/said.ts';

/** The settings while they are edited: lists as text, one entry a line. */
export interface SettingsForm {
  readonly settings: FolderSettingsView;
  readonly ignore: string;
  readonly appendPatterns: string;
  readonly wishes: WishesForm;
}

export type SettingsField =
  | 'quietMs'
  | 'patienceMs'
  | 'rescanMs'
  | 'staleMs'
  | 'maxFiles'
  | 'maxPercent'
  | 'delayMs'
  | 'trash'
  | 'options';

export type SettingsErrors = Readonly<Partial<Record<SettingsField, PageSaid<'page-folders'>>>>;

export function settingsToForm(settings: FolderSettingsView): SettingsForm {
  return {
    settings,
    ignore: settings.ignore.join('\n'),
    appendPatterns: settings.appendPatterns.join('\n'),
    wishes: wishesToForm(settings.options),
  };
}

/** What is saved: blank lines are left out; a trash ends in a slash. */
export function formToSettings({
  settings,
  ignore,
  appendPatterns,
  wishes,
}: SettingsForm): FolderSettingsView {
  const { deletes } = settings;
  const trash = deletes.trash === null ? null : withSlash(deletes.trash.trim());
  return {
    ...settings,
    ignore: linesOf(ignore),
    appendPatterns: linesOf(appendPatterns),
    deletes: { ...deletes, trash },
    options: formToWishes(wishes),
  };
}

/** A line's blanks may belong to a name, as in an ignore file; only the line's end does not. */
function linesOf(text: string): readonly string[] {
  return text.split(/\r?\n/).filter(line => line.trim() !== '');
}

function withSlash(prefix: string): string {
  return prefix.endsWith('/') ? prefix : `${prefix}/`;
}

const day = 86_400_000;

/** What is wrong with the figures, by field; empty when they can be saved. */
export function settingsErrors({ settings, wishes }: SettingsForm): SettingsErrors {
  const { deletes } = settings;
  const errors: Partial<Record<SettingsField, PageSaid<'page-folders'>>> = {};
  const range = (field: SettingsField, value: number, least: number, most: number) => {
    if (Number.isInteger(value) && value >= least && value <= most) return;
    errors[field] = { key: 'wrong.number', facts: { least, most } };
  };
  range('quietMs', settings.quietMs, 0, day);
  range('patienceMs', settings.patienceMs, 0, 7 * day);
  range('rescanMs', settings.rescanMs, 10_000, 30 * day);
  range('staleMs', settings.staleMs, 60_000, 365 * day);
  range('maxFiles', deletes.maxFiles, 0, 1_000_000_000);
  range('maxPercent', deletes.maxPercent, 0, 100);
  range('delayMs', deletes.delayMs, 0, 30 * day);
  if (errors.patienceMs === undefined && settings.patienceMs < settings.quietMs) {
    errors.patienceMs = { key: 'wrong.patience', facts: {} };
  }
  if (Object.keys(wrongPairs(wishes)).length > 0) errors.options = { key: 'wrong.options', facts: {} };
  const { trash } = deletes;
  if (trash !== null && (trash.trim().replace(/\/+$/, '') === '' || trash.trim().startsWith('/'))) {
    errors.trash = { key: 'wrong.trash', facts: {} };
  }
  return errors;
}

/** A field that the engine can refuse; those of `WishesForm` are about objects. */
export type RefusedField = SettingsField | 'ignore' | 'appendPatterns' | WishesField;

const refusable: readonly string[] = [
  'quietMs',
  'patienceMs',
  'rescanMs',
  'staleMs',
  'maxFiles',
  'maxPercent',
  'delayMs',
  'trash',
  'ignore',
  'appendPatterns',
] satisfies readonly RefusedField[];

/** The field that a refusal is about; null where it is about none of them, such as the folder itself. Pure. */
export function settingsFieldOf(error: ErrorView): RefusedField | null {
  const { code, facts } = error;
  if (code === 'ignore.invalid') return facts['file'] === undefined ? 'ignore' : null;
  if (facts['option'] === 'append') return 'appendPatterns';
  if (code !== 'request.invalid') return wishOfError(error);
  // `settings.deletes.maxFiles`, `settings.ignore.3`
  const named = String(facts['field'] ?? '').split('.');
  const found = named.find(step => refusable.includes(step));
  return (found as RefusedField | undefined) ?? (named.includes('options') ? 'options' : null);
}

const units = [
  ['d', day],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
  ['ms', 1],
] as const;

export type SpanUnit = (typeof units)[number][0];

export const spanUnits: readonly SpanUnit[] = units.map(([unit]) => unit).toReversed();

/** The largest unit of which a span is a whole number; seconds for none at all. */
export function unitOfSpan(ms: number): SpanUnit {
  if (ms === 0) return 's';
  return units.find(([, size]) => ms % size === 0)?.[0] ?? 'ms';
}

export function msOfUnit(unit: SpanUnit): number {
  return units.find(([name]) => name === unit)?.[1] ?? 1;
}
