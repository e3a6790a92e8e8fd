import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { createTempDir } from '../temp-dir.ts';
import { type Ask, askFrom } from './ask.ts';
import { launchChromium } from './chromium.ts';
import { startProgram } from './serve-program.ts';

export interface PageWish {
  readonly width?: number;
  readonly height?: number;
  readonly scheme?: 'light' | 'dark';
  readonly language?: 'en' | 'zh-CN';
  /** Starts the local bucket with an account `trial` before the page opens. */
  readonly hasTrial?: boolean;
  /** Lays files below the home directory before the program starts. */
  readonly prepare?: (home: string) => void;
}

/** The built page in a real Chromium, over the real program in a process of its own. */
export interface ServedPage {
  readonly page: Page;
  readonly home: string;
  /** Asks as the page itself would, and throws the error's code and message. */
  readonly ask: Ask;
  goTo(place: string): Promise<void>;
  /** Writes a file below the home directory. */
  file(name: string, bytes: number | string): string;
  /** Ends the program as Ctrl-C does. */
  stop(): Promise<void>;
  /** Starts it again on the same port. */
  start(): Promise<void>;
  /** What the browser complained of. */
  readonly complaints: readonly string[];
}

/** One browser for all tests of a file. */
export function keepChromium(): () => Browser {
  let browser: Browser | null = null;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
  });
  return () => {
    if (browser === null) throw new Error('the browser is not there yet');
    return browser;
  };
}

export async function servePage(browser: Browser, wish: PageWish = {}): Promise<ServedPage> {
  const { width = 1280, height = 800, scheme = 'light', language = 'en', hasTrial = false } = wish;
  const home = await createTempDir(onTestFinished);
  wish.prepare?.(home);
  let program = await startProgram({ home, port: 0, language });
  const context: BrowserContext = await browser.newContext({
    viewport: { width, height },
    colorScheme: scheme,
    locale: language,
    reducedMotion: 'reduce',
    permissions: ['clipboard-read', 'clipboard-write'],
    acceptDownloads: true,
  });
  onTestFinished(async () => {
    await context.close();
    await program.stop();
  });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const complaints: string[] = [];
  page.on('pageerror', error => void complaints.push(error.message));
  page.on('console', message => {
    if (message.type() === 'error') complaints.push(message.text());
  });

  const ask = askFrom(page);

  await page.goto(program.link);
  await page.getByRole('navigation').waitFor();
  if (hasTrial) {
    await ask('startTrial', { folder: null });
    await page.goto(`${new URL(program.link).origin}/#transfers`);
    await page.reload();
    await page.getByRole('navigation').waitFor();
  }
  return {
    page,
    home,
    ask,
    async goTo(place) {
      await page.evaluate(hash => {
        location.hash = hash;
      }, place);
    },
    file(name, bytes) {
      const path = join(home, name);
      mkdirSync(join(path, '..'), { recursive: true });
      writeFileSync(path, typeof bytes === 'string' ? bytes : Buffer.alloc(bytes, name));
      return path;
    },
    stop: () => program.stop(),
    async start() {
      program = await startProgram({ home, port: program.port, language });
    },
    complaints,
  };
}
