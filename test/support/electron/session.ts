import type { CallbackResponse, OnBeforeRequestListenerDetails, Protocol, Session } from 'electron';
import type { Route } from 'playwright-core';
import { strict } from './strict.ts';

type Handler = (request: Request) => Response | Promise<Response>;
type BeforeRequest = (
  details: OnBeforeRequestListenerDetails,
  callback: (response: CallbackResponse) => void,
) => void;

const handlers = new Map<string, Handler>();
const privileged = new Set<string>();

/** Chromium knows no scheme of ours, so each host of one stands behind a name that no network has. */
const ending = '.app-scheme.invalid';

/** `app://longshore/x` → `https://longshore.app-scheme.invalid/x`. Only for schemes that were registered as standard and secure. */
export function toBrowser(url: string): string {
  const { protocol, host, pathname, search, hash } = new URL(url);
  const scheme = protocol.slice(0, -1);
  if (!privileged.has(scheme)) return url;
  return `https://${host}.${scheme}${ending.replace('.app', '')}${pathname}${search}${hash}`;
}

export function fromBrowser(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  const tail = ending.replace('.app', '');
  if (!parsed?.hostname.endsWith(tail)) return url;
  const [host, scheme] = parsed.hostname.slice(0, -tail.length).split(/\.(?=[^.]*$)/);
  return `${scheme}://${host}${parsed.pathname}${parsed.search}${parsed.hash}`;
}

export const protocol = strict('protocol', {
  registerSchemesAsPrivileged(schemes) {
    for (const { scheme, privileges } of schemes) {
      if (privileges?.standard && privileges.secure) privileged.add(scheme);
    }
  },
  handle(scheme, handler) {
    handlers.set(scheme, handler as unknown as Handler);
  },
} satisfies Pick<Protocol, 'registerSchemesAsPrivileged' | 'handle'>);

/** Handlers that a session was given, for specs that ask them. */
export const sessionRules = {
  permissionRequest: null as Parameters<Session['setPermissionRequestHandler']>[0],
  permissionCheck: null as Parameters<Session['setPermissionCheckHandler']>[0],
  devicePermission: null as Parameters<Session['setDevicePermissionHandler']>[0],
  beforeRequest: null as BeforeRequest | null,
};

export const session = strict('session', {
  /** For requests of the main process alone; no page has one. */
  fromPartition: (name: string) => strict(`session ${name}`, {}) as unknown as Session,
  defaultSession: strict('session.defaultSession', {
    setPermissionRequestHandler(handler: typeof sessionRules.permissionRequest) {
      sessionRules.permissionRequest = handler;
    },
    setPermissionCheckHandler(handler: typeof sessionRules.permissionCheck) {
      sessionRules.permissionCheck = handler;
    },
    setDevicePermissionHandler(handler: typeof sessionRules.devicePermission) {
      sessionRules.devicePermission = handler;
    },
    webRequest: strict('webRequest', {
      onBeforeRequest(listener: unknown) {
        sessionRules.beforeRequest = listener as BeforeRequest | null;
      },
    }),
  } as unknown as Session),
});

/** Answers a request of a page as the handler of its scheme does; nothing goes to the network. */
export async function answer(route: Route): Promise<void> {
  const request = route.request();
  const url = fromBrowser(request.url());
  if (await isCancelled(url, request.resourceType())) return route.abort('blockedbyclient');
  const scheme = new URL(url).protocol.slice(0, -1);
  const handler = handlers.get(scheme);
  if (!handler) return route.abort('namenotresolved');
  const response = await handler(new Request(url, { method: request.method(), headers: request.headers() }));
  await route.fulfill({
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: Buffer.from(await response.arrayBuffer()),
  });
}

function isCancelled(url: string, resourceType: string): Promise<boolean> {
  const listener = sessionRules.beforeRequest;
  if (listener === null) return Promise.resolve(false);
  return new Promise(resolve => {
    const details = { url, resourceType } as unknown as OnBeforeRequestListenerDetails;
    listener(details, ({ cancel }) => resolve(cancel === true));
  });
}
