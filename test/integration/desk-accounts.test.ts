import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { SavedTarget } from '../../preload/contract/targets.ts';
import { createFolderWorld, patience } from '../support/folder-desk.ts';
import { testBucket, testKey } from '../support/local-bucket.ts';

const never = new AbortController().signal;
const target = (over: Partial<SavedTarget> = {}): SavedTarget => ({
  ...{ name: 'photos', account: 'work', kind: 'oss', bucket: testBucket, prefix: 'photos/', options: {} },
  ...over,
});

test('an account comes back without its secret, and with the ends of its key alone', async () => {
  const world = await createFolderWorld();
  const { requests } = await world.open();
  const [account] = await requests.listAccounts({});
  expect(account).toMatchObject({ name: 'work', kind: 'oss', secretPlace: 'file', addressing: 'path' });
  const told = JSON.stringify(await requests.listAccounts({}));
  expect(told).not.toContain(testKey.accessKeySecret);
  expect(told).not.toContain(testKey.accessKeyId);
});

test('an account is renamed with its keys, unless a name is taken or somebody goes by it', async () => {
  const world = await createFolderWorld();
  const { requests } = await world.open();
  const draft = { ...world.account, keys: null };
  await expect(requests.saveAccount({ draft, replaces: null })).rejects.toMatchObject({
    code: 'account.exists',
    facts: { profile: 'work' },
  });
  await requests.saveAccount({ draft: { ...draft, name: 'other' }, replaces: 'work' });
  expect((await requests.listAccounts({})).map(({ name }) => name)).toEqual(['other']);
  const saved = target({ account: 'other' });
  await requests.saveTarget({ target: saved, replaces: null });
  for (const refused of [
    requests.removeAccount({ name: 'other' }),
    requests.saveAccount({ draft: { ...draft, name: 'third' }, replaces: 'other' }),
  ]) {
    await expect(refused).rejects.toMatchObject({ code: 'account.in-use', facts: { users: 'photos' } });
  }
  const { taskId } = await requests.startDoctor({ target: saved });
  expect(taskId).not.toBe('');
});

test('temporary keys that are kept keep their end', async () => {
  const world = await createFolderWorld();
  const { requests } = await world.open();
  const keys = { keyId: 'STS.A', secret: 's', token: 't', expiresAtMs: 1_800_000_000_000 };
  const draft = { ...world.account, name: 'sts', keys };
  await requests.saveAccount({ draft, replaces: null });
  const kept = await requests.saveAccount({
    draft: { ...draft, keys: null, isDefault: true },
    replaces: 'sts',
  });
  expect(kept).toMatchObject({ expiresAtMs: 1_800_000_000_000, isDefault: true, secretPlace: 'file' });
  const wrong = requests.saveAccount({ draft: { ...draft, name: 'bare', keys: null }, replaces: null });
  await expect(wrong).rejects.toMatchObject({ code: 'account.invalid', facts: { field: 'keys' } });
});

