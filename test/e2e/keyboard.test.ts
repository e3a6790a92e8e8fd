import { expect, test } from 'vitest';
import { keepChromium, type ServedPage, servePage } from '../support/page/served-page.ts';

const browser = keepChromium();

/** Presses Tab until the element of this name has the focus. */
async function tabTo({ page }: ServedPage, name: string): Promise<void> {
  for (let presses = 0; presses < 80; presses += 1) {
    if ((await focused(page)) === name) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to ${name}`);
}

/** Name of what has the focus. */
function focused(page: ServedPage['page']): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement;
    return element instanceof HTMLElement ? (element.ariaLabel ?? element.innerText).trim() : '';
  });
}

test('a text is sent by keyboard alone', async () => {
  const served = await servePage(browser(), { hasTrial: true });
  const { page } = served;
  await page.getByRole('heading', { name: 'Transfers' }).waitFor();
  await tabTo(served, 'Add files');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Add uploads' });
  await dialog.waitFor();
  await dialog.getByRole('radio', { name: 'Files and folders' }).focus();
  await page.keyboard.press('ArrowRight');
  await dialog.getByRole('textbox', { name: 'Text' }).waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.type('by keyboard');
  await page.keyboard.press('Tab');
  await page.keyboard.type('keys.txt');
  await dialog.getByRole('textbox', { name: 'Bucket' }).focus();
  await page.keyboard.type('trial');
  await tabTo(served, 'Add');
  await page.keyboard.press('Enter');
  await dialog.getByText('1 transfer is in the list').waitFor();
  await page.keyboard.press('Escape');
  await page
    .getByRole('row', { name: /keys\.txt/ })
    .getByText('Proven')
    .waitFor();
  await expect.poll(() => focused(page)).toBe('Add files');
});

test('a dialog that is closed gives the focus back to what opened it, through menus and other dialogs', async () => {
  const served = await servePage(browser(), { hasTrial: true });
  const { page } = served;
  await served.goTo('accounts');
  const more = page.getByRole('button', { name: 'More for trial' });
  await more.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: 'Edit' }).waitFor();
  await page.keyboard.press('ArrowDown');
  await expect.poll(() => focused(page)).toBe('Edit');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Edit trial' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await expect.poll(() => focused(page)).toBe('More for trial');

  await served.goTo('transfers');
  await tabTo(served, 'Add files');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Add uploads' }).waitFor();
  await tabTo(served, 'Choose files');
  await page.keyboard.press('Enter');
  const picker = page.getByRole('dialog', { name: 'Choose files and folders' });
  await picker
    .getByRole('button', { name: 'Up one level' })
    .or(picker.getByRole('textbox').first())
    .first()
    .waitFor();
  await page.keyboard.press('Escape');
  await picker.waitFor({ state: 'detached' });
  await expect.poll(() => focused(page)).toBe('Choose files');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await expect.poll(() => focused(page)).toBe('Add files');
});
