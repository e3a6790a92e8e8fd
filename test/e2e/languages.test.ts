import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Language } from '../../main/text/language.ts';
import { dialogs, openDialog } from '../support/page/dialogs.ts';
import { explore } from '../support/page/explore.ts';
import { names, watchForeignWords } from '../support/page/foreign-words.ts';
import { type Harness, openHarness } from '../support/page/harness.ts';
import { keepChromium } from '../support/page/served-page.ts';
import { readShownTexts } from '../support/page/shown-texts.ts';
import { addToldData, hearToldData } from '../support/page/told-data.ts';
import { type Look, openLook, viewNames } from '../support/page/views.ts';

const browser = keepChromium();
let harness: Harness;
beforeAll(async () => {
  harness = await openHarness();
}, 120_000);
afterAll(() => harness.close());

const words = { en: watchForeignWords('en'), 'zh-CN': watchForeignWords('zh-CN') };

async function open(language: Language, look: Pick<Look, 'view' | 'state' | 'query'>): Promise<Page> {
  const face = { theme: 'light', width: 1280, height: 800, language } as const;
  const page = await openLook(browser(), harness.origin, { ...face, ...look }, hearToldData);
  onTestFinished(() => page.context().close());
  return page;
}

/** Gathers what a page shows in letters of another language, and where: once each. `typed` is data, too. */
function gather(language: Language, page: Page, typed: readonly string[] = []) {
  const data = new Set(typed);
  const seen = new Set<string>();
  const found = new Set<string>();
  return {
    found,
    async look() {
      const shown = await readShownTexts(page);
      // Behind the reading: what is shown was told before.
      await addToldData(page, data);
      for (const { place, text } of shown) {
        const said = `${place}: ${text}`;
        const foreign = seen.has(said) ? null : words[language].find(text, data);
        seen.add(said);
        if (foreign !== null) found.add(`${place}: ${foreign}`);
      }
    },
  };
}

const withDetails = (ids: readonly string[]) => [...viewNames, ...ids.map(id => `transfers/${id}`)];
const scenes = {
  empty: { state: 'empty', views: viewNames },
  first: { state: 'first', views: viewNames },
  // Of transfers that send, are checked, are done.
  busy: { state: 'busy', views: withDetails(['t0003411', 't0003408', 't0003400']) },
  // Of one that failed, and one that needs somebody.
  failing: { state: 'failing', views: withDetails(['t0003403', 't0003395']) },
  offline: { state: 'offline', views: viewNames },
  broken: { state: 'broken', views: viewNames },
  'in the desktop app': { state: 'busy', views: ['settings', 'start'], query: '&face=desktop' },
} as const;
/** English is what is written first, so that Chinese in it is looked for where most is said. */
const scenesIn = { 'zh-CN': Object.keys(scenes), en: ['busy', 'failing'] } as const;
const dialogsIn = { 'zh-CN': Object.entries(dialogs), en: [] } as const;

describe.each(['zh-CN', 'en'] as const)('in %s nothing is said in another language', language => {
  test.each(scenesIn[language])('by any view that is %s', { timeout: 300_000 }, async name => {
    const { views, ...scene } = scenes[name as keyof typeof scenes];
    const page = await open(language, { view: 'transfers', ...scene });
    const { look, found } = gather(language, page);
    for (const view of views) {
      await page.evaluate(hash => {
        location.hash = hash;
      }, view);
      await explore(page, look, scene.state !== 'offline' && scene.state !== 'broken');
    }
    expect([...found]).toEqual([]);
  });

  test.each(dialogsIn[language])('by the dialog %s', { timeout: 300_000 }, async (name, { view }) => {
    const page = await open(language, { view, state: 'busy' });
    const { look, found } = gather(language, page, ['work-archive']);
    await openDialog(page, name, language);
    await explore(page, look);
    expect([...found]).toEqual([]);
  });
});

test('every name that is excused is met', () => {
  const met = new Set([...words.en.met, ...words['zh-CN'].met]);
  expect(
    Object.values(names)
      .flat()
      .filter(name => !met.has(name)),
  ).toEqual([]);
});

test('a label that is in one language only is found wherever it stands', async () => {
  const page = await open('zh-CN', { view: 'folders', state: 'busy' });
  const { look, found } = gather('zh-CN', page);
  await look();
  expect([...found]).toEqual([]);
  await page.evaluate(() => {
    const attributes = ['title', 'aria-label', 'aria-description', 'placeholder', 'alt'];
    const planted = document.createElement('p');
    planted.append('Send now', document.createElement('input'), document.createElement('b'));
    for (const name of attributes) planted.setAttribute(name, `Send by ${name}`);
    planted.querySelector('input')?.setAttribute('value', 'Anything');
    planted.querySelector('b')?.append('上传 Photos as Zip 到 OSS');
    document.querySelector('main')?.append(planted);
  });
  await look();
  expect([...found]).toEqual([
    'text: Send now',
    'text: 上传 … as Zip 到 …',
    ...['alt', 'aria-description', 'aria-label', 'placeholder', 'title'].map(
      name => `${name}: Send by ${name}`,
    ),
    'field: Anything',
  ]);
});
