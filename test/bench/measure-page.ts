import type { BrowserContext, CDPSession, Page } from 'playwright-core';

export interface PageFigures {
  /** From the start of the navigation to the first rows on the screen. */
  readonly firstRowsMs: number;
  readonly pushesPerSecond: number;
  readonly pushBytes: number;
  readonly jsonMs: { readonly median: number; readonly longest: number };
  readonly scroll: {
    readonly frames: number;
    readonly framesPerSecond: number;
    /** Between two frames that were drawn one after the other. */
    readonly longestFrameMs: number;
    readonly framesOver50: number;
    readonly longestTaskMs: number;
  };
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly ts: number;
  readonly dur?: number;
  readonly pid: number;
  readonly tid: number;
  readonly args?: { readonly name?: string };
}

interface Push {
  readonly at: number;
  readonly ms: number;
  readonly bytes: number;
}

const shownMs = 4_000;
const scrollPixels = 60_000;
const pixelsPerSecond = 8_000;

/** Runs before the page's own scripts: notes each push that is parsed, and when the first rows are drawn. */
const notes = `(() => {
  const parse = JSON.parse;
  const noted = { pushes: [], firstRows: 0 };
  globalThis.noted = noted;
  JSON.parse = (text, reviver) => {
    const at = performance.now();
    const value = parse(text, reviver);
    if (typeof text === 'string' && text.startsWith('{"type":"snapshot"')) {
      noted.pushes.push({ at, ms: performance.now() - at, bytes: text.length });
    }
    return value;
  };
  const look = () => {
    if (document.querySelector('[role=row][id^="transfer-"]') === null) return requestAnimationFrame(look);
    requestAnimationFrame(() => { noted.firstRows = performance.now(); });
  };
  requestAnimationFrame(look);
})()`;

/** Opens the list of transfers at an address and measures it; `context` holds what lets it in. */
export async function measurePage(context: BrowserContext, url: string): Promise<PageFigures> {
  const page = await context.newPage();
  await page.addInitScript(notes);
  await page.goto(url);
  await page.locator('[role=row][id^="transfer-"]').first().waitFor({ timeout: 60_000 });
  // The policy of the real page lets nothing be polled by a text that is evaluated.
  while (!(await page.evaluate<boolean>('noted.firstRows > 0'))) await page.waitForTimeout(50);
  const firstRowsMs = await page.evaluate<number>('noted.firstRows');

  await page.evaluate('noted.pushes.length = 0');
  await page.waitForTimeout(shownMs);
  const pushes = await page.evaluate<readonly Push[]>('noted.pushes');
  const times = pushes.map(({ ms }) => ms).toSorted((a, b) => a - b);

  const scroll = await measureScroll(page);
  await page.close();
  return {
    firstRowsMs,
    pushesPerSecond: pushes.length / (shownMs / 1000),
    pushBytes: Math.max(0, ...pushes.map(({ bytes }) => bytes)),
    jsonMs: { median: times[Math.floor(times.length / 2)] ?? 0, longest: times.at(-1) ?? 0 },
    scroll,
  };
}

async function measureScroll(page: Page): Promise<PageFigures['scroll']> {
  const session = await page.context().newCDPSession(page);
  const box = await page.getByRole('grid').boundingBox();
  if (box === null) throw new Error('the list is not there');
  const events = await traced(session, async () => {
    await session.send('Input.synthesizeScrollGesture', {
      x: box.x + box.width / 2,
      y: box.y + box.height / 2,
      yDistance: -scrollPixels,
      speed: pixelsPerSecond,
      gestureSourceType: 'mouse',
    });
  });

  const main = events.find(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain');
  const tasks = events.filter(
    ({ name, tid, pid }) => name.endsWith('RunTask') && tid === main?.tid && pid === main.pid,
  );
  const drawn = events
    .filter(({ name }) => name === 'DrawFrame')
    .map(({ ts }) => ts)
    .toSorted((a, b) => a - b);
  const gaps = drawn.slice(1).map((ts, index) => (ts - (drawn[index] ?? ts)) / 1000);
  const wholeMs = ((drawn.at(-1) ?? 0) - (drawn[0] ?? 0)) / 1000;
  return {
    frames: drawn.length,
    framesPerSecond: drawn.length / (wholeMs / 1000),
    longestFrameMs: Math.max(0, ...gaps),
    framesOver50: gaps.filter(gap => gap > 50).length,
    longestTaskMs: Math.max(0, ...tasks.map(({ dur = 0 }) => dur / 1000)),
  };
}

/** What Chromium itself notes while something is done. */
async function traced(session: CDPSession, action: () => Promise<void>): Promise<readonly TraceEvent[]> {
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  const complete = new Promise<void>(resolve => session.once('Tracing.tracingComplete', () => resolve()));
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: {
      includedCategories: ['toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline.frame'],
    },
  });
  await action();
  await session.send('Tracing.end');
  await complete;
  return events;
}
