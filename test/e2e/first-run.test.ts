import { expect, test } from 'vitest';
import zh from '../../assets/text/zh-CN/page-start.json' with { type: 'json' };
import { keepChromium, servePage } from '../support/page/served-page.ts';

const browser = keepChromium();

test('three steps lead to the first proven upload, without an account', async () => {
  const { page, complaints } = await servePage(browser());
  await page.getByRole('heading', { name: 'Your first proven upload' }).waitFor();
  await page.getByRole('button', { name: /Try without an account/ }).click();
  await page.getByRole('button', { name: 'Start it' }).click();
  await page.getByRole('button', { name: 'Send a small text instead' }).click();
  await page.getByText('Proven: what arrived is what was sent').waitFor();
  const proof = await page
    .getByText('Computed by the store')
    .locator('xpath=following-sibling::dd[1]')
    .innerText();
  const ours = await page.getByText('Computed here').locator('xpath=following-sibling::dd[1]').innerText();
  expect(proof).toBe(ours);
  expect(proof).toMatch(/^[0-9a-f]{16}$/);
  await page.getByRole('button', { name: 'Show all transfers' }).click();
  await page.getByRole('row', { name: /hello\.txt/ }).waitFor();
  expect(complaints).toEqual([]);
});

test('whoever leaves the first steps finds them again', async () => {
  const { page } = await servePage(browser());
  await page.getByRole('button', { name: 'Not now' }).click();
  await page.getByRole('heading', { name: 'Transfers' }).waitFor();
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('link', { name: 'Show the first steps again' }).click();
  await page.getByRole('heading', { name: 'Your first proven upload' }).waitFor();
});

test('what is dropped at the second step is the first upload, without a further question', async () => {
  const { page, complaints } = await servePage(browser());
  await page.getByRole('button', { name: /Try without an account/ }).click();
  await page.getByRole('button', { name: 'Start it' }).click();
  await page.getByText('or drop it here').waitFor();
  await page.evaluate(() => {
    const transfer = new DataTransfer();
    for (const name of ['one.txt', 'two.txt']) transfer.items.add(new File([name], name));
    for (const type of ['dragenter', 'dragover', 'drop']) {
      window.dispatchEvent(new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }));
    }
  });
  await page.getByText('Proven: what arrived is what was sent').waitFor();
  expect(await page.getByRole('dialog').count()).toBe(0);
  await page.getByRole('button', { name: 'Show all transfers' }).click();
  for (const name of [/one\.txt/, /two\.txt/]) await page.getByRole('row', { name }).waitFor();
  expect(complaints).toEqual([]);
});

test('in Chinese the same three steps lead to the same proof', async () => {
  const { page, complaints } = await servePage(browser(), { language: 'zh-CN' });
  await page.getByRole('heading', { name: zh.title }).waitFor();
  await page.getByRole('button', { name: new RegExp(zh['where.trial']) }).click();
  await page.getByRole('button', { name: zh['where.startTrial'] }).click();
  await page.getByRole('button', { name: zh['what.sample'] }).click();
  await page.getByText(zh['watch.proven']).waitFor();
  await page.getByRole('button', { name: zh['watch.transfers'] }).click();
  await page.getByRole('row', { name: /hello\.txt/ }).waitFor();
  expect(complaints).toEqual([]);
});
