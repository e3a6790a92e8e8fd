import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ProfileSettings } from '../../main/account/profile.ts';
import { openProfiles } from '../../main/account/profiles.ts';
import { createAccountHome, createMemoryKeyring } from '../support/account-home.ts';

const work: ProfileSettings = { kind: 'oss', region: 'cn-hangzhou', 'access-key-id': 'LTAI1', default: true };
const secret = { 'access-key-secret': 'HUSH-1', 'security-token': 'TOKEN-1' };
const isPosix = process.platform !== 'win32';

test('without a keyring the secret goes into a file of its own that only its owner can read', async () => {
  const { profiles, home } = await createAccountHome();
  expect(await profiles.save('work', work, secret)).toBe('file');
  expect(readdirSync(join(home, 'settings')).sort()).toEqual(['config.toml', 'secrets.toml']);
  expect(readFileSync(profiles.file, 'utf8')).not.toContain('HUSH');
  if (isPosix) {
    expect(statSync(join(home, 'settings')).mode & 0o777).toBe(0o700);
    expect(statSync(join(home, 'settings', 'secrets.toml')).mode & 0o777).toBe(0o600);
  }
  const profile = await profiles.find('work');
  expect(profile).toEqual({ name: 'work', settings: { ...work, secret: 'file' } });
  expect(profile && (await profiles.secretOf(profile))).toEqual(secret);
});

test('with a keyring no file holds the secret', async () => {
  const secrets = new Map<string, string>();
  const { profiles, home } = await createAccountHome({}, {}, createMemoryKeyring(secrets));
  expect(await profiles.save('work', work, secret)).toBe('keyring');
  expect(readdirSync(join(home, 'settings'))).toEqual(['config.toml']);
  expect(readFileSync(profiles.file, 'utf8')).not.toContain('HUSH');
  const profile = await profiles.find('work');
  expect(profile && (await profiles.secretOf(profile))).toEqual(secret);
  expect(await profiles.remove('work')).toBe(true);
  expect(secrets.size).toBe(0);
});

test('a secret that moves to the keyring leaves the file', async () => {
  const first = await createAccountHome();
  await first.profiles.save('work', work, secret);

  const profiles = openProfiles(first.profiles.file, createMemoryKeyring(new Map()));
  expect(await profiles.save('work', work, secret)).toBe('keyring');
  expect(readFileSync(join(first.home, 'settings', 'secrets.toml'), 'utf8')).not.toContain('HUSH');
});

test('a keyring that fails when it matters falls back to the file', async () => {
  const keyring = { ...createMemoryKeyring(null), isUsable: async () => true };
  const { profiles } = await createAccountHome({}, {}, keyring);
  expect(await profiles.save('work', work, secret)).toBe('file');
});

test('a changed setting keeps the secret, and a credential process needs none', async () => {
  const { profiles, home } = await createAccountHome();
  await profiles.save('work', work, secret);
  expect(await profiles.save('work', { ...work, secret: 'file', region: 'cn-beijing' }, null)).toBe('file');
  const profile = await profiles.find('work');
  expect(profile && (await profiles.secretOf(profile))).toEqual(secret);
  expect(await profiles.save('work', { kind: 's3', 'credential-process': 'keys' }, null)).toBeNull();
  expect(readFileSync(join(home, 'settings', 'secrets.toml'), 'utf8')).toBe('');
});

test('comments survive, a new default takes over, and a removed profile is gone with its secret', async () => {
  const { profiles, home } = await createAccountHome({
    'settings/config.toml': `# mine
[profile.old] # keep me
kind = "oss"
default = true
access-key-id = "LTAI0"
secret = "file"
`,
    'settings/secrets.toml': '[profile.old]\naccess-key-secret = "HUSH-0"\n',
  });
  await profiles.save('new', work, secret);
  expect((await profiles.findDefault('oss'))?.name).toBe('new');
  expect(readFileSync(profiles.file, 'utf8')).toContain('# mine');
  expect((await profiles.list()).map(({ name }) => name)).toEqual(['old', 'new']);
  expect(await profiles.remove('old')).toBe(true);
  expect(await profiles.remove('old')).toBe(false);
  expect(readFileSync(join(home, 'settings', 'secrets.toml'), 'utf8')).not.toContain('HUSH-0');
  expect((await profiles.list()).map(({ name }) => name)).toEqual(['new']);
});

