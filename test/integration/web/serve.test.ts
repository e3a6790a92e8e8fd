import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { UnfinishedPage } from '../../../preload/contract/accounts.ts';
import type { Rows } from '../../../preload/contract/common.ts';
import type { TransferDetail, TransferRow } from '../../../preload/contract/transfers.ts';
import { runCommand, startCommand, targetIn } from '../../support/command.ts';
import { type ServedPage, servedTarget, servePage } from '../../support/served-page.ts';
import { createTempDir } from '../../support/temp-dir.ts';

const mebibyte = 1024 ** 2;

async function transfers({ browser }: ServedPage): Promise<readonly TransferRow[]> {
  const answer = await browser.request('listTransfers', {
    ...{ filter: 'all', search: '', folder: null, sort: 'added', isDescending: true, offset: 0, limit: 100 },
  });
  expect(answer.status, answer.text).toBe(200);
  return (answer.json() as Rows<TransferRow>).rows;
}

async function unfinished({ browser }: ServedPage): Promise<UnfinishedPage['uploads']> {
  const answer = await browser.request('listUnfinished', { target: servedTarget, after: null });
  expect(answer.status, answer.text).toBe(200);
  return (answer.json() as UnfinishedPage).uploads;
}

/** A request of the page whose body does not come to its end; resolves once the server holds a part of it. */
async function beginUpload(page: ServedPage, key: string) {
  const { browser, bucket } = page;
  const host = `127.0.0.1:${browser.port}`;
  const socket = connect(browser.port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => {});
  socket.write(
    `PUT ${page.uploadTo(key)} HTTP/1.1\r\nHost: ${host}\r\nOrigin: http://${host}\r\n` +
      `Cookie: ${browser.cookie}\r\nContent-Length: ${100 * mebibyte}\r\n\r\n`,
  );
  const chunk = randomBytes(mebibyte);
  for (let sent = 0; sent < 60; sent += 1) socket.write(chunk);
  await expect.poll(() => bucket.server.stats().bodyBytes.sendPart, { timeout: 20_000 }).toBeGreaterThan(0);
  return socket;
}

test('a file of the page is sent by parts, and answered when it is proven', async () => {
  const page = await servePage();
  const bytes = randomBytes(30 * mebibyte);
  const answer = await page.browser.ask(page.uploadTo('in/简 a.bin'), { method: 'PUT', body: bytes });
  expect(answer.status, answer.text).toBe(200);
  const { id } = answer.json() as { id: string };
  const detail = (await page.browser.request('getTransfer', { id })).json() as TransferDetail;
  expect(detail.row).toMatchObject({ source: 'page', state: 'done', key: 'in/简 a.bin', size: bytes.length });
  expect(detail.proof).toMatchObject({ size: bytes.length });
  const { folder, bucket } = page;
  const [target, ...options] = targetIn(bucket, 'in/简 a.bin');
  writeFileSync(join(folder, 'a.bin'), bytes);
  const environment = { OSS_ACCESS_KEY_ID: 'LTAI5tTESTKEY0001', OSS_ACCESS_KEY_SECRET: 'test-secret-0001' };
  const proven = await runCommand(['prove', 'a.bin', target, ...options], { folder, environment });
  expect(proven.code, proven.stderr).toBe(0);
});

test('an upload whose page goes away leaves no parts, and is told as failed', async () => {
  const page = await servePage();
  const socket = await beginUpload(page, 'cut.bin');
  expect((await transfers(page)).map(({ state }) => state)).toEqual(['sending']);
  socket.destroy();
  await expect.poll(async () => (await transfers(page))[0]?.state, { timeout: 20_000 }).toBe('failed');
  expect((await transfers(page))[0]?.error?.code).toBe('stream.failed');
  await expect.poll(() => unfinished(page), { timeout: 20_000 }).toEqual([]);
});

test('an upload that can not be begun is answered with the reason', async () => {
  const page = await servePage();
  const query = page.uploadTo('a').replace('test-bucket', 'no-such-bucket');
  const answer = await page.browser.ask(query, { method: 'PUT', body: randomBytes(mebibyte) });
  expect(answer.json()).toMatchObject({ error: { code: 'bucket.missing' } });
});

test('stopped in the middle of an upload it ends soon and leaves no parts, and starts again as it was', async () => {
  const page = await servePage();
  await beginUpload(page, 'stopped.bin');
  const startedAt = performance.now();
  page.command.process.kill('SIGTERM');
  const { code, stderr } = await page.command.ended;
  expect(code, stderr).toBe(0);
  expect(performance.now() - startedAt).toBeLessThan(2_000);
  const again = await servePage([], page);
  const [transfer] = await transfers(again);
  expect(transfer).toMatchObject({ state: 'failed', error: { code: 'stream.failed' } });
  expect(await unfinished(again)).toEqual([]);
});

test('what was asked for goes on after a restart, and the browser is let in as before', async () => {
  const page = await servePage();
  const { folder, browser } = page;
  mkdirSync(join(folder, 'files'));
  for (let file = 0; file < 50; file += 1) {
    writeFileSync(join(folder, 'files', `${file}.bin`), randomBytes(2 * mebibyte));
  }
  const wish = { target: servedTarget, options: {}, partSize: null, isSimple: false, isAppend: false };
  const added = await browser.request('addPaths', { ...wish, paths: [join(folder, 'files')], name: null });
  expect(added.json()).toMatchObject({ added: 50 });
  page.command.process.kill('SIGKILL');
  await page.command.ended;
  const again = await servePage([], page);
  await expect
    .poll(async () => (await transfers(again)).filter(({ state }) => state === 'done').length, {
      timeout: 40_000,
    })
    .toBe(50);
  expect(await unfinished(again)).toEqual([]);
});

