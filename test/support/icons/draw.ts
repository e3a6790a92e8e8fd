/** `node test/support/icons/draw.ts` draws all icons of the app from their sources: PNG, ICO and ICNS. The results are committed. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import pack from '@sparticuz/chromium';
import { chromium, type Page } from 'playwright-core';
import { icnsOf, icoOf, type Picture } from './containers.ts';

const icons = join(import.meta.dirname, '../../../assets/icons');
const source = join(icons, 'source');

/** Colours of the tray's icon: for dark and light bars, and one in black alone that macOS colours itself. */
const bars = {
  'on-dark': { line: '#ffffff', disc: '#4dabf7', mark: '#10212f' },
  'on-light': { line: '#1f2933', disc: '#1971c2', mark: '#ffffff' },
} as const;
/** What needs the user, and what has not been checked, is not to be overlooked. */
const discs: Readonly<Record<string, string>> = { attention: '#f03e3e', stale: '#f08c00', paused: '#868e96' };

function style({ line, disc, mark }: { line: string; disc: string; mark: string }): string {
  const stroke = 'fill:none;stroke-linecap:round;stroke-linejoin:round';
  return `<style>.line{${stroke};stroke:${line};stroke-width:3}.disc{fill:${disc}}.mark{${stroke};stroke:${mark};stroke-width:2}</style>`;
}

/** macOS takes the picture's opacity alone, so the mark is cut out of its disc. */
function template(svg: string): string {
  const mark = /<path [^>]*class="mark"[^>]*\/>/.exec(svg)?.[0] ?? '';
  const cut = `<mask id="cut"><rect width="32" height="32" fill="#fff"/>${mark.replace('class="mark"', 'fill="none" stroke="#000" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"')}</mask>`;
  return svg
    .replace(mark, '')
    .replace('class="disc"', 'class="disc" mask="url(#cut)"')
    .replace(/(<svg[^>]*>)/, `$1${cut}`);
}

async function draw(page: Page, svg: string, size: number): Promise<Picture> {
  await page.setViewportSize({ width: size, height: size });
  const sized = svg.replace('<svg ', `<svg width="${size}" height="${size}" `);
  await page.setContent(`<body style="margin:0;background:transparent">${sized}</body>`);
  const png = await page.screenshot({
    omitBackground: true,
    type: 'png',
    clip: { x: 0, y: 0, width: size, height: size },
  });
  return { size, png };
}

const browser = await chromium.launch({ args: pack.args, executablePath: await pack.executablePath() });
const page = await browser.newPage();
const save = (name: string, bytes: Uint8Array) => writeFileSync(join(icons, name), bytes);
const drawAll = async (svg: string, sizes: readonly number[]) => {
  const drawn: Picture[] = [];
  for (const size of sizes) drawn.push(await draw(page, svg, size));
  return drawn;
};

for (const folder of ['app', 'tray']) mkdirSync(join(icons, folder), { recursive: true });

const appSvg = readFileSync(join(source, 'app.svg'), 'utf8');
const sizes = [16, 24, 32, 48, 64, 128, 256, 512, 1024];
const app = await drawAll(appSvg, sizes);
for (const { size, png } of app) save(`app/${size}x${size}.png`, png);
save('app/icon.ico', icoOf(app.filter(({ size }) => size <= 256)));
save('app/icon.icns', icnsOf(app));

for (const file of readdirSync(join(source, 'tray'))) {
  const name = basename(file, '.svg');
  const svg = readFileSync(join(source, 'tray', file), 'utf8');
  for (const [bar, colours] of Object.entries(bars)) {
    const disc = discs[name] ?? colours.disc;
    const mark = name in discs ? '#ffffff' : colours.mark;
    const styled = svg.replace('</svg>', `${style({ line: colours.line, disc, mark })}</svg>`);
    const drawn = await drawAll(styled, [16, 20, 24, 32, 48]);
    save(`tray/${name}-${bar}.ico`, icoOf(drawn));
    const [small, large] = await drawAll(styled, [24, 48]);
    if (small && large) {
      save(`tray/${name}-${bar}.png`, small.png);
      save(`tray/${name}-${bar}@2x.png`, large.png);
    }
  }
  const black = template(svg).replace(
    '</svg>',
    `${style({ line: '#000', disc: '#000', mark: '#000' })}</svg>`,
  );
  const [small, large] = await drawAll(black, [18, 36]);
  if (small && large) {
    save(`tray/${name}Template.png`, small.png);
    save(`tray/${name}Template@2x.png`, large.png);
  }
}
await browser.close();