test.skipIf(!isPosix)('a settings file that is a link stays one', async () => {
  const { profiles, home } = await createAccountHome({ 'dotfiles/config.toml': '', 'settings/x': '' });
  symlinkSync(join(home, 'dotfiles', 'config.toml'), profiles.file);
  await profiles.save('work', work, secret);
  expect(readFileSync(join(home, 'dotfiles', 'config.toml'), 'utf8')).toContain('LTAI1');
});

test.skipIf(!isPosix)('a secrets file that others can read is refused, with the remedy', async () => {
  const { profiles, home } = await createAccountHome();
  await profiles.save('work', work, secret);
  const file = join(home, 'settings', 'secrets.toml');
  chmodSync(file, 0o640);
  const profile = await profiles.find('work');
  const failure = { code: 'account.invalid', facts: { file, mode: '640', remedy: `chmod 600 ${file}` } };
  await expect(profile && profiles.secretOf(profile)).rejects.toMatchObject(failure);
  await expect(profiles.save('work', work, secret)).rejects.toMatchObject(failure);
});

test.each([
  ['kind = "ftp"\naccess-key-id = "a"\nsecret = "file"', 'kind'],
  ['kind = "oss"\naccess-key-id = "a"', 'secret'],
  ['kind = "oss"', 'access-key-id'],
  ['kind = "oss"\naccess-key-id = "a"\nsecret = "file"\ncredential-process = "x"', 'credential-process'],
  ['kind = "oss"\naccess-key-id = "a"\nsecret = "file"\naddressing = 1', 'addressing'],
  ['kind = "oss"\naccess-key-id = "a"\naccess-key-secret = "HUSH"\nsecret = "file"', 'access-key-secret'],
])('a profile with a wrong field is refused by file, profile and field (%#)', async (text, field) => {
  const { profiles } = await createAccountHome({ 'settings/config.toml': `[profile.work]\n${text}\n` });
  const failure = expect.objectContaining({ file: profiles.file, profile: 'work', field });
  const rejected = await profiles.find('work').catch((thrown: unknown) => thrown);
  expect(rejected).toMatchObject({ code: 'account.invalid', facts: failure });
  expect(String(rejected)).not.toContain('HUSH');
});

test('a secrets file that is not TOML is refused without a word of what it holds', async () => {
  const { profiles } = await createAccountHome({
    'settings/config.toml': '[profile.work]\nkind = "oss"\naccess-key-id = "a"\nsecret = "file"\n',
    'settings/secrets.toml': '[profile.work]\naccess-key-secret = "HUSH\n',
  });
  const profile = await profiles.find('work');
  const rejected = await (profile && profiles.secretOf(profile))?.catch((thrown: unknown) => thrown);
  expect(rejected).toMatchObject({ code: 'account.invalid', facts: { line: 2 } });
  expect(JSON.stringify(rejected) + String(rejected) + String((rejected as Error).stack)).not.toContain(
    'HUSH',
  );
  expect((rejected as Error).cause).toBeUndefined();
});

test('a missing secret, two defaults and a bad name are told apart', async () => {
  const two = ['a', 'b'].map(
    name => `[profile.${name}]\nkind = "oss"\naccess-key-id = "x"\nsecret = "keyring"\ndefault = true\n`,
  );
  const { profiles } = await createAccountHome({ 'settings/config.toml': two.join('\n') });
  const profile = await profiles.find('a');
  await expect(profile && profiles.secretOf(profile)).rejects.toMatchObject({
    code: 'credentials.missing',
    facts: { profile: 'a', problem: 'account.noKeyring' },
  });
  await expect(profiles.findDefault('oss')).rejects.toMatchObject({
    code: 'account.invalid',
    facts: { profile: 'a, b', field: 'default' },
  });
  await expect(profiles.save('oss', work, secret)).rejects.toMatchObject({ code: 'usage' });
});

test('settings that can not be written are a disk failure, and nothing is left behind', async () => {
  const { profiles, home } = await createAccountHome();
  writeFileSync(join(home, 'settings'), 'a file in the way');
  await expect(profiles.save('work', work, secret)).rejects.toMatchObject({ code: 'disk.failed' });
  expect(existsSync(profiles.file)).toBe(false);
});
