import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCredentialProcess } from '../../main/account/credential-process.ts';
import { resolveTarget } from '../../main/account/resolve-access.ts';
import { createAccountHome } from '../support/account-home.ts';

const ossKeys = { OSS_ACCESS_KEY_ID: 'E-ID', OSS_ACCESS_KEY_SECRET: 'E-SECRET' };
const awsKeys = { AWS_ACCESS_KEY_ID: 'E-ID', AWS_SECRET_ACCESS_KEY: 'E-SECRET' };

const config = `
[profile.work]
kind = "oss"
default = true
region = "oss-cn-beijing"
access-key-id = "P-ID"
secret = "file"

[profile.nas]
kind = "s3"
endpoint = "http://10.0.0.7:9000"
checksum = "crc32c"
access-key-id = "N-ID"
secret = "file"

[profile.img]
kind = "oss"
endpoint = "img.example.com"
region = "cn-shenzhen"
addressing = "domain"
signing = "v1"
access-key-id = "I-ID"
secret = "file"
expires-at = 2030-01-01T00:00:00Z
`;
const secrets = `
[profile.work]
access-key-secret = "P-SECRET"
[profile.nas]
access-key-secret = "N-SECRET"
[profile.img]
access-key-secret = "I-SECRET"
security-token = "I-TOKEN"
`;
const settings = { 'settings/config.toml': config, 'settings/secrets.toml': secrets };
const ossutil = {
  '.ossutilconfig':
    '[Credentials]\nendpoint=oss-cn-qingdao.aliyuncs.com\naccessKeyID=U-ID\naccessKeySecret=U-SECRET\n[Bucket-Cname]\nmedia=m.example.com\n',
};
const aws = {
  '.aws/credentials': '[default]\naws_access_key_id=A-ID\naws_secret_access_key=A-SECRET\n',
  '.aws/config':
    '[default]\nregion=eu-west-1\n[profile other]\naws_access_key_id=O-ID\naws_secret_access_key=O-S\n[profile sso]\nsso_session=x\n',
};

test('variables come before a default profile, which comes before the files of other tools', async () => {
  const all = { ...settings, ...ossutil };
  const place = { OSS_REGION: 'cn-chengdu' };
  const first = await resolveTarget(
    'oss://photos/a',
    {},
    await createAccountHome(all, { ...ossKeys, ...place }),
  );
  expect(first.account).toBe('environment');
  expect(first.access.address.endpoint).toBe('https://oss-cn-chengdu.aliyuncs.com');
  expect(await first.access.credentials.current()).toEqual({
    accessKeyId: 'E-ID',
    accessKeySecret: 'E-SECRET',
  });

  const second = await resolveTarget('oss://photos/a', {}, await createAccountHome(all, place));
  expect(second.account).toBe('work');
  expect(second.access.address.region).toBe('cn-beijing');
  expect((await second.access.credentials.current()).accessKeySecret).toBe('P-SECRET');

  const home = await createAccountHome(ossutil);
  const third = await resolveTarget('oss://photos/a', {}, home);
  expect(third.account).toBe(join(home.home, '.ossutilconfig'));
  expect(third.access.address.region).toBe('cn-qingdao');
  expect((await third.access.credentials.current()).accessKeyId).toBe('U-ID');
});

test('for s3 the order is variables, AWS_PROFILE, default profile, AWS default', async () => {
  const named = { AWS_PROFILE: 'other' };
  const find = async (variables: Record<string, string>) =>
    (await resolveTarget('s3://photos/a', {}, await createAccountHome(aws, variables))).access;
  expect((await (await find({ ...awsKeys, ...named })).credentials.current()).accessKeyId).toBe('E-ID');
  expect((await (await find(named)).credentials.current()).accessKeyId).toBe('O-ID');
  expect((await (await find({})).credentials.current()).accessKeyId).toBe('A-ID');
  expect((await find({})).address.endpoint).toBe('https://s3.eu-west-1.amazonaws.com');
  expect((await find({ AWS_REGION: 'ap-south-1' })).address.region).toBe('ap-south-1');
  expect((await find({ AWS_ENDPOINT_URL: 'http://localhost:9000' })).address).toMatchObject({
    endpoint: 'http://localhost:9000',
    addressing: 'path',
    region: 'eu-west-1',
  });
});

