import type { Page } from 'playwright-core';
import type { Language } from '../../../main/text/language.ts';
import { type Texts, textsIn } from '../../../main/text/texts.ts';

type Press = (name: string, role?: 'button' | 'menuitem' | 'tab') => Promise<void>;

interface Dialog {
  readonly view: string;
  open(press: Press, texts: Texts, page: Page): Promise<void>;
}

function folder(item: Parameters<Texts['sayPage']>[1]): Dialog {
  return {
    view: 'folders',
    async open(press, { sayPage }, page) {
      await page.locator('.mantine-Card-root button[aria-haspopup=menu]').first().click();
      await press(sayPage('page-folders', item as 'action.settings'), 'menuitem');
    },
  };
}

/** The dialogs of the page, over the scene `busy`, with the way to each. */
export const dialogs: Readonly<Record<string, Dialog>> = {
  add: {
    view: 'transfers',
    open: (press, { sayPage }) => press(sayPage('page', 'action.add')),
  },
  'add-options': {
    view: 'transfers',
    async open(press, { sayPage }, page) {
      await press(sayPage('page', 'action.add'));
      await page.getByRole('dialog').waitFor();
      await press(sayPage('page-add', 'options'));
      await press(sayPage('page-add', 'add'));
    },
  },
  'new-folder': { view: 'folders', open: (press, { sayPage }) => press(sayPage('page-folders', 'add')) },
  'folder-settings': folder('action.settings' as never),
  'folder-problems': folder('action.problems' as never),
  'folder-waiting': folder('action.waiting' as never),
  'folder-dry-run': folder('action.dryRun' as never),
  'folder-remove': folder('action.remove' as never),
  'folder-verify': {
    view: 'folders',
    open: (press, { sayPage }) => press(sayPage('page-folders', 'action.verify')),
  },
  account: { view: 'accounts', open: (press, { sayPage }) => press(sayPage('page-accounts', 'add')) },
  import: { view: 'accounts', open: (press, { sayPage }) => press(sayPage('page-accounts', 'import')) },
  target: { view: 'accounts', open: (press, { sayPage }) => press(sayPage('page-accounts', 'targets.add')) },
  test: {
    view: 'accounts',
    async open(press, { sayPage }, page) {
      await press(sayPage('page-accounts', 'action.test'));
      const bucket = page.getByRole('dialog').getByLabel(sayPage('page-accounts', 'target.bucket'));
      await bucket.fill('work-archive');
      await press(sayPage('page-accounts', 'test.start'));
      await page.getByRole('dialog').getByRole('table').waitFor();
    },
  },
  diagnostics: {
    view: 'settings',
    open: (press, { sayPage }) => press(sayPage('page-settings', 'diagnostics.show')),
  },
};

/** Opens a dialog of a view that is shown, as somebody would. */
export async function openDialog(page: Page, name: string, language: Language): Promise<void> {
  const texts = textsIn(language, 'page');
  const press: Press = async (label, role = 'button') => {
    const dialog = page.getByRole('dialog');
    const place = role === 'button' && (await dialog.count()) > 0 ? dialog : page;
    await place.getByRole(role, { name: label, exact: true }).first().click();
  };
  await dialogs[name]?.open(press, texts, page);
  await page.getByRole('dialog').waitFor();
}
