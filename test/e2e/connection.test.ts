import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inTrial } from '../support/page/ask.ts';
import { keepChromium, servePage } from '../support/page/served-page.ts';

const browser = keepChromium();

test('a lost connection is shown, what was there stays, and nothing has to be done when it is back', async () => {
  const served = await servePage(browser(), { hasTrial: true });
  const { page, ask } = served;
  const path = served.file('photo.jpg', 50_000);
  await ask('addPaths', { ...inTrial(), paths: [path], name: null });
  const row = page.getByRole('row', { name: /photo\.jpg/ });
  await row.getByText('Proven').waitFor();
  await served.stop();
  const banner = page.getByText(/^Connection lost/);
  await banner.waitFor();
  expect(await row.isVisible()).toBe(true);
  await served.start();
  await banner.waitFor({ state: 'detached', timeout: 30_000 });
  await ask('addText', { ...inTrial(), text: 'back', name: 'back.txt' });
  await page.getByRole('row', { name: /back\.txt/ }).waitFor();
});

test('what a stopped program had under way goes on when it is started again', async () => {
  const served = await servePage(browser(), { hasTrial: true });
  const { page, ask } = served;
  const path = served.file('video.mp4', 48 * 1024 * 1024);
  await ask('saveSettings', { ...(await ask('getSession', {})).settings, rateLimit: '12M' });
  await ask('addPaths', { ...inTrial(), paths: [path], name: null });
  const row = page.getByRole('row', { name: /video\.mp4/ });
  await row.getByText('Sending').waitFor();
  await served.stop();
  await served.start();
  await row.getByText('Proven').waitFor({ timeout: 45_000 });
});

test('a browser that is let in no more is told so, and not of a lost connection', async () => {
  const served = await servePage(browser(), { hasTrial: true });
  const { page, home } = served;
  await served.stop();
  rmSync(join(home, 'data', 'web-sessions.json'));
  await served.start();
  await page.getByText(/This browser was not let in/).waitFor();
});

test('what one tab does, another one shows, its language included', async () => {
  const served = await servePage(browser(), { hasTrial: true });
  const { page, ask } = served;
  const other = await page.context().newPage();
  await other.goto(page.url());
  await other.getByRole('heading', { name: 'Transfers' }).waitFor();
  await ask('addText', { ...inTrial(), text: 'hello', name: 'note.txt' });
  for (const each of [page, other]) {
    await each
      .getByRole('row', { name: /note\.txt/ })
      .getByText('Proven')
      .waitFor();
  }
  await ask('saveSettings', { ...(await ask('getSession', {})).settings, language: 'zh-CN' });
  await other.getByRole('heading', { name: '传输' }).waitFor();
});

test('a reload in the middle of sending from the page asks first, and the transfer says what became of it', async () => {
  const served = await servePage(browser(), { hasTrial: true });
  const { page, ask } = served;
  await ask('saveSettings', { ...(await ask('getSession', {})).settings, rateLimit: '1M' });
  await page.getByRole('button', { name: 'Add files' }).first().click();
  await page.getByRole('textbox', { name: 'Bucket' }).fill('trial');
  const choosing = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Files of this browser' }).click();
  await (await choosing).setFiles(served.file('half.bin', 30_000_000));
  await page.getByRole('button', { name: 'Add 1' }).click();
  await page.getByText('0 of 1 sent', { exact: true }).waitFor();
  const asked: string[] = [];
  page.on('dialog', dialog => {
    asked.push(dialog.type());
    void dialog.accept();
  });
  await page.reload();
  await page
    .getByRole('row', { name: /half\.bin/ })
    .getByText('Failed')
    .waitFor();
  expect(asked).toEqual(['beforeunload']);
});

test('a file of the browser shows how far it is, and says that it begins anew when its connection is lost', async () => {
  const served = await servePage(browser(), { hasTrial: true });
  const { page, ask } = served;
  await ask('saveSettings', { ...(await ask('getSession', {})).settings, rateLimit: '2M' });
  await page.getByRole('button', { name: 'Add files' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Bucket' }).fill('trial');
  const choosing = page.waitForEvent('filechooser');
  await dialog.getByRole('button', { name: 'Files of this browser' }).click();
  await (await choosing).setFiles(served.file('large.bin', 100_000_000));
  await dialog.getByRole('button', { name: 'Add 1' }).click();
  const shown = async () => Number(await dialog.getByRole('progressbar').getAttribute('aria-valuenow'));
  await expect.poll(shown, { timeout: 30_000 }).toBeGreaterThan(0);
  expect(await shown()).toBeLessThan(100);
  await served.stop();
  await dialog.getByText(/the connection between this page and Longshore was lost/).waitFor();
  await dialog.getByText(/Add it again/).waitFor();
});

test('a view that breaks leaves the menu and the other views', async () => {
  const served = await servePage(browser(), { hasTrial: true });
  const { page } = served;
  await page.route('**/api/listAccounts', route => route.fulfill({ json: { no: 'list' } }));
  await served.goTo('accounts');
  await page.getByText("This view can't be shown").waitFor();
  await page.getByRole('navigation').getByRole('link', { name: 'Transfers' }).click();
  await page.getByRole('heading', { name: 'Transfers' }).waitFor();
});
