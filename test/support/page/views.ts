import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { SceneState } from './fake/scene.ts';

/** One look at the page over the engine that is made up. */
export interface Look {
  readonly view: string;
  readonly state: SceneState;
  readonly theme: 'light' | 'dark';
  readonly language: 'en' | 'zh-CN';
  readonly width: number;
  readonly height: number;
  readonly query?: string;
}

/** Views by what their address says. */
export const viewNames = [
  'transfers',
  'folders',
  'accounts',
  'unfinished',
  'history',
  'settings',
  'start',
] as const;

/** Every run of the same day shows the same times. */
const shownAt = new Date('2026-11-26T09:12:00+08:00');

/** `begin` has the context before its page opens. */
export async function openLook(
  browser: Browser,
  origin: string,
  look: Look,
  begin: (context: BrowserContext) => Promise<void> = async () => {},
): Promise<Page> {
  const { view, state, theme, language, width, height, query = '' } = look;
  const context = await browser.newContext({
    viewport: { width, height },
    locale: language,
    timezoneId: 'Asia/Shanghai',
    colorScheme: theme,
    reducedMotion: 'reduce',
  });
  await begin(context);
  const page = await context.newPage();
  await page.clock.setFixedTime(shownAt);
  const asked = new URLSearchParams({ state, theme, language, at: String(shownAt.getTime()) });
  await page.goto(`${origin}/?${asked}${query}#${view}`);
  await page.waitForFunction(
    "document.querySelector('h1, h2') !== null && document.querySelector('[aria-busy=true]') === null",
  );
  // Rows are asked for after the view is there.
  const hasRows =
    /^(transfers|unfinished)/.test(view) && (state === 'busy' || state === 'failing' || state === 'offline');
  if (hasRows) await page.waitForSelector('[role=gridcell], article');
  if (state === 'offline') await page.waitForSelector('[role=status] .mantine-Alert-root');
  return page;
}
