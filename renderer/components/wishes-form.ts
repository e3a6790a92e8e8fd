import type { ErrorView, StoreKind } from '../../preload/contract/common.ts';
import type { ObjectWishes } from '../../preload/contract/targets.ts';

/** The texts that a form has of an object's options. */
export interface WishesForm {
  readonly storageClass: string;
  readonly acl: string;
  readonly contentType: string;
  readonly cacheControl: string;
  readonly contentDisposition: string;
  readonly contentEncoding: string;
  readonly contentLanguage: string;
  readonly encryption: '' | 'AES256' | 'KMS' | 'SM4';
  readonly kmsKey: string;
  /** `name=value`, one a line. */
  readonly meta: string;
  readonly tags: string;
  readonly forbidOverwrite: boolean;
  readonly keepsMtime: boolean;
  /** What the form does not show, kept as it is. */
  readonly others: ObjectWishes;
}

export type WishesField = Exclude<keyof WishesForm, 'others'>;

export const storageClasses: Readonly<Record<StoreKind, readonly string[]>> = {
  oss: ['Standard', 'IA', 'Archive', 'ColdArchive', 'DeepColdArchive'],
  s3: [
    'STANDARD',
    'STANDARD_IA',
    'ONEZONE_IA',
    'INTELLIGENT_TIERING',
    'GLACIER_IR',
    'GLACIER',
    'DEEP_ARCHIVE',
  ],
};

export const accesses: Readonly<Record<StoreKind, readonly string[]>> = {
  oss: ['default', 'private', 'public-read', 'public-read-write'],
  s3: ['private', 'public-read', 'public-read-write', 'authenticated-read', 'bucket-owner-full-control'],
};

const texts = [
  'storageClass',
  'acl',
  'contentType',
  'cacheControl',
  'contentDisposition',
  'contentEncoding',
  'contentLanguage',
] as const;

export function wishesToForm(wishes: ObjectWishes): WishesForm {
  const {
    storageClass = '',
    acl = '',
    contentType = '',
    cacheControl = '',
    contentDisposition = '',
    contentEncoding = '',
    contentLanguage = '',
    encryption,
    meta = {},
    tags = {},
    forbidOverwrite = false,
    keepsMtime = false,
    ...others
  } = wishes;
  return {
    storageClass,
    acl,
    contentType,
    cacheControl,
    contentDisposition,
    contentEncoding,
    contentLanguage,
    encryption: encryption?.algorithm ?? '',
    kmsKey: encryption?.keyId ?? '',
    meta: pairsToText(meta),
    tags: pairsToText(tags),
    forbidOverwrite,
    keepsMtime,
    others,
  };
}

/** What is sent; what is empty is not wished. Lines that are no pairs are left out: see `wrongPairs`. */
export function formToWishes(form: WishesForm): ObjectWishes {
  const meta = textToPairs(form.meta);
  const tags = textToPairs(form.tags);
  const filled = texts.flatMap(name =>
    form[name].trim() === '' ? [] : [[name, form[name].trim()] as const],
  );
  const kmsKey = form.kmsKey.trim();
  return {
    ...form.others,
    ...Object.fromEntries(filled),
    ...(form.encryption !== '' && {
      encryption: {
        algorithm: form.encryption,
        ...(form.encryption === 'KMS' && kmsKey !== '' && { keyId: kmsKey }),
      },
    }),
    ...(Object.keys(meta).length > 0 && { meta }),
    ...(Object.keys(tags).length > 0 && { tags }),
    ...(form.forbidOverwrite && { forbidOverwrite: true }),
    ...(form.keepsMtime && { keepsMtime: true }),
  };
}

function pairsToText(pairs: Readonly<Record<string, string>>): string {
  return Object.entries(pairs)
    .map(([name, value]) => `${name}=${value}`)
    .join('\n');
}

const pairShape = /^([^=]+)=(.*)$/;

function textToPairs(text: string): Readonly<Record<string, string>> {
  const pairs = text.split(/\r?\n/).flatMap(line => {
    const [, name = '', value = ''] = pairShape.exec(line.trim()) ?? [];
    return name === '' ? [] : [[name.trim(), value.trim()] as const];
  });
  return Object.fromEntries(pairs);
}

/** The first line that is no `name=value`; null when all are. Pure. */
function badPair(text: string): string | null {
  const lines = text.split(/\r?\n/).map(line => line.trim());
  return lines.find(line => line !== '' && !pairShape.test(line)) ?? null;
}

const mostTags = 10;

/** Fields of pairs that can't be sent as they are, each with the text that says why. Pure. */
export function wrongPairs(
  form: WishesForm,
): Readonly<Partial<Record<'meta' | 'tags', 'options.pairs' | 'options.tooManyTags'>>> {
  const hasTooMany = Object.keys(textToPairs(form.tags)).length > mostTags;
  return {
    ...(badPair(form.meta) !== null && { meta: 'options.pairs' as const }),
    ...(badPair(form.tags) !== null
      ? { tags: 'options.pairs' as const }
      : hasTooMany && { tags: 'options.tooManyTags' as const }),
  };
}

const fieldsOfOptions: Readonly<Record<string, WishesField>> = {
  'storage-class': 'storageClass',
  acl: 'acl',
  'content-type': 'contentType',
  'cache-control': 'cacheControl',
  'content-disposition': 'contentDisposition',
  'content-encoding': 'contentEncoding',
  'content-language': 'contentLanguage',
  encryption: 'encryption',
  'kms-key-id': 'kmsKey',
  meta: 'meta',
  tag: 'tags',
  'forbid-overwrite': 'forbidOverwrite',
};

export const wishesFields: readonly WishesField[] = Object.values(fieldsOfOptions);

/** The field that a refusal is about, by the engine's name of the option; null when it names none of the form. Pure. */
export function wishOfError({ facts }: ErrorView): WishesField | null {
  const option = String(facts['option'] ?? '');
  return Object.hasOwn(fieldsOfOptions, option) ? (fieldsOfOptions[option] ?? null) : null;
}
