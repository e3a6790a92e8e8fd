import { chmodSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc, { type Arbitrary } from 'fast-check';
import { importAws } from '../../../main/account/import-aws.ts';
import { importOssutil } from '../../../main/account/import-ossutil.ts';
import { secretOfImport, settingsOfImport } from '../../../main/account/imported-account.ts';
import { openProfiles } from '../../../main/account/profiles.ts';
import { openAppSettings } from '../../../main/config/app-settings.ts';
import { openSavedTargets } from '../../../main/config/saved-targets.ts';
import { parseTimetable } from '../../../main/plan/timetable.ts';
import { createTempDir } from '../../support/temp-dir.ts';
import { spoilt, spoiltField } from './rubbish.ts';
import { clearly, type FuzzTarget } from './target.ts';

const samples = [
  `[settings]\nparallel = 8\npart-size = 16777216\nlimit-rate = "08:00-18:00=2M,off"\nproxy = "environment"\nlanguage = "en"\nbrowsing-roots = ["/home"]\ntrial-port = 9000\n`,
  `# mine\n[profile.work]\nkind = "oss"\ndefault = true\nendpoint = "oss-cn-hangzhou.aliyuncs.com"\naccess-key-id = "LTAI"\nsecret = "file"\nexpires-at = 2030-01-01T00:00:00Z\n\n[profile."a b"]\nkind = "s3"\ncredential-process = "true"\n`,
  `[target.logs]\naccount = "work"\nkind = "oss"\nbucket = "b"\nprefix = "logs/"\n\n[[target.x]]\n[target.y.z]\n`,
];
const secretSamples = [`[profile.work]\naccess-key-secret = "s"\nsecurity-token = "t"\n`];
const bits = [
  ...[
    '[',
    ']',
    '[[',
    ']]',
    '=',
    '"',
    "'",
    '"""',
    "'''",
    '#',
    '.',
    ',',
    '{',
    '}',
    '\n',
    '\r',
    '\u0000',
    '\t',
    '\\u0000',
    '\\U00110000',
  ],
  ...[
    'profile',
    '[profile]',
    'profile = 1\n',
    '[settings]\n',
    'settings = []\n',
    '__proto__',
    '[__proto__]\n',
    '[profile.__proto__]\n',
    'constructor',
  ],
  ...[
    'true',
    'nan',
    'inf',
    '-0',
    '0x',
    '1e400',
    '99999999999999999999',
    '1979-05-27',
    '2030-99-99T00:00:00Z',
    '[target]\n',
    '\ufeff',
  ],
];

/** What a person may have made of `config.toml`: it is read, and edited where it can be. */
export const configFiles: FuzzTarget = {
  name: 'config.toml and secrets.toml',
  cost: 10,
  leastTaken: 0.3,
  async open(told, atEnd) {
    const file = join(await createTempDir(atEnd), 'config.toml');
    const secrets = join(dirname(file), 'secrets.toml');
    const keyring = {
      ...{ place: 'keyring' as const, isUsable: async () => false, read: async () => null },
      ...{ write: async () => {}, remove: async () => {} },
    };
    const files = spoiltField({
      text: { sound: fc.constantFrom(...samples), spoilt: spoilt(samples, bits) },
      secretText: {
        sound: fc.constantFrom(...secretSamples),
        spoilt: spoilt([...secretSamples, ...samples], bits),
      },
    }) as Arbitrary<{ text: string; secretText: string }>;
    return fc.asyncProperty(files, async ({ text, secretText }) => {
      writeFileSync(file, text);
      writeFileSync(secrets, secretText);
      chmodSync(secrets, 0o600);
      const profiles = openProfiles(file, keyring);
      const settings = openAppSettings(file, parseTimetable);
      const targets = openSavedTargets(file);
      await clearly(told, () => settings.read());
      await clearly(told, () => targets.list());
      await clearly(told, () => profiles.findDefault('oss'));
      for (const profile of (await clearly(told, () => profiles.list())) ?? []) {
        await clearly(told, () => profiles.secretOf(profile));
      }
      const added = { kind: 'oss', 'access-key-id': 'new' } as const;
      const place = await clearly(told, () => profiles.save('new', added, { 'access-key-secret': 's' }));
      if (place === undefined) return;
      told.taken();
      // What was written is there, and what was there before still is.
      const found = await profiles.find('new');
      if (found?.settings['access-key-id'] !== 'new')
        throw new Error('the account that was saved is not there');
      if ((await profiles.secretOf(found))['access-key-secret'] !== 's')
        throw new Error('its secret is not there');
      if (!(await profiles.remove('new'))) throw new Error('the account that was saved cannot be removed');
    });
  },
};

const foreign = [
  '[default]\naws_access_key_id = A\naws_secret_access_key = B ; c\naws_session_token=\n\n[profile x]\nregion=eu-central-1\ns3 =\n  addressing_style = path\n  endpoint_url=http://a\ncredential_process = x y\nservices = z\n[services z]\ns3 =\n  endpoint_url = http://b\n',
  '[Credentials]\nlanguage=EN\nendpoint=oss-cn-hangzhou.aliyuncs.com\naccessKeyID=A\naccessKeySecret=B\nstsToken=\n[Bucket-Endpoint]\nb=e\n[Bucket-Cname]\nb=d\n[profile y]\nmode=RamRoleArn\nsign-version=v4\naddressing-style=cname\n',
];

/** Settings of other tools, which are theirs: whatever stands there, nothing is thrown. */
export const foreignConfigs: FuzzTarget = {
  name: 'settings of other tools',
  cost: 1,
  leastTaken: 0.5,
  async open(told) {
    const bytes = spoilt(foreign, [
      '[',
      ']',
      '=',
      ';',
      '#',
      '\r',
      '\n',
      '  ',
      '[default]',
      '[profile __proto__]',
      's3 =\n',
      '\u0000',
      '\ufeff',
    ]);
    return fc.asyncProperty(bytes, bytes, async (first, second) => {
      for (const account of [...importAws(first, second), ...importOssutil(first)]) {
        told.taken();
        settingsOfImport(account);
        secretOfImport(account);
      }
    });
  },
};
