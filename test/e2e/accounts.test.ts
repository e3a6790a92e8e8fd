import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startLocalBucket, testBucket, testKey } from '../support/local-bucket.ts';
import { keepChromium, servePage } from '../support/page/served-page.ts';

const browser = keepChromium();

test('an account is added and tested, check by check, and its secret never comes back', async () => {
  const bucket = await startLocalBucket();
  onTestFinished(() => bucket.close());
  const served = await servePage(browser());
  const { page } = served;
  await page.getByRole('link', { name: 'Accounts' }).click();
  await page.getByRole('button', { name: 'Add account' }).click();
  await page.getByText('S3-compatible server').click();
  await page.getByRole('textbox', { name: 'Name' }).fill('nas');
  await page.getByRole('textbox', { name: 'Endpoint' }).fill(bucket.server.url);
  await page.getByRole('textbox', { name: 'Access key id' }).fill(testKey.accessKeyId);
  await page.getByLabel('Access key secret').fill(testKey.accessKeySecret);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('textbox', { name: 'Bucket' }).fill(testBucket);
  await page.getByRole('button', { name: 'Start the test' }).click();
  await page.getByText(/^All well/).waitFor({ timeout: 30_000 });
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'More for nas' }).click();
  await page.getByRole('menuitem', { name: 'Edit' }).click();
  await page.getByText(/secret saved in/).waitFor();
  expect(await page.content()).not.toContain(testKey.accessKeySecret);
  const answers = JSON.stringify(await served.ask('listAccounts', {}));
  expect(answers).not.toContain(testKey.accessKeySecret);
  expect(answers).not.toContain(testKey.accessKeyId);
  expect(readFileSync(join(served.home, 'settings', 'config.toml'), 'utf8')).not.toContain(
    testKey.accessKeySecret,
  );
});

test('a form that can not be right is not sent, and an account that is used is not removed', async () => {
  const served = await servePage(browser(), { hasTrial: true });
  const { page, ask, file } = served;
  await served.goTo('accounts');
  await page.getByRole('button', { name: 'Add account' }).click();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Give a region or an endpoint').waitFor();
  await page.keyboard.press('Escape');
  file('Photos/a.jpg', 10);
  const target = { account: 'trial', kind: 'oss', bucket: 'trial', prefix: 'a/' } as const;
  await ask('addFolder', {
    root: `${served.home}/Photos`,
    target,
    settings: await ask('getUsualFolderSettings', {}),
  });
  await page.getByRole('button', { name: 'More for trial' }).click();
  await page.getByRole('menuitem', { name: 'Remove' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await page.getByText(/still used by .*Photos/).waitFor();
});
