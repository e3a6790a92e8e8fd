import { findViolations } from './axe.ts';
import { launchChromium } from './chromium.ts';
import { openHarness } from './harness.ts';
import { openLook, viewNames } from './views.ts';

/** What axe-core finds in every view in both themes, over an engine that is made up. Ends with 1 when there is something. */
const harness = await openHarness();
const browser = await launchChromium();
const found = new Map<string, string[]>();
let looks = 0;
for (const view of [...viewNames, 'transfers/t0003410', 'transfers/t0003403']) {
  for (const state of ['empty', 'busy', 'failing', 'offline'] as const) {
    for (const theme of ['light', 'dark'] as const) {
      const page = await openLook(browser, harness.origin, {
        view,
        state,
        theme,
        language: theme === 'light' ? 'en' : 'zh-CN',
        width: 1280,
        height: 800,
      });
      looks += 1;
      for (const { rule, impact, help, nodes } of await findViolations(page)) {
        const key = `${impact} ${rule}: ${help}`;
        found.set(key, [
          ...(found.get(key) ?? []),
          ...nodes.map(node => `${view} ${state} ${theme}: ${node}`),
        ]);
      }
      await page.context().close();
    }
  }
}
await browser.close();
await harness.close();
for (const [rule, places] of found) {
  process.stdout.write(`${rule} (${places.length})\n`);
  for (const place of places.slice(0, 12)) process.stdout.write(`  ${place}\n`);
}
process.stdout.write(`${looks} looks, ${found.size} rules broken\n`);
if (found.size > 0) process.exitCode = 1;
