import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { protocol } from 'electron';
import { pagePolicy } from '../api/page-policy.ts';

const scheme = 'app';
const host = 'longshore';
export const pageOrigin = `${scheme}://${host}`;
export const pageAddress = `${pageOrigin}/`;

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.json': 'application/json',
  '.woff2': 'font/woff2',
};

/** To be called before the app is ready: our scheme counts as a place of its own, and as safe as https. */
export function registerPageScheme(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true };
  protocol.registerSchemesAsPrivileged([{ scheme, privileges }]);
}

export function servePage(pageDir: string): void {
  protocol.handle(scheme, createPageHandler(pageDir));
}

/** True for the page itself and its files; by the rules that browsers have for addresses. Pure. */
export function isPageAddress(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  return url.protocol === `${scheme}:` && url.host === host && url.username === '' && url.password === '';
}

/** Answers with files of the built page, and with nothing else. */
export function createPageHandler(pageDir: string): (request: Request) => Promise<Response> {
  return async ({ url, method }) => {
    if (!isPageAddress(url)) return refuse(403);
    if (method !== 'GET' && method !== 'HEAD') return refuse(405);
    const steps = stepsOf(url);
    if (steps === null) return refuse(404);
    const name = steps.length === 0 ? 'index.html' : steps.join('/');
    const type = types[extname(name)];
    if (type === undefined) return refuse(404);
    const content = await readFile(join(pageDir, ...(steps.length === 0 ? [name] : steps))).catch(() => null);
    if (content === null) return refuse(404);
    const nonce = randomBytes(18).toString('base64url');
    const policy = pagePolicy(nonce);
    const body = name === 'index.html' ? withPolicy(content.toString('utf8'), policy, nonce) : content;
    return new Response(method === 'HEAD' ? null : new Uint8Array(Buffer.from(body)), {
      headers: { ...safeHeaders, 'content-type': type, 'content-security-policy': policy },
    });
  };
}

const safeHeaders = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), usb=(), serial=(), hid=()',
  'cache-control': 'no-store',
};

/** The steps of a path below the page's folder; null for one that could lead elsewhere. */
function stepsOf(address: string): readonly string[] | null {
  let path: string;
  try {
    path = decodeURIComponent(new URL(address).pathname);
  } catch {
    return null;
  }
  const steps = path.split('/').filter(step => step !== '');
  const isPlain = steps.every(step => /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/.test(step));
  return isPlain ? steps : null;
}

/** The policy stands in the page as well, should a header ever be lost. Frames of others are told of in headers alone. */
function withPolicy(html: string, policy: string, nonce: string): string {
  const inPage = policy.replace(/frame-ancestors [^;]*; /, '').replaceAll('"', '&quot;');
  const meta = `<meta http-equiv="Content-Security-Policy" content="${inPage}" />`;
  return html.replaceAll('__CSP_NONCE__', nonce).replace('<head>', `<head>\n    ${meta}`);
}

function refuse(status: number): Response {
  return new Response(null, { status, headers: safeHeaders });
}
