import type { FastifyReply, FastifyRequest } from 'fastify';
import { pagePolicy } from '../api/page-policy.ts';
import { AppError } from '../base/app-error.ts';
import { isOwnHost, isOwnOrigin, type OwnAddress } from './own-address.ts';

/**
 * Throws `request.foreign` for what no page of ours sends: another Host (DNS rebinding), another Origin where something may
 * change or a socket is opened, and whatever another site has the browser load. Looked at before anything else.
 */
export function checkOwn({ headers, method }: FastifyRequest, own: OwnAddress): void {
  const { host, origin } = headers;
  if (!isOwnHost(host, own)) throw foreign(host);
  const isRead = (method === 'GET' || method === 'HEAD') && headers.upgrade === undefined;
  const site = headers['sec-fetch-site'];
  if (isRead) {
    // A link on another page may lead here; its pictures and scripts may not.
    const isVisit = headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
    if (isElsewhere(site) && !isVisit) throw foreign(origin);
  } else if (!isOwnOrigin(origin, host) || isElsewhere(site)) throw foreign(origin);
}

/** Other ports of this computer are the same site, and still not ours. */
function isElsewhere(site: string | string[] | undefined): boolean {
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}

function foreign(host: string | undefined): AppError {
  return new AppError('request.foreign', 'a request of a foreign page or for a foreign name', {
    host: host?.slice(0, 200) ?? null,
  });
}

/** On every answer. No other site may read, frame or embed any of it, and the page loads nothing from elsewhere. */
export function putHeaders(reply: FastifyReply, nonce: string): void {
  reply.headers({
    'content-security-policy': pagePolicy(nonce),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=()',
    'cache-control': 'no-store',
  });
}
