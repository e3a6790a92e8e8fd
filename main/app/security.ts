import { app, type Session, session, shell, type WebContents } from 'electron';
import type { Log } from '../base/log.ts';
import { isPageAddress } from './page-scheme.ts';

/** Where links may lead out of the app, and nowhere else. */
const openedHosts: readonly string[] = ['help.aliyun.com', 'www.alibabacloud.com', 'docs.aws.amazon.com'];

/** What the page itself may ask the browser for: links are copied, and a text is pasted. */
const allowedPermissions: readonly string[] = ['clipboard-sanitized-write', 'clipboard-read'];

/** Pure. */
export function mayOpenExternally(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, host, username, password } = new URL(address);
  return protocol === 'https:' && openedHosts.includes(host) && username === '' && password === '';
}

export async function openExternally(address: string, log: Log): Promise<void> {
  if (mayOpenExternally(address)) await shell.openExternal(address);
  else log.warn('an address was not opened', { host: hostOf(address) });
}

/** Of the page in the window's own frame alone. Pure. */
export function isAllowedPermission(permission: string, asker: string, isMainFrame: boolean): boolean {
  return allowedPermissions.includes(permission) && isMainFrame && isPageAddress(asker);
}

/** No page leaves its place, opens another, or asks for more than its own files. To be called before any window is made. */
export function secureContents(log: Log): void {
  app.on('web-contents-created', (_, contents) => guardContents(contents, log));
}

export function guardContents(contents: WebContents, log: Log): void {
  contents.on('will-frame-navigate', details => {
    if (details.isMainFrame && isPageAddress(details.url)) return;
    details.preventDefault();
    log.warn('a page wanted to go elsewhere', { host: hostOf(details.url) });
  });
  contents.on('will-redirect', details => details.preventDefault());
  contents.on('will-attach-webview', event => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    void openExternally(url, log);
    return { action: 'deny' };
  });
}

export function secureSession(log: Log, target: Session = session.defaultSession): void {
  target.setPermissionRequestHandler((_, permission, answer, details) => {
    const isAllowed = isAllowedPermission(permission, details.requestingUrl, details.isMainFrame);
    if (!isAllowed) log.warn('a page asked for a permission', { permission });
    answer(isAllowed);
  });
  target.setPermissionCheckHandler((_, permission, origin, { isMainFrame }) =>
    isAllowedPermission(permission, origin, isMainFrame),
  );
  target.setDevicePermissionHandler(() => false);
  blockNetwork(target);
}

/** The page has no business with any network: what is not its own is refused before it leaves, whatever its policy says. */
function blockNetwork(target: Session): void {
  target.webRequest.onBeforeRequest(({ url }, answer) => {
    const isOwn = isPageAddress(url) || /^(devtools|data|blob):/.test(url);
    answer({ cancel: !isOwn });
  });
}

function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : '';
}