test('accounts of other tools are found with what stands in their way, and taken over', async () => {
  const world = await createFolderWorld({
    files: {
      '.ossutilconfig': '[default]\naccessKeyID=LTAIossutil0001\naccessKeySecret=hush-1\nregion=cn-beijing\n',
      '.aws/credentials': '[one]\naws_access_key_id=AKIAONE0000001\naws_secret_access_key=hush-2\n',
      '.aws/config': '[profile role]\nrole_arn=arn:aws:iam::1:role/a\n',
    },
    variables: {
      OSS_ACCESS_KEY_ID: 'LTAIenv00000001',
      OSS_ACCESS_KEY_SECRET: 'hush-3',
      OSS_REGION: 'cn-hangzhou',
    },
  });
  const { requests } = await world.open();
  const found = await requests.findAccounts({});
  expect(found.map(({ id, kind, error }) => [id, kind, error?.code ?? null])).toEqual([
    ['environment:environment-oss', 'oss', null],
    ['ossutil:default', 'oss', null],
    ['aws:one', 's3', null],
    ['aws:role', 's3', 'credentials.missing'],
  ]);
  expect(found.map(({ place }) => place)).toEqual([
    'environment',
    join(world.home, '.ossutilconfig'),
    join(world.home, '.aws', 'credentials'),
    join(world.home, '.aws', 'credentials'),
  ]);
  expect(JSON.stringify(found)).not.toMatch(/hush|LTAIossutil0001|LTAIenv00000001|AKIAONE0000001/);
  const taken = await requests.importAccount({ id: 'environment:environment-oss', name: 'mine' });
  expect(taken).toMatchObject({ name: 'mine', kind: 'oss', region: 'cn-hangzhou', secretPlace: 'file' });
  await expect(requests.importAccount({ id: 'aws:role', name: 'role' })).rejects.toMatchObject({
    code: 'credentials.missing',
  });
  await expect(requests.importAccount({ id: 'ossutil:default', name: 'mine' })).rejects.toMatchObject({
    code: 'account.exists',
  });
  await expect(requests.importAccount({ id: 'aws:none', name: 'none' })).rejects.toMatchObject({
    code: 'account.unknown',
  });
});

test('settings of a tool that can not be read do not hide those of the others', async () => {
  const world = await createFolderWorld({
    files: {
      '.ossutilconfig/no-file': '',
      '.aws/credentials': '[one]\naws_access_key_id=AKIAONE0000001\naws_secret_access_key=hush\n',
    },
  });
  const found = await (await world.open()).requests.findAccounts({});
  expect(found.map(({ name, error }) => [name, error?.code ?? null])).toEqual([
    ['ossutil', 'account.invalid'],
    ['one', null],
  ]);
});

