import { expect, test } from 'vitest';
import { inTrial } from '../support/page/ask.ts';
import { keepChromium, servePage } from '../support/page/served-page.ts';

const browser = keepChromium();
const places = ['transfers', 'folders', 'accounts', 'unfinished', 'history', 'settings', 'start'];

/** Names, paths and figures that are no words of a language. */
const names =
  /^[\s\d.,:%–·/+()-]*$|Longshore|OSS|Amazon S3|MIT|English|简体中文|trial|config\.toml|\.txt|:\/\/|[/\\]|^(CRC|GET|PUT)/;

test('every word of every view is Chinese in Chinese', async () => {
  const served = await servePage(browser(), { language: 'zh-CN', hasTrial: true });
  const { page, ask } = served;
  const path = served.file('文件/照片.txt', 1_000);
  await ask('addPaths', { ...inTrial(), paths: [path], name: null });
  expect(await page.evaluate(() => document.documentElement.lang)).toBe('zh-CN');
  for (const place of places) {
    await served.goTo(place);
    await page.waitForLoadState('networkidle');
    const texts = await page.evaluate(() => {
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      const found: string[] = [];
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const parent = node.parentElement;
        if (parent && !parent.closest('script, style, pre, code'))
          found.push((node.textContent ?? '').trim());
      }
      return found;
    });
    const foreign = texts.filter(
      text => /[a-z]{2}/i.test(text) && !/\p{Script=Han}/u.test(text) && !names.test(text),
    );
    expect([place, foreign]).toEqual([place, []]);
  }
});