test('a named profile is complete: nothing in the environment changes it', async () => {
  const home = await createAccountHome(settings, { ...awsKeys, ...ossKeys, AWS_REGION: 'eu-west-1' });
  expect(await resolveTarget('nas:photos/a', {}, home)).toMatchObject({
    key: 'a',
    account: 'nas',
    access: {
      address: {
        kind: 's3',
        endpoint: 'http://10.0.0.7:9000',
        bucket: 'photos',
        region: 'us-east-1',
        addressing: 'path',
      },
      checksum: 'crc32c',
    },
  });
  const img = await resolveTarget('img:photos/a', {}, home);
  expect(img.access).toMatchObject({
    address: { endpoint: 'https://img.example.com', region: 'cn-shenzhen', addressing: 'domain' },
    signing: 'v1',
  });
  expect(await img.access.credentials.current()).toEqual({
    accessKeyId: 'I-ID',
    accessKeySecret: 'I-SECRET',
    securityToken: 'I-TOKEN',
    expiresAtMs: Date.UTC(2030, 0, 1),
  });
});

test.each([
  [
    { endpoint: 'http://127.0.0.1:9000' },
    { endpoint: 'http://127.0.0.1:9000', region: 'cn-beijing', addressing: 'path' },
  ],
  [{ region: 'cn-hangzhou' }, { endpoint: 'https://oss-cn-hangzhou.aliyuncs.com', region: 'cn-hangzhou' }],
  [
    { endpoint: 'oss-cn-heyuan.aliyuncs.com' },
    { endpoint: 'https://oss-cn-heyuan.aliyuncs.com', region: 'cn-heyuan' },
  ],
  [{ endpoint: 'oss-accelerate.aliyuncs.com' }, { region: 'cn-beijing', addressing: 'virtual' }],
  [{ pathStyle: true }, { addressing: 'path' }],
])('flags %j come before the account', async (flags, address) => {
  const { access } = await resolveTarget('work:photos/a', flags, await createAccountHome(settings));
  expect(access.address).toMatchObject(address);
});

test('a flag for another endpoint leaves the domain of the account behind', async () => {
  const home = await createAccountHome(settings);
  const { access } = await resolveTarget('img:photos/a', { endpoint: 'oss-cn-hangzhou.aliyuncs.com' }, home);
  expect(access.address).toMatchObject({ region: 'cn-hangzhou', addressing: 'virtual' });
});

test('the domain of a bucket in ossutil is used for that bucket', async () => {
  const home = await createAccountHome(ossutil);
  const { access } = await resolveTarget('oss://media/a', { region: 'cn-qingdao' }, home);
  expect(access.address).toMatchObject({ endpoint: 'https://m.example.com', addressing: 'domain' });
});

test('s3 without any place is AWS in us-east-1, and a server of one’s own needs no region', async () => {
  const s3 = await resolveTarget('s3://photos/a', {}, await createAccountHome({}, awsKeys));
  expect(s3.access.address).toMatchObject({
    endpoint: 'https://s3.us-east-1.amazonaws.com',
    region: 'us-east-1',
  });
  const local = { ...ossKeys, OSS_ENDPOINT: 'http://127.0.0.1:9000' };
  const oss = await resolveTarget('oss://photos/a', {}, await createAccountHome({}, local));
  expect(oss.access.address).toMatchObject({ region: 'cn-hangzhou', addressing: 'path' });
});

