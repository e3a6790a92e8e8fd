import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { allDone, inTrial } from '../support/page/ask.ts';
import { keepChromium, type ServedPage, servePage } from '../support/page/served-page.ts';
import { startHttps, tlsFile } from '../support/tiny-server.ts';

const browser = keepChromium();
const cli = join(import.meta.dirname, '../../dist/cli/longshore.js');

test('language and appearance change at once, and stay', async () => {
  const served = await servePage(browser(), { hasTrial: true });
  const { page } = served;
  await served.goTo('settings');
  await page
    .getByRole('combobox', { name: 'Language' })
    .or(page.getByRole('textbox', { name: 'Language' }))
    .first()
    .click();
  await page.getByRole('option', { name: '简体中文' }).click();
  await page.getByRole('heading', { name: '设置' }).waitFor();
  expect(await page.evaluate(() => document.documentElement.lang)).toBe('zh-CN');
  expect(readFileSync(join(served.home, 'settings', 'config.toml'), 'utf8')).toContain('language = "zh-CN"');
  await page.reload();
  await page.getByRole('heading', { name: '设置' }).waitFor();
});

test('a timetable of rates is edited, and one that makes no sense is not saved', async () => {
  const served = await servePage(browser(), { hasTrial: true });
  const { page, ask } = served;
  await served.goTo('settings');
  const section = page.getByRole('region', { name: 'Transfers' });
  await section.getByText('Timetable').click();
  await section.getByRole('textbox', { name: 'Rate, or off' }).fill('soon');
  await section.getByText(/A rate such as 2M/).waitFor();
  await section.getByRole('button', { name: 'Add a span' }).click();
  await section.getByRole('textbox', { name: 'From' }).last().fill('17:00');
  await section.getByText('Overlaps with 08:00 to 18:00').waitFor();
  await section.getByRole('textbox', { name: 'To' }).last().fill('24:30');
  await section.getByText('A time up to 24:00').waitFor();
  expect(await section.getByRole('button', { name: 'Save' }).last().isDisabled()).toBe(true);
  await section.getByRole('button', { name: /^Remove the span 17:00/ }).click();
  await section.getByRole('textbox', { name: 'Rate, or off' }).fill('3M');
  await section.getByRole('button', { name: 'Save' }).last().click();
  await expect.poll(async () => (await ask('getSession', {})).settings.rateLimit).toBe('08:00-18:00=3M');
});

test('the diagnostics are shown before they are saved, and name nothing', async () => {
  const served = await servePage(browser(), { hasTrial: true });
  const { page, ask } = served;
  const path = served.file('secret-plans.txt', 10);
  await ask('addPaths', { ...inTrial('hidden-prefix/'), paths: [path], name: null });
  await served.goTo('settings');
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  const text = await page.getByRole('region', { name: 'the diagnostics' }).innerText();
  expect(text).toContain('"transfers"');
  for (const hidden of ['secret-plans', 'hidden-prefix', served.home]) expect(text).not.toContain(hidden);
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save', exact: true }).last().click();
  expect((await downloading).suggestedFilename()).toMatch(/^longshore-diagnostics-.*\.json$/);
});

test('history and proofs are exported, and the command line can check the proofs', async () => {
  const served = await servePage(browser(), { hasTrial: true });
  const { page, ask } = served;
  const path = served.file('letter.txt', 1_000);
  await ask('addPaths', { ...inTrial(), paths: [path], name: null });
  await served.goTo('history');
  await page.getByRole('row', { name: /Proven.*letter\.txt/ }).waitFor();
  const csv = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export' }).click();
  await page.getByRole('menuitem', { name: 'As CSV' }).click();
  const text = readFileSync(await (await csv).path(), 'utf8');
  expect(text.split('\r\n')[0]).toBe('\ufefftime,event,folder,path,key,reason,error,cause,remedy,transfer');
  expect(text).toContain('letter.txt');
  await page.getByRole('tab', { name: 'Proofs' }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export for longshore prove --check' }).click();
  const report = await (await download).path();
  expect(await prove(served, report)).toContain('letter.txt');
  writeFileSync(path, 'b'.repeat(1_000));
  await expect(prove(served, report)).rejects.toThrow();
});

/** What the command line says of exported proofs; rejects when something is not as it was. */
async function prove({ home }: ServedPage, report: string): Promise<string> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [cli, 'prove', '--check', report, '--account', 'trial'],
    {
      env: {
        ...{ PATH: process.env['PATH'], HOME: home, LONGSHORE_LANG: 'en_US.UTF-8' },
        ...{ LONGSHORE_CONFIG: join(home, 'settings', 'config.toml'), LONGSHORE_DATA: join(home, 'data') },
      },
    },
  );
  return stdout;
}

