import type { Page } from 'playwright-core';

/** One thing that people read or hear, and where it stands: `text`, or the attribute. */
export interface ShownText {
  readonly place: string;
  readonly text: string;
}

/** Attributes that are shown or read out. */
const attributes = [
  'alt',
  'aria-description',
  'aria-label',
  'aria-placeholder',
  'aria-roledescription',
  'aria-valuetext',
  'label',
  'placeholder',
  'title',
];

/**
 * All that a page says now: its title, text, attributes that people read or hear, and what stands in fields. Left out are `pre`,
 * which holds documents for programs, and a field of Mantine's that nobody sees or hears, by which it measures. Once each.
 */
export async function readShownTexts(page: Page): Promise<readonly ShownText[]> {
  return await page.evaluate(names => {
    const found = new Map<string, ShownText>();
    const add = (place: string, said: string | null) => {
      const text = said?.replace(/\s+/g, ' ').trim() ?? '';
      if (text !== '') found.set(`${place} ${text}`, { place, text });
    };
    const skipped = 'script, style, pre, textarea[aria-hidden=true]';
    add('title of the page', document.title);
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode())
      if (!node.parentElement?.closest(skipped)) add('text', node.textContent);
    for (const element of document.body.querySelectorAll('*')) {
      if (element.closest(skipped)) continue;
      for (const name of names) add(name, element.getAttribute(name));
      const isField = element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement;
      if (isField && !['radio', 'checkbox', 'hidden'].includes(element.type)) add('field', element.value);
    }
    return [...found.values()];
  }, attributes);
}