test('what can not work is refused with what is needed to put it right', async () => {
  const refuse = (text: string, home: Parameters<typeof resolveTarget>[2]) =>
    resolveTarget(text, {}, home).catch((thrown: unknown) => thrown);
  const keysOnly = await createAccountHome({}, ossKeys);
  expect(await refuse('oss://photos/a', keysOnly)).toMatchObject({
    code: 'usage',
    facts: { missing: 'region' },
  });
  const accelerated = await createAccountHome(
    {},
    { ...ossKeys, OSS_ENDPOINT: 'oss-accelerate.aliyuncs.com' },
  );
  expect(await refuse('oss://photos/a', accelerated)).toMatchObject({
    code: 'usage',
    facts: { missing: 'region' },
  });
  expect(await refuse('nobody:photos/a', await createAccountHome(settings))).toMatchObject({
    code: 'account.unknown',
    facts: { account: 'nobody', known: 'work, nas, img' },
  });
  const empty = await createAccountHome();
  expect(await refuse('oss://photos/a', empty)).toMatchObject({
    code: 'credentials.missing',
    facts: { kind: 'oss' },
  });
  expect(await refuse('s3://photos/a', empty)).toMatchObject({
    code: 'credentials.missing',
    facts: { kind: 's3' },
  });
  const half = await createAccountHome({}, { OSS_ACCESS_KEY_ID: 'x' });
  expect(await refuse('oss://photos/a', half)).toMatchObject({
    code: 'credentials.missing',
    facts: { variable: 'OSS_ACCESS_KEY_SECRET' },
  });
  const sso = await createAccountHome(aws, { AWS_PROFILE: 'sso' });
  expect(await refuse('s3://photos/a', sso)).toMatchObject({
    code: 'credentials.missing',
    facts: {
      needs: 'sso_session',
      remedy: 'aws configure export-credentials --profile sso --format process',
    },
  });
  expect(await refuse('photos/a', empty)).toMatchObject({ code: 'usage' });
});

test('new keys in a file are taken after the server refused the old ones', async () => {
  const home = await createAccountHome(aws);
  const { access } = await resolveTarget('s3://photos/a', {}, home);
  access.credentials.invalidate(await access.credentials.current());
  await expect(access.credentials.current()).rejects.toMatchObject({ code: 'credentials.expired' });
  const fresh = '[default]\naws_access_key_id=A-ID\naws_secret_access_key=FRESH\n';
  writeFileSync(join(home.home, '.aws', 'credentials'), fresh);
  expect((await access.credentials.current()).accessKeySecret).toBe('FRESH');
});

test.skipIf(process.platform === 'win32')('a credential process gives what it prints', async () => {
  const printed = {
    Version: 1,
    AccessKeyId: 'C-ID',
    SecretAccessKey: 'C-S',
    SessionToken: 'C-T',
    Expiration: '2030-01-01T00:00:00Z',
  };
  const command = `printf '%s' '${JSON.stringify(printed)}'`;
  expect(await runCredentialProcess('profile x', command)).toEqual({
    accessKeyId: 'C-ID',
    accessKeySecret: 'C-S',
    securityToken: 'C-T',
    expiresAtMs: Date.UTC(2030, 0, 1),
  });
});

test.skipIf(process.platform === 'win32')(
  'a credential process that fails tells nothing of what it printed',
  async () => {
    for (const command of [
      'echo HUSH; echo HUSH >&2; exit 3',
      'echo HUSH',
      `printf '%s' '{"Version":2}'`,
      'no-such-command',
    ]) {
      const failure = await runCredentialProcess('profile x', command).catch((thrown: unknown) => thrown);
      expect(failure).toMatchObject({ code: 'credentials.missing', facts: { account: 'profile x' } });
      expect(String(failure) + JSON.stringify(failure)).not.toContain('HUSH');
      expect((failure as Error).cause).toBeUndefined();
    }
  },
);

test.skipIf(process.platform === 'win32')('a credential process ends with its signal', async () => {
  const stop = new AbortController();
  const running = runCredentialProcess('profile x', 'exec sleep 60', stop.signal);
  stop.abort();
  await expect(running).rejects.toMatchObject({ name: 'AbortError' });
});
