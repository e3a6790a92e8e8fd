import { AppError } from '../base/app-error.ts';
import { type ProblemFacts, problem } from '../base/said.ts';

/** An address of the web without its secrets: they go along with requests and into no message. */
export interface WebAddress {
  readonly url: URL;
  /** Name and password of the address as a header; sent to the origin of the address alone. */
  readonly authorization: string | null;
  /** Host and path: what may be shown. The query of a signed address is a key, and never is. */
  readonly name: string;
}

const mostRedirects = 10;

/** Throws `usage` for what is no address of the web. */
export function parseWebAddress(text: string): WebAddress {
  const url = URL.parse(text);
  if (!url || !isWeb(url)) {
    throw new AppError('usage', 'this is not an address of the web', problem('web.notAddress'));
  }
  const { username, password } = url;
  const pair = Buffer.from(`${decode(username)}:${decode(password)}`).toString('base64');
  url.username = '';
  url.password = '';
  url.hash = '';
  return {
    url,
    authorization: username === '' && password === '' ? null : `Basic ${pair}`,
    name: `${url.host}${url.pathname}`,
  };
}

/**
 * Where a redirect leads; null for an answer that is none. `hops` counts those before it. Throws `web.refused` for too
 * many, for one from https to http, which would show to everybody what was asked in private, and for other schemes.
 */
export function followRedirect(
  from: URL,
  status: number,
  location: string | undefined,
  hops: number,
): URL | null {
  if (![301, 302, 303, 307, 308].includes(status) || location === undefined) return null;
  const refused = (about: ProblemFacts) =>
    new AppError('web.refused', `the redirect is not followed: ${about.problem}`, {
      ...about,
      host: from.host,
      status,
    });
  if (hops >= mostRedirects) throw refused(problem('web.redirects', { most: mostRedirects }));
  const to = URL.parse(location, from.href);
  if (!to || !isWeb(to)) throw refused(problem('web.redirectElsewhere'));
  if (from.protocol === 'https:' && to.protocol === 'http:') {
    throw refused(problem('web.redirectPlain'));
  }
  to.username = '';
  to.password = '';
  to.hash = '';
  return to;
}

function isWeb({ protocol }: URL): boolean {
  return protocol === 'http:' || protocol === 'https:';
}

/** Text that is not well encoded stands for itself. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
