import { truncateSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { allDone } from '../support/page/ask.ts';
import { drag } from '../support/page/drag.ts';
import { keepChromium, servePage } from '../support/page/served-page.ts';

const browser = keepChromium();
const count = 3_000;
const gibibyte = 1024 ** 3;

test(`${count} files of a folder that is dragged into the page arrive`, { timeout: 900_000 }, async () => {
  const served = await servePage(browser(), { hasTrial: true });
  const { page, ask } = served;
  for (let number = 0; number < count; number += 1) {
    served.file(`Many/${number % 30}/${number}.txt`, `the content of ${number}`);
  }
  await page.getByRole('heading', { name: 'Transfers' }).waitFor();
  await drag(page, [join(served.home, 'Many')]);
  const dialog = page.getByRole('dialog', { name: 'Add uploads' });
  await dialog.getByRole('textbox', { name: 'Bucket' }).fill('trial');
  await dialog.getByRole('button', { name: 'Add 3,000' }).click();
  await page.getByText('3,000 of 3,000 sent', { exact: true }).waitFor({ timeout: 800_000 });
  expect((await ask('listTransfers', allDone)).total).toBe(count);
  expect(served.complaints).toEqual([]);
});

test('a file of 1 GiB that the browser has is sent and proven', { timeout: 900_000 }, async () => {
  const served = await servePage(browser(), { hasTrial: true });
  const { page, ask } = served;
  const path = served.file('huge.bin', 'the beginning');
  truncateSync(path, gibibyte);
  await page.getByRole('heading', { name: 'Transfers' }).waitFor();
  await drag(page, [path]);
  const dialog = page.getByRole('dialog', { name: 'Add uploads' });
  await dialog.getByRole('textbox', { name: 'Bucket' }).fill('trial');
  await dialog.getByRole('button', { name: 'Add 1' }).click();
  await page.getByText('1 of 1 sent', { exact: true }).waitFor({ timeout: 800_000 });
  const { rows } = await ask('listTransfers', allDone);
  expect(rows).toMatchObject([{ state: 'done', size: gibibyte }]);
  expect(served.complaints).toEqual([]);
});
