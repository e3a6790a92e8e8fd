import { join } from 'node:path';
import pack from '@sparticuz/chromium';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { launchAgain } from '../launch-again.ts';
import { patienceMs, settings } from './settings.ts';

/** Of the browser's package, but what takes rules away that the app counts on, and what lets a page's crash take the browser with it. */
const unwanted = ['--single-process', '--disable-web-security', '--allow-running-insecure-content'];
const usualArgs = pack.args.filter(arg => !unwanted.includes(arg));

let context: BrowserContext | null = null;

/** One browser for an app, as one Electron has one Chromium. */
export async function startChromium(userData: string): Promise<void> {
  const executablePath = await pack.executablePath();
  context = await launchAgain(() =>
    chromium.launchPersistentContext(join(userData, 'chromium'), {
      args: [...usualArgs, `--remote-debugging-port=${settings.debuggingPort}`],
      executablePath,
      viewport: null,
      timeout: patienceMs,
    }),
  );
}

export async function openPage(): Promise<Page> {
  if (context === null) throw new Error('Electron is not ready yet');
  return await context.newPage();
}

export function chromiumContext(): BrowserContext {
  if (context === null) throw new Error('Electron is not ready yet');
  return context;
}

export async function closeChromium(): Promise<void> {
  await context?.close().catch(() => {});
}
