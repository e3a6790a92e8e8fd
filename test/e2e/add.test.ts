import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { allDone, inTrial } from '../support/page/ask.ts';
import { drag } from '../support/page/drag.ts';
import { keepChromium, servePage } from '../support/page/served-page.ts';
import { startHttp } from '../support/tiny-server.ts';

const browser = keepChromium();

test('a file of the browser itself is sent through the page and proven', async () => {
  const served = await servePage(browser(), { hasTrial: true });
  const { page } = served;
  await page.getByRole('button', { name: 'Add files' }).first().click();
  await page.getByRole('textbox', { name: 'Bucket' }).fill('trial');
  const choosing = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Files of this browser' }).click();
  await (await choosing).setFiles(served.file('from-page.bin', 20_000_000));
  await page.getByRole('button', { name: 'Add 1' }).click();
  await page.getByText('1 of 1 sent', { exact: true }).waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
  await page
    .getByRole('row', { name: /from-page\.bin/ })
    .getByText('Proven')
    .waitFor();
  expect(served.complaints).toEqual([]);
});

test('the saved account is meant, also where the bucket was typed before it was known', async () => {
  const served = await servePage(browser(), { hasTrial: true });
  const { page } = served;
  const arrives = Promise.withResolvers<void>();
  await page.route('**/api/listAccounts', async route => {
    await arrives.promise;
    await route.continue();
  });
  await page.reload();
  await page.getByRole('button', { name: 'Add files' }).first().click();
  await page.getByRole('textbox', { name: 'Bucket' }).fill('trial');
  arrives.resolve();
  const account = page.getByRole('dialog').getByRole('combobox', { name: 'Account' });
  await expect.poll(() => account.inputValue()).toBe('trial');
  expect(await page.getByRole('textbox', { name: 'Bucket' }).inputValue()).toBe('trial');
});

test('files are dropped anywhere in the page', async () => {
  const served = await servePage(browser(), { hasTrial: true });
  const { page } = served;
  await page.getByRole('heading', { name: 'Transfers' }).waitFor();
  await page.evaluate(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(['dropped'], 'dropped.txt', { type: 'text/plain' }));
    for (const type of ['dragenter', 'dragover', 'drop']) {
      window.dispatchEvent(new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }));
    }
  });
  const dialog = page.getByRole('dialog', { name: 'Add uploads' });
  await dialog.getByText('dropped.txt').waitFor();
  await dialog.getByRole('textbox', { name: 'Bucket' }).fill('trial');
  await dialog.getByRole('button', { name: 'Add 1' }).click();
  await page.getByText('1 of 1 sent', { exact: true }).waitFor();
});

test('a folder is dragged into the page', async () => {
  const served = await servePage(browser(), { hasTrial: true });
  const { page } = served;
  served.file('Holiday/day one/harbour.txt', 'ships');
  served.file('Holiday/list.txt', '');
  await page.getByRole('heading', { name: 'Transfers' }).waitFor();
  await drag(page, [join(served.home, 'Holiday')]);
  const dialog = page.getByRole('dialog', { name: 'Add uploads' });
  await dialog.getByText('Holiday/day one/harbour.txt').waitFor();
  await dialog.getByRole('textbox', { name: 'Bucket' }).fill('trial');
  await dialog.getByRole('button', { name: 'Add 2' }).click();
  await page.getByText('2 of 2 sent', { exact: true }).waitFor();
});

