import type { AccountDraft, AccountView } from '../../../preload/contract/accounts.ts';
import type { ErrorView, StoreKind } from '../../../preload/contract/common.ts';
import type { PageSaid } from '../../text/said.ts';

/** What the form is guided by; two of them are one kind of store for the engine. */
export type Provider = 'oss' | 'aws' | 's3';

export const providers: readonly Provider[] = ['oss', 'aws', 's3'];

/** An account while it is edited. Secrets go in and never come back. */
export interface AccountForm {
  readonly name: string;
  readonly provider: Provider;
  readonly region: string;
  readonly endpoint: string;
  readonly addressing: NonNullable<AccountDraft['addressing']> | '';
  readonly signing: NonNullable<AccountDraft['signing']> | '';
  readonly checksum: NonNullable<AccountDraft['checksum']> | '';
  /** The saved keys stay; true only where there are some. */
  readonly keepsKeys: boolean;
  readonly usesProcess: boolean;
  readonly credentialProcess: string;
  readonly keyId: string;
  readonly secret: string;
  readonly isTemporary: boolean;
  readonly token: string;
  /** As `datetime-local` has it; empty when it is not known. */
  readonly expires: string;
  readonly isDefault: boolean;
}

export type AccountField =
  | 'name'
  | 'region'
  | 'endpoint'
  | 'keyId'
  | 'secret'
  | 'token'
  | 'expires'
  | 'credentialProcess';

export type AccountErrors = Readonly<Partial<Record<AccountField, PageSaid<'page-accounts'>>>>;

export function kindOf(provider: Provider): StoreKind {
  return provider === 'oss' ? 'oss' : 's3';
}

export function providerOf({ kind, endpoint }: Pick<AccountView, 'kind' | 'endpoint'>): Provider {
  if (kind === 'oss') return 'oss';
  return endpoint === null || /\.amazonaws\.com(\.cn)?(:\d+)?\/?$/.test(endpoint) ? 'aws' : 's3';
}

export function emptyForm(provider: Provider): AccountForm {
  return {
    name: '',
    provider,
    region: '',
    endpoint: '',
    addressing: '',
    signing: '',
    checksum: '',
    keepsKeys: false,
    usesProcess: false,
    credentialProcess: '',
    keyId: '',
    secret: '',
    isTemporary: false,
    token: '',
    expires: '',
    isDefault: false,
  };
}

export function accountToForm(account: AccountView): AccountForm {
  return {
    ...emptyForm(providerOf(account)),
    name: account.name,
    region: account.region ?? '',
    endpoint: account.endpoint ?? '',
    addressing: account.addressing ?? '',
    signing: account.signing ?? '',
    checksum: account.checksum ?? '',
    keepsKeys: account.secretPlace !== null,
    usesProcess: account.credentialProcess !== null,
    credentialProcess: account.credentialProcess ?? '',
    isDefault: account.isDefault,
  };
}

const orNull = (text: string) => (text.trim() === '' ? null : text.trim());

/** What is sent; only for a form without errors. What the provider does not know is left out. */
export function formToDraft(form: AccountForm): AccountDraft {
  const kind = kindOf(form.provider);
  return {
    name: form.name.trim(),
    kind,
    region: orNull(form.region),
    endpoint: orNull(form.endpoint),
    addressing: form.addressing === '' ? null : form.addressing,
    signing: kind === 'oss' && form.signing !== '' ? form.signing : null,
    checksum: kind === 's3' && form.checksum !== '' ? form.checksum : null,
    keys: form.usesProcess || form.keepsKeys ? null : keysOf(form),
    credentialProcess: form.usesProcess ? orNull(form.credentialProcess) : null,
    isDefault: form.isDefault,
  };
}

function keysOf({ keyId, secret, isTemporary, token, expires }: AccountForm): AccountDraft['keys'] {
  return {
    keyId: keyId.trim(),
    secret: secret.trim(),
    token: isTemporary ? token.trim() : null,
    expiresAtMs: isTemporary && expires !== '' ? new Date(expires).getTime() : null,
  };
}

/** What is wrong, by field; empty when it can be sent. `others`: names that are taken. Pure. */
export function accountErrors(form: AccountForm, others: readonly string[], nowMs: number): AccountErrors {
  const errors: Partial<Record<AccountField, PageSaid<'page-accounts'>>> = {};
  const wrong = (field: AccountField, key: PageSaid<'page-accounts'>['key']) => {
    errors[field] ??= { key, facts: {} };
  };
  const name = form.name.trim();
  if (name === '') wrong('name', 'wrong.needed');
  else if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name) || name === 'oss' || name === 's3')
    wrong('name', 'wrong.name');
  else if (others.includes(name)) wrong('name', 'wrong.nameTaken');

  const endpoint = form.endpoint.trim();
  const needsEndpoint = form.provider === 's3' || form.addressing === 'domain';
  if (endpoint !== '' && !isEndpoint(endpoint)) wrong('endpoint', 'wrong.endpoint');
  if (endpoint === '' && needsEndpoint) wrong('endpoint', 'wrong.needed');
  else if (endpoint === '' && form.region.trim() === '') wrong('region', 'wrong.regionOrEndpoint');

  if (form.usesProcess) {
    if (form.credentialProcess.trim() === '') wrong('credentialProcess', 'wrong.needed');
  } else if (!form.keepsKeys) checkKeys(form, nowMs, wrong);
  return errors;
}

function checkKeys(
  form: AccountForm,
  nowMs: number,
  wrong: (field: AccountField, key: PageSaid<'page-accounts'>['key']) => void,
): void {
  const texts = form.isTemporary ? (['keyId', 'secret', 'token'] as const) : (['keyId', 'secret'] as const);
  for (const field of texts) {
    const text = form[field].trim();
    if (text === '') wrong(field, 'wrong.needed');
    else if (/\s/.test(text)) wrong(field, 'wrong.spaces');
  }
  if (form.isTemporary && form.expires !== '' && new Date(form.expires).getTime() <= nowMs)
    wrong('expires', 'wrong.past');
}

function isEndpoint(text: string): boolean {
  const address = text.includes('://') ? text : `https://${text}`;
  if (/\s/.test(text) || !URL.canParse(address)) return false;
  const { protocol, pathname, search, hash, username } = new URL(address);
  const isPlain = pathname === '/' && search === '' && hash === '' && username === '';
  return isPlain && (protocol === 'https:' || protocol === 'http:');
}

const fieldsOfFacts: Readonly<Record<string, AccountField>> = {
  name: 'name',
  account: 'name',
  region: 'region',
  endpoint: 'endpoint',
  keyId: 'keyId',
  'access-key-id': 'keyId',
  secret: 'secret',
  'access-key-secret': 'secret',
  token: 'token',
  'security-token': 'token',
  expiresAtMs: 'expires',
  'expires-at': 'expires',
  credentialProcess: 'credentialProcess',
  'credential-process': 'credentialProcess',
};

/** The field that a refusal of the engine is about; null when it names none. Pure. */
export function fieldOfError({ code, facts }: ErrorView): AccountField | null {
  if (code === 'account.exists') return 'name';
  const named =
    String(facts['field'] ?? facts['option'] ?? '')
      .split('.')
      .at(-1) ?? '';
  if (Object.hasOwn(fieldsOfFacts, named)) return fieldsOfFacts[named] ?? null;
  if (code === 'account.invalid' && typeof facts['endpoint'] === 'string') return 'endpoint';
  if (code === 'account.invalid' && typeof facts['region'] === 'string') return 'region';
  return null;
}