test('settings that are changed at once are all saved, and one that is refused says so at its field', async () => {
  const served = await servePage(browser(), { hasTrial: true });
  const { page, ask } = served;
  await served.goTo('settings');
  await page.evaluate(() => {
    for (const box of document.querySelectorAll<HTMLInputElement>('[aria-label="Notifications"] input'))
      box.click();
  });
  await expect
    .poll(async () => (await ask('getSession', {})).settings.notifications)
    .toEqual({ onDone: false, onFailed: false, onAttention: false });
  const network = page.getByRole('region', { name: 'Network' });
  const authorities = network.getByRole('textbox', { name: 'Further certificate authorities' });
  await authorities.fill(served.file('certificates.pem', 'none'));
  await network.getByRole('button', { name: 'Save' }).click();
  await network.getByText(/certificates\.pem holds no certificate/).waitFor();
  await authorities.fill('/etc/ssl/cert.pem');
  await network.getByRole('button', { name: 'Save' }).click();
  await network.getByText(/outside of what the page in a browser may see/).waitFor();
  expect((await ask('getSession', {})).settings.caFile).toBeNull();
  await page.getByRole('button', { name: 'Reset' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Reset' }).click();
  await expect
    .poll(() => page.getByRole('checkbox', { name: 'When something failed' }).isChecked())
    .toBe(true);
});

test('servers of an authority that is named in the page are trusted from then on', async () => {
  const served = await servePage(browser(), { hasTrial: true });
  const { page, ask } = served;
  const web = await startHttps((_, response) => void response.end('kept at home'));
  const wish = { ...inTrial(), url: `https://localhost:${web.port}/note.txt`, name: null };
  await ask('addUrl', wish);
  const failed = { ...allDone, filter: 'failed' } as const;
  const failure = async () => (await ask('listTransfers', failed)).rows[0]?.error?.code;
  await expect.poll(failure, { timeout: 30_000 }).toBe('web.unreachable');
  const authority = served.file('authority.pem', readFileSync(tlsFile('ca.pem'), 'utf8'));
  await served.goTo('settings');
  const network = page.getByRole('region', { name: 'Network' });
  await network.getByRole('textbox', { name: 'Further certificate authorities' }).fill(authority);
  await network.getByRole('button', { name: 'Save' }).click();
  await expect.poll(async () => (await ask('getSession', {})).settings.caFile).toBe(authority);
  await ask('addUrl', wish);
  await expect.poll(async () => (await ask('listTransfers', allDone)).total, { timeout: 30_000 }).toBe(1);
});

test('a long history is read to its end, and holds in the page what is in view alone', async () => {
  const served = await servePage(browser(), { hasTrial: true });
  const { page, ask } = served;
  const files = 150;
  for (let index = 0; index < files; index += 1) served.file(`Many/${index}.txt`, 10);
  await ask('addPaths', { ...inTrial(), paths: [`${served.home}/Many`], name: null });
  await expect.poll(async () => (await ask('listTransfers', allDone)).total, { timeout: 30_000 }).toBe(files);
  await served.goTo('history');
  const table = page.getByRole('table', { name: 'Events' });
  await table.getByRole('row').first().waitFor();
  const first = await firstAdded(served);
  await expect
    .poll(
      async () => {
        await page.evaluate(() => document.getElementById('content')?.scrollBy(0, 20_000));
        return await table.getByRole('row', { name: first }).count();
      },
      { timeout: 30_000 },
    )
    .toBe(1);
  expect(await table.getByRole('row').count()).toBeLessThan(60);
  await page.getByRole('button', { name: 'Back to the newest' }).click();
  await expect.poll(() => page.evaluate(() => document.getElementById('content')?.scrollTop)).toBe(0);
  await page.getByRole('textbox', { name: 'Search in paths and keys' }).fill('nowhere');
  await page.getByText('Nothing matches.').waitFor();
});

/** What the oldest line of all says. */
async function firstAdded({ ask }: ServedPage): Promise<RegExp> {
  const all = { search: '', kinds: null, folder: null, fromMs: null, toMs: null };
  const { lines, next } = await ask('listHistory', { ...all, before: null, limit: 1_000 });
  expect(next).toBeNull();
  const oldest = lines.at(-1);
  return new RegExp(`Added.*${oldest?.path.replaceAll('.', '\\.')}`);
}