test('what is no file of the engine is not appended, and replaces nothing', async () => {
  const served = await servePage(browser(), { hasTrial: true, width: 720, height: 600 });
  const { page, ask } = served;
  const log = served.file('app.log', 'one two three');
  await ask('addPaths', { ...inTrial(), isAppend: true, paths: [log], name: null });
  await expect.poll(async () => (await ask('listTransfers', allDone)).total, { timeout: 30_000 }).toBe(1);
  for (const wish of [
    ask('addText', { ...inTrial(), isAppend: true, text: 'four', name: 'app.log' }),
    ask('addUrl', { ...inTrial(), isAppend: true, url: 'http://127.0.0.1:1/app.log', name: null }),
  ])
    await expect(wish).rejects.toThrow('hand.appendFilesOnly');
  await page.getByRole('button', { name: 'Add files' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Text', { exact: true }).click();
  await dialog.getByRole('textbox', { name: 'Bucket' }).fill('trial');
  await dialog.getByRole('textbox', { name: 'Text' }).fill('four');
  await dialog.getByRole('textbox', { name: 'Name of the object' }).fill('app.log');
  await dialog.getByRole('button', { name: 'Options' }).click();
  await dialog.getByRole('switch', { name: /Append to the object/ }).check({ force: true });
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await dialog.getByText(/anything else would replace the object/).waitFor();
  expect((await ask('listTransfers', everything)).total).toBe(1);
});

test('a refusal comes into view, also in a small window; a long name of a text is none', async () => {
  const served = await servePage(browser(), { hasTrial: true, width: 720, height: 600 });
  const { page, ask } = served;
  await page.getByRole('button', { name: 'Add files' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Text', { exact: true }).click();
  await dialog.getByRole('textbox', { name: 'Bucket' }).fill('trial');
  await dialog.getByRole('textbox', { name: 'Text' }).fill('short');
  const name = dialog.getByRole('textbox', { name: 'Name of the object' });
  await name.fill(`${'名'.repeat(400)}.txt`);
  const add = dialog.getByRole('button', { name: 'Add', exact: true });
  await add.click();
  const refusal = dialog.getByRole('alert').last();
  await refusal.waitFor();
  const [told, footer] = [await refusal.boundingBox(), await add.boundingBox()];
  expect((told?.y ?? 0) + (told?.height ?? 0)).toBeLessThanOrEqual(footer?.y ?? 0);
  await name.fill(`${'名'.repeat(90)}.txt`);
  await add.click();
  await expect.poll(async () => (await ask('listTransfers', allDone)).total, { timeout: 30_000 }).toBe(1);
});

test('files of the engine are chosen in its own directories, and in no others', async () => {
  const served = await servePage(browser(), { hasTrial: true });
  const { page } = served;
  served.file('Documents/letter.txt', 'hello');
  await page.getByRole('button', { name: 'Add files' }).first().click();
  await page.getByRole('textbox', { name: 'Bucket' }).fill('trial');
  await page.getByRole('button', { name: 'Choose files' }).click();
  const picker = page.getByRole('dialog', { name: 'Choose files and folders' });
  await picker.getByRole('button', { name: 'Documents' }).click();
  await picker.getByRole('checkbox', { name: 'Choose letter.txt' }).check();
  await picker.getByRole('textbox', { name: 'Path' }).fill('/etc');
  await picker.getByRole('button', { name: 'Go' }).click();
  await picker.getByText(/outside of what the page in a browser may see/).waitFor();
  await picker.getByRole('textbox', { name: 'Path' }).fill(`${served.home}/Documents`);
  await picker.getByRole('button', { name: 'Go' }).click();
  await picker.getByRole('checkbox', { name: 'Choose letter.txt' }).waitFor();
  await picker.getByRole('button', { name: 'Use 1' }).click();
  await page.getByRole('button', { name: 'Add 1' }).click();
  await page.getByText('1 transfer is in the list').waitFor();
});

test('a text, an address, and a growing file become objects', async () => {
  const served = await servePage(browser(), { hasTrial: true });
  const { page, ask } = served;
  const web = await startHttp((_, response) => void response.end('a,b\n1,2\n'));
  const log = served.file('app.log', 'one\n');
  const open = async (tab: string) => {
    await page.getByRole('button', { name: 'Add files' }).first().click();
    await page.getByRole('dialog').getByText(tab, { exact: true }).click();
    await page.getByRole('textbox', { name: 'Bucket' }).fill('trial');
  };
  const close = () => page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();

  await open('Text');
  await page.getByRole('textbox', { name: 'Text' }).fill('a note');
  await page.getByRole('textbox', { name: 'Name of the object' }).fill('note.txt');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByText('1 transfer is in the list').waitFor();
  await close();
  await open('From the web');
  await page.getByRole('textbox', { name: 'Address' }).fill(`http://127.0.0.1:${web.port}/data.csv`);
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByText('1 transfer is in the list').waitFor();
  await close();
  const wishes = {
    target: { account: 'trial', kind: 'oss', bucket: 'trial', prefix: '' },
    options: {},
    partSize: null,
  } as const;
  await ask('addPaths', { ...wishes, isSimple: false, isAppend: true, paths: [log], name: null });
  await page.getByText('Done 3').waitFor();
  writeFileSync(join(served.home, 'app.log'), 'one\ntwo\n');
  await ask('addPaths', { ...wishes, isSimple: false, isAppend: true, paths: [log], name: null });
  await page.getByText('Done 4').waitFor();
});

test('what can not be taken is told with its cause', async () => {
  const served = await servePage(browser(), { hasTrial: true });
  const { page } = served;
  await page.getByRole('button', { name: 'Add files' }).first().click();
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByText('Choose something first').waitFor();
  await page.getByText('This is needed').waitFor();
});

test('what is dropped while the dialog is open joins what was chosen', async () => {
  const served = await servePage(browser(), { hasTrial: true });
  const { page } = served;
  const drop = (name: string) =>
    page.evaluate(each => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(['dropped'], each, { type: 'text/plain' }));
      document.body.dispatchEvent(
        new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: transfer }),
      );
    }, name);
  await page.getByRole('heading', { name: 'Transfers' }).waitFor();
  await drop('one.txt');
  await page.getByRole('textbox', { name: 'Bucket' }).fill('trial');
  await drop('two.txt');
  await page.getByRole('button', { name: 'Add 2' }).click();
  await page.getByText('2 of 2 sent', { exact: true }).waitFor();
  await drop('three.txt');
  await page.getByRole('button', { name: 'Add 1' }).click();
  await page.getByText('1 of 1 sent', { exact: true }).waitFor();
  expect(served.complaints).toEqual([]);
});

