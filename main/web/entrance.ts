import type { CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../base/app-error.ts';
import type { Clock } from '../base/clock.ts';
import { closedDoor } from './closed-door.ts';
import { languageOf } from './language-of.ts';
import { type Sessions, sessionMs } from './sessions.ts';

/** A wrong token is answered late, and only so many at once are answered at all. */
const wrongTokenMs = 1_000;
const mostWrongAtOnce = 10;

/** Lets browsers in: by a token once, then by a cookie. */
export interface Entrance {
  /** True where it has answered: with the way in, or with a closed door. */
  meet(request: FastifyRequest, reply: FastifyReply): Promise<boolean>;
  /** The session that a request belongs to. */
  sessionOf(request: FastifyRequest): string;
}

/** `port` names the cookie: browsers don't tell ports apart, and two of us may serve on one computer. */
export function createEntrance(
  sessions: Sessions,
  port: () => number,
  clock: Pick<Clock, 'sleep'>,
): Entrance {
  let wrong = 0;
  const cookieName = () => `longshore-${port()}`;
  const cookie: CookieSerializeOptions = {
    httpOnly: true,
    sameSite: 'strict',
    path: '/',
    maxAge: sessionMs / 1000,
  };

  /** The right token is never made to wait, so guessing keeps nobody out. */
  async function enter(token: string, reply: FastifyReply): Promise<FastifyReply | null> {
    const secret = await sessions.open(token);
    if (secret !== null) return reply.setCookie(cookieName(), secret, cookie).redirect('/', 303);
    if (wrong >= mostWrongAtOnce) return reply.code(429).header('retry-after', '1').send();
    wrong += 1;
    await clock.sleep(wrongTokenMs).finally(() => {
      wrong -= 1;
    });
    return null;
  }

  return {
    sessionOf: request => request.cookies[cookieName()] ?? '',
    async meet(request, reply) {
      const { pathname, searchParams } = new URL(request.url, 'http://own');
      const token = searchParams.get('token');
      const mayEnter = request.method === 'GET' && pathname === '/' && token !== null;
      if (mayEnter && (await enter(token, reply))) return true;
      const secret = request.cookies[cookieName()];
      if (secret !== undefined && (await sessions.isOpen(secret))) {
        if (pathname !== '/' || request.method !== 'GET') return false;
        // A reload of the link: whoever is in already goes on.
        if (token !== null) {
          reply.redirect('/', 303);
          return true;
        }
        reply.setCookie(cookieName(), secret, cookie);
        return false;
      }
      if (!isPage(request, pathname)) throw new AppError('session.missing', 'no session', {});
      const language = languageOf(request.headers['accept-language']);
      reply.code(401).type('text/html; charset=utf-8').send(closedDoor(language));
      return true;
    },
  };
}

/** What a person sees, as opposed to what the page's program reads. */
function isPage({ method, headers }: FastifyRequest, pathname: string): boolean {
  return method === 'GET' && headers.upgrade === undefined && pathname === '/';
}
