import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCommand } from '../support/command.ts';
import { type LocalBucket, startLocalBucket, testBucket, testKey } from '../support/local-bucket.ts';
import { createTempDir } from '../support/temp-dir.ts';

const { accessKeyId, accessKeySecret } = testKey;
let bucket: LocalBucket;

beforeAll(async () => {
  bucket = await startLocalBucket();
});
afterAll(() => bucket.close());

/** No session bus, so no keyring: the tests never touch the one of whoever runs them. */
async function createPlace() {
  return { folder: await createTempDir(), environment: { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere' } };
}

test.skipIf(process.platform !== 'linux')(
  'an account is added from a pipe, used, listed and removed',
  async () => {
    const place = await createPlace();
    const add = await runCommand(['accounts', 'add', 'work', '--endpoint', bucket.server.url], {
      ...place,
      input: `${accessKeyId}\n${accessKeySecret}\n`,
    });
    expect(add.code, add.stderr).toBe(0);
    expect(add.stdout).toContain('there is no keyring, so its secret is in secrets.toml');
    expect(statSync(join(place.folder, 'config', 'secrets.toml')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(place.folder, 'config', 'config.toml'), 'utf8')).not.toContain(accessKeySecret);

    writeFileSync(join(place.folder, 'a.txt'), 'x');
    const put = await runCommand(['put', 'a.txt', `work:${testBucket}/by-account/`], place);
    expect(put.code, put.stderr).toBe(0);

    const list = await runCommand(['accounts', 'list'], place);
    expect(list.stdout).toMatch(/^work {2}oss {2}http:.* {2}key \*\*\*\*0001, secret in file\n$/);
    expect(list.stdout).not.toContain(accessKeyId);

    const again = await runCommand(['accounts', 'add', 'work', '--key-id', 'x'], { ...place, input: 'y\n' });
    expect(again.code).toBe(2);
    expect(again.stderr).toContain('--force');

    expect((await runCommand(['accounts', 'remove', 'work'], place)).code).toBe(0);
    const gone = await runCommand(['accounts', 'remove', 'work'], place);
    expect([gone.code, gone.stderr.includes('(code account.unknown)')]).toEqual([2, true]);
    expect(readFileSync(join(place.folder, 'config', 'secrets.toml'), 'utf8')).not.toContain(accessKeySecret);
  },
);

test.skipIf(process.platform !== 'linux')('accounts of ossutil are taken over', async () => {
  const place = await createPlace();
  const lines = [
    '[Credentials]',
    'language=EN',
    `endpoint=${bucket.server.url}`,
    `accessKeyID=${accessKeyId}`,
    `accessKeySecret=${accessKeySecret}`,
  ];
  writeFileSync(join(place.folder, '.ossutilconfig'), lines.join('\n'));
  const imported = await runCommand(['accounts', 'import', 'ossutil'], place);
  expect(imported.code, imported.stderr).toBe(0);
  const ls = await runCommand(['ls', `ossutil:${testBucket}/nothing/`], place);
  expect(ls.code, ls.stderr).toBe(0);
  expect(imported.stdout + imported.stderr).not.toContain(accessKeySecret);
});

test.skipIf(process.platform !== 'linux')('accounts of the AWS command line are taken over', async () => {
  const place = await createPlace();
  const credentials = join(place.folder, 'aws-credentials');
  const environment = { ...place.environment, AWS_SHARED_CREDENTIALS_FILE: credentials };
  writeFileSync(
    credentials,
    `[default]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${accessKeySecret}\n[two]\nrole_arn = arn:x\n`,
  );
  const imported = await runCommand(['accounts', 'import', 'aws', '--only', 'default', '--as', 'amazon'], {
    ...place,
    environment,
  });
  expect(imported.code, imported.stderr).toBe(0);
  const ls = await runCommand(
    ['ls', `amazon:${testBucket}/nothing/`, '--endpoint', bucket.server.url],
    place,
  );
  expect(ls.code, ls.stderr).toBe(0);
});

test('an empty list says where accounts are kept', async () => {
  const list = await runCommand(['accounts', 'list'], await createPlace());
  expect([list.code, list.stdout]).toEqual([0, '']);
  expect(list.stderr).toContain('config.toml');
});
