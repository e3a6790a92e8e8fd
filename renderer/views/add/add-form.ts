import type { ErrorView } from '../../../preload/contract/common.ts';
import type { CallbackWish, ObjectWishes, TargetView } from '../../../preload/contract/targets.ts';
import type { AddWishes } from '../../../preload/contract/transfers.ts';
import { bytesToText, parseBytes, parsePartSize } from '../../components/byte-text.ts';
import { formToWishes, type WishesForm, wishesToForm, wrongPairs } from '../../components/wishes-form.ts';

/** What the dialog's fields hold, beside what is to be sent. */
export interface AddForm {
  readonly target: TargetView;
  readonly wishes: WishesForm;
  readonly expires: string;
  readonly ifMatch: string;
  /** Bytes per second, as typed: `2M`. */
  readonly trafficLimit: string;
  readonly partSize: string;
  readonly isSimple: boolean;
  readonly isAppend: boolean;
  readonly callbackUrls: string;
  readonly callbackHost: string;
  readonly callbackSni: boolean;
  readonly callbackBody: string;
  readonly callbackIsJson: boolean;
  readonly callbackVariables: string;
}

const none: TargetView = { account: null, kind: 'oss', bucket: '', prefix: '' };

export function emptyAddForm(target: TargetView = none): AddForm {
  return {
    target,
    wishes: wishesToForm({ keepsMtime: true }),
    expires: '',
    ifMatch: '',
    trafficLimit: '',
    partSize: '',
    isSimple: false,
    isAppend: false,
    callbackUrls: '',
    callbackHost: '',
    callbackSni: false,
    callbackBody: '',
    callbackIsJson: false,
    callbackVariables: '',
  };
}

/** The form with the options of a saved target. Pure. */
export function withOptions(form: AddForm, options: ObjectWishes): AddForm {
  const { expires = '', ifMatch = '', trafficLimit, callback, ...rest } = options;
  return {
    ...form,
    wishes: wishesToForm({ keepsMtime: true, ...rest }),
    expires,
    ifMatch,
    trafficLimit: trafficLimit === undefined ? '' : bytesToText(trafficLimit / 8),
    callbackUrls: callback?.urls.join('\n') ?? '',
    callbackHost: callback?.host ?? '',
    callbackSni: callback?.sni ?? false,
    callbackBody: callback?.body ?? '',
    callbackIsJson: callback?.bodyType === 'application/json',
    callbackVariables: Object.entries(callback?.variables ?? {})
      .map(([name, value]) => `${name}=${value}`)
      .join('\n'),
  };
}

/** What is sent. Pure; what makes no sense was found by `addErrors` before. */
export function formToAdd(form: AddForm): AddWishes {
  const isOss = form.target.kind === 'oss';
  const callback = isOss ? callbackOf(form) : null;
  const trafficLimit = isOss ? parseBytes(form.trafficLimit) : null;
  return {
    target: form.target,
    options: {
      ...formToWishes(form.wishes),
      ...(form.expires.trim() !== '' && { expires: form.expires.trim() }),
      ...(form.ifMatch.trim() !== '' && { ifMatch: form.ifMatch.trim() }),
      ...(trafficLimit !== null && { trafficLimit: trafficLimit * 8 }),
      ...(callback !== null && { callback }),
    },
    partSize: form.isSimple || form.isAppend ? null : parseBytes(form.partSize),
    isSimple: form.isSimple && !form.isAppend,
    isAppend: form.isAppend && isOss,
  };
}

/** Fields of the folded parts that can be wrong on their own; those of `WishesForm` are told by `wrongPairs`. */
export type AddField =
  | 'isAppend'
  | 'partSize'
  | 'trafficLimit'
  | 'expires'
  | 'ifMatch'
  | 'callbackUrls'
  | 'callbackHost'
  | 'callbackBody'
  | 'callbackVariables';

