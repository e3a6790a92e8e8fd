import type { ElementHandle, Page } from 'playwright-core';

/** What shows more when it is pressed, from the outer to the inner. */
const openers = {
  tabs: '[role=tab]',
  choices: '.mantine-SegmentedControl-root input',
  folds: 'button[aria-expanded=false]:not([aria-haspopup])',
  menus: 'button[aria-haspopup=menu]',
  lists: 'input[aria-haspopup=listbox]',
} as const;

/** Rows are alike, so that the first ones have all that their menus and folds say. */
const mostOfRows = 4;

/**
 * Opens what can be opened in a page, or in its dialog, one after another: tabs, choices, folded parts, menus, lists. Calls back with each
 * open. `isAnswered` is false where the page waits in vain for what it asks.
 */
export async function explore(page: Page, look: () => Promise<void>, isAnswered = true): Promise<void> {
  const settle = async () => {
    await page.waitForTimeout(60);
    if (isAnswered) await page.waitForFunction(() => document.querySelector('[aria-busy=true]') === null);
  };
  const find = async (kind: keyof typeof openers) => {
    const place = (await page.locator('[role=dialog]').count()) > 0 ? '[role=dialog] ' : '';
    const all = await page.locator(`${place}${openers[kind]}`).elementHandles();
    return kind === 'menus' || kind === 'folds' ? all.slice(0, mostOfRows) : all;
  };
  const press = async (element: ElementHandle) => {
    await element.evaluate(each => (each as HTMLElement).click());
    await settle();
  };
  const pressEach = async (kind: keyof typeof openers, after: () => Promise<void>) => {
    for (const element of await find(kind)) {
      if (!(await element.evaluate(each => each.isConnected))) continue;
      await press(element);
      await after();
      if (kind === 'menus' || kind === 'lists') {
        await close(element);
        await settle();
      }
    }
  };
  const lookInside = async () => {
    await pressEach('folds', async () => {});
    await look();
    await pressEach('menus', look);
    await pressEach('lists', look);
  };
  await settle();
  await lookInside();
  await pressEach('tabs', lookInside);
  await pressEach('choices', look);
}

async function close(element: ElementHandle): Promise<void> {
  await element.evaluate(each => {
    const opener = each as HTMLElement;
    if (opener.ariaExpanded === 'true') opener.click();
    opener.blur();
  });
}