test('targets are saved under their names, beside what else the file says', async () => {
  const world = await createFolderWorld();
  writeFileSync(world.configFile, `# mine\n${readFileSync(world.configFile, 'utf8')}`);
  const { requests } = await world.open();
  const options = { meta: { team: 'a' }, storageClass: 'IA' } as const;
  await requests.saveTarget({ target: target({ prefix: 'deep/er', options }), replaces: null });
  expect(await requests.listTargets({})).toEqual([target({ prefix: 'deep/er/', options })]);
  await expect(requests.saveTarget({ target: target(), replaces: null })).rejects.toMatchObject({
    code: 'target.exists',
  });
  await requests.saveTarget({ target: target({ name: 'films' }), replaces: 'photos' });
  expect((await requests.listTargets({})).map(({ name }) => name)).toEqual(['films']);
  expect(readFileSync(world.configFile, 'utf8')).toMatch(/^# mine\n/);
  await requests.removeTarget({ name: 'films' });
  expect(await requests.listTargets({})).toEqual([]);
  expect(await requests.listAccounts({})).toHaveLength(1);
});

test('a target that can not be is refused when it is saved', async () => {
  const { requests } = await (await createFolderWorld()).open();
  const refusals = [
    [target({ account: 'nobody' }), 'account.unknown'],
    [target({ kind: 's3' }), 'usage'],
    [target({ options: { storageClass: 'NO_SUCH' } }), 'options.invalid'],
  ] as const;
  for (const [wrong, code] of refusals) {
    await expect(requests.saveTarget({ target: wrong, replaces: null })).rejects.toMatchObject({ code });
  }
  expect(await requests.listTargets({})).toEqual([]);
  await expect(
    requests.startDoctor({ target: { account: 'work', kind: 's3', bucket: testBucket, prefix: '' } }),
  ).rejects.toMatchObject({ code: 'usage' });
});

test('what is saved at the same time is all saved', async () => {
  const world = await createFolderWorld();
  const { requests } = await world.open();
  const names = ['a', 'b', 'c', 'd', 'e'];
  await Promise.all([
    ...names.map(name => requests.saveTarget({ target: target({ name }), replaces: null })),
    ...names.map(name => requests.saveAccount({ draft: { ...world.account, name }, replaces: null })),
  ]);
  expect(await requests.listTargets({})).toHaveLength(5);
  expect(await requests.listAccounts({})).toHaveLength(6);
});

test('regions come with their endpoints', async () => {
  const { requests } = await (await createFolderWorld()).open();
  const oss = await requests.listRegions({ kind: 'oss' });
  expect(oss).toContainEqual({ id: 'cn-hangzhou', endpoint: 'https://oss-cn-hangzhou.aliyuncs.com' });
  const s3 = await requests.listRegions({ kind: 's3' });
  expect(s3).toContainEqual({ id: 'cn-north-1', endpoint: 'https://s3.cn-north-1.amazonaws.com.cn' });
  for (const regions of [oss, s3]) expect(new Set(regions.map(({ id }) => id)).size).toBe(regions.length);
});

test('unfinished uploads come page by page, also when the last one that was seen is gone', async () => {
  const world = await createFolderWorld();
  const desk = await world.open();
  const store = desk.engine.open(world.access);
  const begin = async (key: string) => store.begin(key, {}, never);
  for (let index = 0; index < 203; index += 1) await begin(`many/${String(index).padStart(3, '0')}`);
  await begin('elsewhere');
  const place = { account: 'work', kind: 'oss', bucket: testBucket, prefix: 'many/' } as const;
  const first = await desk.requests.listUnfinished({ target: place, after: null });
  expect(first.uploads).toHaveLength(200);
  expect(first.uploads[0]).toMatchObject({
    key: 'many/000',
    parts: 0,
    bytes: 0,
    origin: 'unknown',
    isLiving: false,
  });
  const { uploads, next } = first;
  const removed = await desk.requests.removeUnfinished({
    target: place,
    uploads: uploads.slice(150),
    isForced: false,
  });
  expect(removed).toEqual({ removed: 50, refused: [] });
  const second = await desk.requests.listUnfinished({ target: place, after: next });
  expect(second).toMatchObject({ next: null });
  expect(second.uploads.map(({ key }) => key)).toEqual(['many/200', 'many/201', 'many/202']);
  const again = await desk.requests.removeUnfinished({
    target: place,
    uploads: uploads.slice(199),
    isForced: false,
  });
  expect(again).toEqual({ removed: 1, refused: [] });
  await expect(desk.requests.listUnfinished({ target: place, after: 'rubbish' })).rejects.toMatchObject({
    code: 'request.invalid',
  });
  const rule = await desk.requests.getLifecycleRule({ target: place, days: 7 });
  expect(rule.text).toContain('<Days>7</Days>');
});

test('an upload that a living transfer works on is removed only by force', async () => {
  const world = await createFolderWorld();
  const desk = await world.open();
  world.bucket.faults.on('sendPart').hang().times(Number.POSITIVE_INFINITY);
  const stopping = new AbortController();
  const { path } = world.file('large', 300 * 1024);
  const wish = {
    path,
    key: 'large',
    access: world.access,
    options: {},
    threshold: 100 * 1024,
    partSize: 100 * 1024,
  };
  const running = desk.engine.upload(wish, stopping.signal).catch(() => {});
  const place = { account: 'work', kind: 'oss', bucket: testBucket, prefix: '' } as const;
  // Once the record knows of it as well as the server.
  const page = await vi.waitFor(async () => {
    const now = await desk.requests.listUnfinished({ target: place, after: null });
    expect(now.uploads).toMatchObject([{ origin: 'transfer' }]);
    return now;
  }, patience);
  expect(page.uploads).toMatchObject([{ key: 'large', origin: 'transfer', isLiving: true }]);
  const ask = (isForced: boolean) =>
    desk.requests.removeUnfinished({ target: place, uploads: page.uploads, isForced });
  expect(await ask(false)).toMatchObject({ removed: 0, refused: [{ error: { code: 'transfer.busy' } }] });
  expect(await ask(true)).toEqual({ removed: 1, refused: [] });
  stopping.abort();
  await running;
});