export type AddWrong =
  | 'wrong.append'
  | 'wrong.size'
  | 'wrong.traffic'
  | 'wrong.needed'
  | 'wrong.urls'
  | 'wrong.pairs';
export type AddErrors = Readonly<Partial<Record<AddField | 'meta' | 'tags', AddWrong>>>;

const leastTraffic = 100 * 1024;
const mostTraffic = 100 * 1024 ** 2;
const mostUrls = 5;

/** Fields that can't be sent as they are; `isFiles` tells that all of it is files on the engine's computer. Pure. */
export function addErrors(form: AddForm, isFiles: boolean): AddErrors {
  const { target, wishes, partSize, trafficLimit, isSimple, isAppend } = form;
  const wrong: Partial<Record<AddField | 'meta' | 'tags', AddWrong>> = {};
  for (const field of Object.keys(wrongPairs(wishes)) as ('meta' | 'tags')[]) wrong[field] = 'wrong.pairs';
  if (!isSimple && !isAppend && partSize.trim() !== '' && parsePartSize(partSize) === null)
    wrong.partSize = 'wrong.size';
  if (target.kind !== 'oss') return wrong;
  if (isAppend && !isFiles) wrong.isAppend = 'wrong.append';
  const traffic = parseBytes(trafficLimit);
  if (trafficLimit.trim() !== '' && (traffic === null || traffic < leastTraffic || traffic > mostTraffic))
    wrong.trafficLimit = 'wrong.traffic';
  const urls = linesOf(form.callbackUrls);
  if (urls.length > mostUrls || urls.some(url => !/^https?:\/\/[^/]/i.test(url)))
    wrong.callbackUrls = 'wrong.urls';
  const variables = linesOf(form.callbackVariables);
  if (variables.some(line => pairOf(line) === null)) wrong.callbackVariables = 'wrong.pairs';
  if (urls.length > 0 && form.callbackBody.trim() === '') wrong.callbackBody = 'wrong.needed';
  const isBegun = [form.callbackBody, form.callbackHost, form.callbackVariables].some(
    text => text.trim() !== '',
  );
  if (urls.length === 0 && isBegun) wrong.callbackUrls = 'wrong.needed';
  return wrong;
}

const fieldsOfOptions: Readonly<Record<string, AddField>> = {
  'part-size': 'partSize',
  'traffic-limit': 'trafficLimit',
  expires: 'expires',
  'if-match': 'ifMatch',
  'callback-url': 'callbackUrls',
  'callback-host': 'callbackHost',
  'callback-body': 'callbackBody',
  'callback-var': 'callbackVariables',
};

/** The field that a refusal is about, by the engine's name of the option; null where it names none of them. Pure. */
export function addFieldOf({ facts }: ErrorView): AddField | null {
  const option = String(facts['option'] ?? '');
  return Object.hasOwn(fieldsOfOptions, option) ? (fieldsOfOptions[option] ?? null) : null;
}

function callbackOf(form: AddForm): CallbackWish | null {
  const urls = linesOf(form.callbackUrls);
  if (urls.length === 0) return null;
  const host = form.callbackHost.trim();
  return {
    urls,
    ...(host !== '' && { host }),
    body: form.callbackBody,
    bodyType: form.callbackIsJson ? 'application/json' : 'application/x-www-form-urlencoded',
    ...(form.callbackSni && { sni: true }),
    variables: Object.fromEntries(
      linesOf(form.callbackVariables)
        .map(pairOf)
        .filter(pair => pair !== null),
    ),
  };
}

function pairOf(line: string): readonly [name: string, value: string] | null {
  const [, name = '', value = ''] = /^([^=]+)=(.*)$/.exec(line) ?? [];
  const bare = name.trim().replace(/^x:/, '');
  return bare === '' ? null : [bare, value];
}

function linesOf(text: string): readonly string[] {
  return text
    .split(/\r?\n/)
    .map(line => line.trim())
    .filter(line => line !== '');
}
