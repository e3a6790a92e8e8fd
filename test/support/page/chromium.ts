import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sparticuz from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';
import { launchAgain } from '../launch-again.ts';
import { tempRoot } from '../temp-root.ts';
import { unwrapWoff } from './woff.ts';

const font = '@fontsource/noto-sans-sc/files/noto-sans-sc-chinese-simplified-400-normal.woff';

/** A real Chromium that knows Chinese glyphs, whatever fonts this computer has. Close it when the tests are over. */
export async function launchChromium(): Promise<Browser> {
  const executablePath = await sparticuz.executablePath();
  const { config, remove } = await layFonts();
  const language = { LANG: 'en_US.UTF-8', LC_ALL: 'en_US.UTF-8' };
  try {
    const browser = await launchAgain(() =>
      chromium.launch({
        executablePath,
        // The package's own list switches web security off, which is what is tested here.
        args: ['--no-sandbox', '--disable-gpu', '--font-render-hinting=none', '--hide-scrollbars'],
        headless: true,
        env: { ...process.env, FONTCONFIG_FILE: config, ...language } as Record<string, string>,
      }),
    );
    return browser.once('disconnected', remove);
  } catch (thrown) {
    remove();
    throw thrown;
  }
}

/** A font configuration of our own, in a directory that `remove` takes away: the system's fonts, and the Chinese one. */
async function layFonts(): Promise<{ readonly config: string; remove(): void }> {
  const dir = await mkdtemp(join(tempRoot(), 'longshore-fonts-'));
  await mkdir(join(dir, 'fonts'));
  const woff = fileURLToPath(import.meta.resolve(font));
  await writeFile(join(dir, 'fonts', 'noto-sans-sc.ttf'), unwrapWoff(await readFile(woff)));
  const config = join(dir, 'fonts.conf');
  const places = [join(dir, 'fonts'), '/usr/share/fonts', '/usr/local/share/fonts', '/tmp/fonts']
    .map(place => `<dir>${place}</dir>`)
    .join('');
  await writeFile(
    config,
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>${places}<cachedir>${dir}/cache</cachedir></fontconfig>`,
  );
  const remove = () => rmSync(dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  return { config, remove };
}
