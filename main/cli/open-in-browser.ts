import open from 'open';
import type { Environment } from './environment.ts';

/** False where there is no screen, or no browser could be started. */
export async function openInBrowser(url: string, { hasScreen }: Environment): Promise<boolean> {
  if (!hasScreen) return false;
  try {
    const child = await open(url);
    child.once('error', () => {});
    return true;
  } catch {
    return false;
  }
}
