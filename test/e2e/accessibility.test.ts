import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import { describe, expect, test } from 'vitest';
import { inTrial } from '../support/page/ask.ts';
import { keepChromium, type ServedPage, servePage } from '../support/page/served-page.ts';

const browser = keepChromium();
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const places = ['transfers', 'folders', 'accounts', 'unfinished', 'history', 'settings', 'start'];

/** What axe calls serious or worse, one line each. */
async function seriousOf({ page }: ServedPage): Promise<readonly string[]> {
  await page.evaluate(axeSource);
  const results = await page.evaluate(() =>
    (window as unknown as { axe: { run: () => Promise<AxeResults> } }).axe.run(),
  );
  return results.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} ${String(target)} ${failureSummary}`),
    );
}

describe.each(['light', 'dark'] as const)('in the %s theme', scheme => {
  test('axe finds nothing serious on any view', async () => {
    const served = await servePage(browser(), { scheme, hasTrial: true });
    const { page, ask, home } = served;
    for (let index = 0; index < 5; index += 1) served.file(`Photos/img-${index}.jpg`, 2_000);
    await ask('addPaths', { ...inTrial(), paths: [`${home}/Photos`], name: null });
    await ask('addFolder', {
      root: `${home}/Photos`,
      target: inTrial('photos/').target,
      settings: await ask('getUsualFolderSettings', {}),
    });
    await page
      .getByRole('row', { name: /img-4\.jpg/ })
      .first()
      .getByText('Proven')
      .waitFor();
    for (const place of places) {
      await served.goTo(place);
      await page.waitForLoadState('networkidle');
      expect([place, await seriousOf(served)]).toEqual([place, []]);
    }
    await served.goTo('transfers');
    await page
      .getByRole('row', { name: /img-4\.jpg/ })
      .first()
      .dblclick();
    await page.getByRole('complementary').getByText('Proof').waitFor();
    expect(['details', await seriousOf(served)]).toEqual(['details', []]);
    await page.getByRole('button', { name: 'Add files' }).first().click();
    await page.getByRole('dialog').waitFor();
    expect(['add', await seriousOf(served)]).toEqual(['add', []]);
  });
});
