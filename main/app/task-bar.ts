import { app, type BrowserWindow } from 'electron';
import type { Status } from './status.ts';

/** Electron's words for no bar at all, and for one that only moves. */
const none = -1;
const unknown = 2;

/** Progress in the dock or task bar, and on the icon the number of things that wait for the user. */
export function showInTaskBar(window: BrowserWindow | null, { isSending, percent, needsUser }: Status): void {
  const progress = isSending ? (percent === null ? unknown : percent / 100) : none;
  if (window !== null && !window.isDestroyed()) window.setProgressBar(progress);
  app.setBadgeCount(needsUser);
}