test('metadata that can not be read keeps everything from being sent, and is shown', async () => {
  const served = await servePage(browser(), { hasTrial: true });
  const { page, ask } = served;
  await page.getByRole('button', { name: 'Add files' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Add uploads' });
  await dialog.getByText('Text', { exact: true }).click();
  await dialog.getByRole('textbox', { name: 'Text' }).fill('a note');
  await dialog.getByRole('textbox', { name: 'Name of the object' }).fill('note.txt');
  await dialog.getByRole('textbox', { name: 'Bucket' }).fill('trial');
  await dialog.getByRole('button', { name: 'Options' }).click();
  const metadata = dialog.getByRole('textbox', { name: /^Metadata/ });
  await metadata.fill('project: longshore');
  await dialog.getByRole('button', { name: 'Options' }).click();
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await dialog.getByText('Lines of the form name=value').waitFor();
  await metadata.fill('project=longshore');
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByText('1 transfer is in the list').waitFor();
  const { rows } = await ask('listTransfers', everything);
  expect(rows).toHaveLength(1);
  const { options } = await ask('getTransfer', { id: rows[0]?.id ?? '' });
  expect(options.meta).toEqual({ project: 'longshore' });
});

test('a text that is too long is told at once, with what can be done instead', async () => {
  const { page, ask } = await servePage(browser(), { hasTrial: true });
  await page.getByRole('button', { name: 'Add files' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Add uploads' });
  await dialog.getByText('Text', { exact: true }).click();
  await dialog.getByRole('textbox', { name: 'Text' }).fill('x'.repeat(3_000_000));
  await dialog.getByText('Save it as a file, and add that.').waitFor();
  await dialog.getByRole('textbox', { name: 'Name of the object' }).fill('long.txt');
  await dialog.getByRole('textbox', { name: 'Bucket' }).fill('trial');
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await dialog.getByRole('textbox', { name: 'Text' }).fill('x'.repeat(900_000));
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByText('1 transfer is in the list').waitFor();
  expect((await ask('listTransfers', everything)).rows.map(({ size }) => size)).toEqual([900_000]);
});

test('what was stopped in the page is sent again', async () => {
  const served = await servePage(browser(), { hasTrial: true });
  const { page, ask } = served;
  await ask('setAllPaused', { isPaused: true });
  await page.getByRole('button', { name: 'Add files' }).first().click();
  await page.getByRole('textbox', { name: 'Bucket' }).fill('trial');
  const choosing = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Files of this browser' }).click();
  await (await choosing).setFiles(served.file('again.bin', 2_000_000));
  await page.getByRole('button', { name: 'Add 1' }).click();
  await page.getByText('0 of 1 sent', { exact: true }).waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Stop' }).click();
  await page.getByText('Stopped', { exact: true }).waitFor();
  const again = page.getByRole('button', { name: 'Send 1 again' });
  await again.waitFor();
  // Either the engine saw the page go, or it was told.
  await expect
    .poll(async () => (await ask('listTransfers', everything)).rows[0]?.state)
    .toMatch(/^(failed|cancelled)$/);
  await ask('setAllPaused', { isPaused: false });
  await again.click();
  await page.getByText('1 of 1 sent', { exact: true }).waitFor();
});

const everything = {
  filter: 'all',
  search: '',
  folder: null,
  sort: 'added',
  isDescending: true,
  offset: 0,
  limit: 10,
} as const;
