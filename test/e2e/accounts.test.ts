import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startLocalBucket, testBucket, testKey, testToken } from '../support/local-bucket.ts';
import { keepChromium, type ServedPage, servePage } from '../support/page/served-page.ts';

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

/** All that goes between page and program from now on, answers and pushes included. */
function listen({ page }: ServedPage): readonly string[] {
  const heard: string[] = [];
  page.on('request', request => void heard.push(`${request.url()} ${request.postData() ?? ''}`));
  page.on('response', response => {
    void response.text().then(
      text => heard.push(text),
      () => {},
    );
  });
  page.on('websocket', socket => {
    socket.on('framesent', ({ payload }) => void heard.push(String(payload)));
    socket.on('framereceived', ({ payload }) => void heard.push(String(payload)));
  });
  return heard;
}

test('temporary keys are saved by the guided form, and nothing of them is ever said again', async () => {
  const bucket = await startLocalBucket();
  onTestFinished(() => bucket.close());
  const served = await servePage(browser());
  const { page, ask } = served;
  await served.goTo('accounts');
  await page.getByRole('button', { name: 'Add account' }).first().click();
  const dialog = page.getByRole('dialog');
  const region = dialog.getByLabel('Region', { exact: true });
  await region.fill('hangzhou');
  await page.getByRole('option', { name: 'cn-hangzhou', exact: true }).click();
  await dialog.getByText('Follows from the region: https://oss-cn-hangzhou.aliyuncs.com').waitFor();
  const endpoint = dialog.getByRole('textbox', { name: 'Endpoint' });
  await dialog.getByRole('button', { name: 'Accelerated' }).click();
  expect(await endpoint.inputValue()).toBe('https://oss-accelerate.aliyuncs.com');
  await endpoint.fill(bucket.server.url);
  await dialog.getByLabel('How the bucket is addressed').selectOption('path');
  await dialog.getByRole('textbox', { name: 'Name' }).fill('sts');
  await dialog.getByRole('textbox', { name: 'Access key id' }).fill(testToken.accessKeyId);
  await dialog.getByLabel('Access key secret').fill(testToken.accessKeySecret);
  await dialog.getByRole('checkbox', { name: 'Temporary keys (STS)' }).check();
  await dialog.getByLabel('Security token').fill(testToken.securityToken ?? '');
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('button', { name: 'Start the test' }).waitFor();
  const heard = listen(served);
  await page.getByRole('textbox', { name: 'Bucket' }).fill(testBucket);
  await page.getByRole('button', { name: 'Start the test' }).click();
  await page.getByText(/^All well/).waitFor({ timeout: 60_000 });
  await page.getByText('key ****0002, temporary, is accepted').waitFor();
  await page.reload();
  await page.getByRole('button', { name: 'More for sts' }).click();
  await page.getByRole('menuitem', { name: 'Edit' }).click();
  await page.getByText(/^\*\*\*\*0002, secret saved/).waitFor();
  await ask('getDiagnostics', {});
  const text = heard.join('\n');
  // Snapshots, answers and the doctor's rows are among what was heard.
  for (const sign of ['"type":"snapshot"', '"doctor"', '"secretPlace"']) expect(text).toContain(sign);
  for (const secret of [testToken.accessKeySecret, testToken.securityToken ?? '?', testToken.accessKeyId]) {
    expect(text).not.toContain(secret);
  }
});

test('accounts of other tools are taken over by their own names', async () => {
  const served = await servePage(browser(), {
    prepare(home) {
      mkdirSync(join(home, '.aws'));
      const keys = 'aws_access_key_id = AKIAIMPORTED000001\naws_secret_access_key = imported-secret\n';
      writeFileSync(join(home, '.aws', 'credentials'), `[work]\n${keys}`);
      writeFileSync(join(home, '.aws', 'config'), '[profile work]\nregion = eu-west-1\n');
    },
  });
  const { page, ask } = served;
  const heard = listen(served);
  await served.goTo('accounts');
  await page.getByRole('button', { name: 'Import', exact: true }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Accounts of other tools on this computer' });
  await dialog.getByText(/credentials · Key \*\*\*\*0001/).waitFor();
  await dialog.getByRole('button', { name: 'Import' }).click();
  await dialog.getByRole('button', { name: 'Imported' }).waitFor();
  expect(await ask('listAccounts', {})).toMatchObject([
    { name: 'work', kind: 's3', region: 'eu-west-1', maskedKeyId: '****0001' },
  ]);
  expect(heard.join('\n')).not.toMatch(/imported-secret|AKIAIMPORTED/);
});
