import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { launchChromium } from './chromium.ts';
import { dialogs, openDialog } from './dialogs.ts';
import { openHarness } from './harness.ts';
import { type Look, openLook, viewNames } from './views.ts';

/**
 * Pictures of every view in both themes, both languages, two sizes and four states, and of every dialog, over an engine that is made up.
 * `--only transfers-busy` takes those whose name has it; `--to DIR` says where they go.
 */
const { values } = parseArgs({
  options: {
    to: { type: 'string' },
    only: { type: 'string', multiple: true, default: [''] },
    pages: { type: 'string', default: '3' },
  },
});

const sizes = [
  [1280, 800],
  [720, 600],
] as const;
const states = ['empty', 'busy', 'failing', 'offline'] as const;

interface Shot extends Look {
  readonly name: string;
  readonly dialog?: string;
}

function* faces(): Generator<Pick<Look, 'theme' | 'language' | 'width' | 'height'>> {
  for (const theme of ['light', 'dark'] as const) {
    for (const language of ['en', 'zh-CN'] as const) {
      for (const [width, height] of sizes) yield { theme, language, width, height };
    }
  }
}

function* shots(): Generator<Shot> {
  for (const face of faces()) {
    const ending = `${face.theme}-${face.language}-${face.width}`;
    for (const view of [...viewNames, 'details']) {
      for (const state of states) {
        if (view === 'details' && state === 'empty') continue;
        const address = view === 'details' ? 'transfers/t0003410' : view;
        yield { ...face, name: `${view}-${state}-${ending}`, view: address, state };
      }
    }
    for (const [dialog, { view }] of Object.entries(dialogs)) {
      yield { ...face, name: `dialog-${dialog}-${ending}`, view, state: 'busy', dialog };
    }
  }
}

const wanted = [...shots()].filter(({ name }) => values.only.some(part => name.includes(part)));
const to = values.to ?? (await mkdtemp(join(tmpdir(), 'longshore-screens-')));
await mkdir(to, { recursive: true });
const harness = await openHarness();
const browser = await launchChromium();
let next = 0;

/** With a palette of 256 a picture of the page takes some 40 % of the bytes, and looks the same. */
function inFewColours(png: Buffer): Promise<Buffer> {
  return sharp(png).png({ palette: true, effort: 10 }).toBuffer();
}

async function takeSome(): Promise<void> {
  for (let look = wanted[next++]; look !== undefined; look = wanted[next++]) {
    const page = await openLook(browser, harness.origin, look);
    if (look.dialog !== undefined) await openDialog(page, look.dialog, look.language);
    await writeFile(join(to, `${look.name}.png`), await inFewColours(await page.screenshot()));
    await page.context().close();
  }
}

await Promise.all(Array.from({ length: Number(values.pages) }, takeSome));
await browser.close();
await harness.close();
process.stdout.write(`${wanted.length} pictures in ${to}\n`);
