import { describe, expect, test } from 'vitest';
import type { AccountView } from '../../../preload/contract/accounts.ts';
import {
  type AccountForm,
  accountErrors,
  accountToForm,
  emptyForm,
  fieldOfError,
  formToDraft,
  providerOf,
} from '../../../renderer/views/accounts/account-form.ts';
import { endpointsOf } from '../../../renderer/views/accounts/endpoints.ts';

const saved: AccountView = {
  name: 'work',
  kind: 'oss',
  endpoint: 'https://files.example.com',
  region: 'cn-hangzhou',
  addressing: 'domain',
  signing: 'v4',
  checksum: null,
  maskedKeyId: '****abcd',
  secretPlace: 'keyring',
  credentialProcess: null,
  expiresAtMs: null,
  isDefault: true,
};
const now = Date.parse('2026-06-01T12:00:00Z');
const good: AccountForm = {
  ...emptyForm('oss'),
  name: 'work',
  region: 'cn-hangzhou',
  keyId: 'LTAI5t',
  secret: 'hush',
};
const wrongFields = (form: AccountForm, others: readonly string[] = []) =>
  Object.keys(accountErrors(form, others, now)).toSorted();

describe('an account that is edited', () => {
  test('keeps its keys, and everything else comes back as it was', () => {
    expect(formToDraft(accountToForm(saved))).toEqual({
      name: 'work',
      kind: 'oss',
      endpoint: 'https://files.example.com',
      region: 'cn-hangzhou',
      addressing: 'domain',
      signing: 'v4',
      checksum: null,
      keys: null,
      credentialProcess: null,
      isDefault: true,
    });
  });

  test('sends new keys when they are to be replaced', () => {
    const form = { ...accountToForm(saved), keepsKeys: false, keyId: ' LTAI ', secret: 'new ' };
    expect(formToDraft(form).keys).toEqual({ keyId: 'LTAI', secret: 'new', token: null, expiresAtMs: null });
  });

  test('has no secret in its form', () => {
    expect(JSON.stringify(accountToForm(saved))).not.toContain('abcd');
  });
});

describe('a draft', () => {
  test('has the token and the end of temporary keys, and of those alone', () => {
    const temporary = { ...good, isTemporary: true, token: 'tok', expires: '2026-06-02T08:30' };
    expect(formToDraft(temporary).keys).toEqual({
      keyId: 'LTAI5t',
      secret: 'hush',
      token: 'tok',
      expiresAtMs: new Date(2026, 5, 2, 8, 30).getTime(),
    });
    expect(formToDraft({ ...temporary, isTemporary: false }).keys).toMatchObject({
      token: null,
      expiresAtMs: null,
    });
  });

  test('leaves out what another provider knows', () => {
    expect(formToDraft({ ...good, checksum: 'crc32c' }).checksum).toBeNull();
    expect(formToDraft({ ...good, provider: 'aws', signing: 'v1', checksum: 'crc32c' })).toMatchObject({
      kind: 's3',
      signing: null,
      checksum: 'crc32c',
    });
  });

  test('has either a command or keys', () => {
    const form = { ...good, usesProcess: true, credentialProcess: ' aws-vault export work ' };
    expect(formToDraft(form)).toMatchObject({ keys: null, credentialProcess: 'aws-vault export work' });
    expect(formToDraft({ ...form, usesProcess: false })).toMatchObject({ credentialProcess: null });
  });
});

describe('what is wrong', () => {
  test('nothing, in a whole form', () => expect(wrongFields(good)).toEqual([]));
  test.each<[string, Partial<AccountForm>, readonly string[]]>([
    ['nothing is filled in', emptyForm('oss'), ['keyId', 'name', 'region', 'secret']],
    ['a server has no address', { provider: 's3' }, ['endpoint']],
    ['a custom domain has no address', { addressing: 'domain' }, ['endpoint']],
    ['an endpoint has a path', { endpoint: 'https://host/bucket' }, ['endpoint']],
    ['an endpoint is of another kind', { endpoint: 'ftp://host' }, ['endpoint']],
    ['a name is a kind of store', { name: 'oss' }, ['name']],
    ['a name has a blank', { name: 'my work' }, ['name']],
    ['a key has a blank in it', { keyId: 'LTAI 5t' }, ['keyId']],
    ['temporary keys lack their token', { isTemporary: true }, ['token']],
    ['temporary keys are over', { isTemporary: true, token: 't', expires: '2020-01-01T00:00' }, ['expires']],
    ['there is no command', { usesProcess: true }, ['credentialProcess']],
  ])('is named when %s', (_, change, fields) => {
    expect(wrongFields({ ...good, ...change })).toEqual(fields);
  });
  test('is a name that is taken', () => expect(wrongFields(good, ['work'])).toEqual(['name']));
  test.each(['oss-cn-hangzhou.aliyuncs.com', 'http://127.0.0.1:9000/', 'https://nas.local:9000'])(
    'is not the endpoint %s',
    endpoint => expect(wrongFields({ ...good, region: '', endpoint })).toEqual([]),
  );
});

test('a refusal is shown at the field that it names', () => {
  const error = (code: string, facts: Record<string, string>) => ({ code, message: '', facts });
  expect(fieldOfError(error('account.exists', { account: 'work' }))).toBe('name');
  expect(fieldOfError(error('account.invalid', { field: 'access-key-id' }))).toBe('keyId');
  expect(fieldOfError(error('account.invalid', { field: 'draft.credentialProcess' }))).toBe(
    'credentialProcess',
  );
  expect(fieldOfError(error('account.invalid', { problem: 'account.endpoint', endpoint: 'x' }))).toBe(
    'endpoint',
  );
  expect(fieldOfError(error('remote.denied', { host: 'x' }))).toBeNull();
});

test('the provider of an account follows from its kind and endpoint', () => {
  expect(providerOf({ kind: 'oss', endpoint: 'https://files.example.com' })).toBe('oss');
  expect(providerOf({ kind: 's3', endpoint: null })).toBe('aws');
  expect(providerOf({ kind: 's3', endpoint: 'https://s3.cn-north-1.amazonaws.com.cn' })).toBe('aws');
  expect(providerOf({ kind: 's3', endpoint: 'https://nas.local:9000' })).toBe('s3');
});

test('a region of OSS has an internal and an accelerated endpoint beside the public one', () => {
  const regions = [
    { id: 'cn-hangzhou', endpoint: 'https://oss-cn-hangzhou.aliyuncs.com' },
    { id: 'eu-central-1', endpoint: 'https://oss-eu-central-1.aliyuncs.com' },
  ];
  expect(endpointsOf('oss', 'oss-cn-hangzhou', regions).map(each => each.endpoint)).toEqual([
    'https://oss-cn-hangzhou.aliyuncs.com',
    'https://oss-cn-hangzhou-internal.aliyuncs.com',
    'https://oss-accelerate.aliyuncs.com',
  ]);
  expect(endpointsOf('oss', 'eu-central-1', regions).at(-1)?.endpoint).toBe(
    'https://oss-accelerate-overseas.aliyuncs.com',
  );
  expect(endpointsOf('oss', 'elsewhere', regions)).toEqual([]);
});