test('who tries without an account finds everything again after a restart', async () => {
  const page = await servePage();
  const begun = await page.browser.request('startTrial', { folder: null });
  expect(begun.json()).toEqual({ account: 'trial', bucket: 'trial' });
  const target = { account: 'trial', kind: 'oss', bucket: 'trial', prefix: '' } as const;
  const wishes = { target, options: {}, partSize: null, isSimple: false, isAppend: false };
  const sent = await page.browser.request('addText', { ...wishes, text: 'kept', name: 'a.txt' });
  expect(sent.json()).toMatchObject({ added: 1 });
  await expect.poll(async () => (await transfers(page))[0]?.state, { timeout: 20_000 }).toBe('done');
  page.command.process.kill('SIGTERM');
  expect((await page.command.ended).code).toBe(0);
  const again = await servePage([], page);
  const query = `/upload?${new URLSearchParams({ name: 'b.txt', wishes: JSON.stringify(wishes) })}`;
  expect((await again.browser.ask(query, { method: 'PUT', body: 'more' })).status).toBe(200);
});

test('a page may name no path outside of the home, nor widen what it may name', async () => {
  const page = await servePage();
  const { browser } = page;
  const codeOf = async (name: string, args: unknown) =>
    ((await browser.request(name, args)).json() as { error?: { code: string } }).error?.code;
  const wish = { target: servedTarget, options: {}, partSize: null, isSimple: false, isAppend: false };
  const settings = (await browser.request('getUsualFolderSettings', {})).json();
  const draft = { root: '/etc', target: servedTarget, settings };
  const app = ((await browser.request('getSession', {})).json() as { settings: object }).settings;
  const account = {
    ...{ name: 'mine', kind: 'oss', endpoint: null, region: null, addressing: null, signing: null },
    ...{ checksum: null, keys: null, credentialProcess: 'touch /tmp/owned', isDefault: false },
  };
  expect(await codeOf('addPaths', { ...wish, paths: ['/etc/hostname'], name: null })).toBe('picker.outside');
  expect(await codeOf('addFolder', draft)).toBe('picker.outside');
  expect(await codeOf('startDryRun', draft)).toBe('picker.outside');
  expect(await codeOf('previewIgnore', { root: '/etc', settings })).toBe('picker.outside');
  expect(await codeOf('explainPath', { path: '/etc/hostname' })).toBe('picker.outside');
  expect(await codeOf('startTrial', { folder: '/etc/trial' })).toBe('picker.outside');
  expect(await codeOf('setDataDirectory', { path: '/tmp' })).toBe('picker.outside');
  expect(await codeOf('saveSettings', { ...app, pickerRoots: ['/'] })).toBe('picker.outside');
  expect(await codeOf('saveSettings', { ...app, caFile: '/etc/shadow' })).toBe('picker.outside');
  expect(await codeOf('saveAccount', { draft: account, replaces: null })).toBe('platform.unsupported');
  expect(await codeOf('listDirectory', { path: null })).toBeUndefined();
});

test('--root widens what the page may see', async () => {
  const more = await createTempDir();
  const { browser } = await servePage(['--root', more]);
  expect((await browser.request('listDirectory', { path: more })).status).toBe(200);
});

test('without --json it prints the link and how to stop; a taken port and a wrong name are told', async () => {
  const folder = await createTempDir();
  const command = startCommand(['serve', '--port', '0', '--open'], { folder });
  let text = '';
  command.process.stdout?.on('data', (chunk: string) => {
    text += chunk;
  });
  await command.untilShown(/\n {2}http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}\n[\s\S]*Ctrl-C stops/);
  await command.untilShown(/no browser could be opened here/);
  const [, port = ''] = /:(\d+)\//.exec(text) ?? [];
  const taken = await runCommand(['serve', '--port', port], { folder: await createTempDir() });
  expect(taken.code).toBe(1);
  expect(taken.stderr).toContain('port.taken');
  command.process.kill('SIGINT');
  expect((await command.ended).code).toBe(0);
  const wrong = await runCommand(['serve', '--allow-host', 'http://nas/'], { folder });
  expect(wrong.code).toBe(2);
  expect(wrong.stderr).toContain('http://nas/');
});

test('without a desktop window "app" says so in one line, and opens the page instead', async () => {
  // A screen that nobody looks at, and a mirror that is not there.
  const environment = { DISPLAY: ':99999', ELECTRON_MIRROR: 'http://127.0.0.1:9/' };
  const command = startCommand(['app'], { folder: await createTempDir(), environment });
  // The usual port may be another program's at the moment, which is told as well.
  await command.untilShown(/\/\?token=|port\.taken/);
  command.process.kill('SIGINT');
  const { stderr } = await command.ended;
  expect(stderr).toMatch(/ELECTRON_MIRROR.*opens in the browser|has ended with an error/);
});

test('without a screen "app" fetches nothing and serves the page', async () => {
  const command = startCommand(['app'], { folder: await createTempDir() });
  await command.untilShown(/\/\?token=|port\.taken/);
  command.process.kill('SIGINT');
  const { stderr } = await command.ended;
  if (process.platform === 'linux') expect(stderr.split('\n')[0]).toMatch(/no screen/);
});
