import { parseArgs } from 'node:util';
import { launchChromium } from '../support/page/chromium.ts';
import { openHarness } from '../support/page/harness.ts';
import { measurePage, type PageFigures } from './measure-page.ts';
import { openRealPage, type RealPage } from './real-page.ts';

/**
 * What the list of transfers costs a browser: 100,000 of them, of which 200 move, over an engine that is made up. With `--real` over the
 * real program and its record, where no more can move at once than there are places for: 64.
 */
const { values } = parseArgs({
  options: {
    transfers: { type: 'string', default: '100000' },
    moving: { type: 'string', default: '200' },
    rounds: { type: 'string', default: '3' },
    real: { type: 'boolean', default: false },
  },
});

const goals: readonly (readonly [name: string, of: (figures: PageFigures) => number, most: number])[] = [
  ['first rows (ms)', figures => figures.firstRowsMs, 1_000],
  ['pushes a second', figures => figures.pushesPerSecond, 4.1],
  ['JSON of a push, median (ms)', figures => figures.jsonMs.median, 2],
  ['JSON of a push, longest (ms)', figures => figures.jsonMs.longest, 2],
  ['bytes of a push', figures => figures.pushBytes, Number.POSITIVE_INFINITY],
  ['longest frame while scrolling (ms)', figures => figures.scroll.longestFrameMs, 50],
  ['frames over 50 ms', figures => figures.scroll.framesOver50, 0],
  ['frames a second', figures => figures.scroll.framesPerSecond, Number.POSITIVE_INFINITY],
  ['longest task while scrolling (ms)', figures => figures.scroll.longestTaskMs, 50],
];

const browser = await launchChromium();
const { url, context, active, close } = values.real ? await openReal() : await openMadeUp();
const rounds: PageFigures[] = [];
for (let round = 0; round < Number(values.rounds); round += 1) {
  rounds.push(await measurePage(context, url));
}
await close();
await browser.close();

process.stdout.write(
  `${values.transfers} transfers, ${active} under way; median of ${rounds.length} rounds (all)\n`,
);
for (const [name, of, most] of goals) {
  const all = rounds.map(of).toSorted((a, b) => a - b);
  const middle = all[Math.floor(all.length / 2)] ?? 0;
  if (middle > most) process.exitCode = 1;
  const verdict =
    most === Number.POSITIVE_INFINITY
      ? ''
      : middle <= most
        ? ` at most ${most}: yes`
        : ` at most ${most}: NO`;
  process.stdout.write(
    `${name.padEnd(38)} ${middle.toFixed(1)} (${all.map(each => each.toFixed(1)).join(', ')})${verdict}\n`,
  );
}

async function openMadeUp(): Promise<RealPage> {
  const { origin, close } = await openHarness();
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const query = new URLSearchParams({ transfers: values.transfers, moving: values.moving });
  return { url: `${origin}/?${query}#transfers`, context, active: Number(values.moving), close };
}

function openReal(): Promise<RealPage> {
  return openRealPage(browser, Number(values.transfers), Number(values.moving));
}
