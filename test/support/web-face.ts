import { mkdirSync, writeFileSync } from 'node:fs';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { onTestFinished } from 'vitest';
import WebSocket from 'ws';
import type { Api } from '../../main/api/connect.ts';
import type { PageFiles } from '../../main/api/page-file.ts';
import { type Clock, systemClock } from '../../main/base/clock.ts';
import { silentLog } from '../../main/base/log.ts';
import { startWebServer, type WebServer } from '../../main/web/server.ts';
import { createTempDir } from './temp-dir.ts';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  json(): unknown;
}

/** A browser in the test's hand: it sends what it is told to, right or wrong. */
export interface Browser {
  readonly port: number;
  readonly cookie: string | null;
  ask(path: string, wish?: AskWish): Promise<Answer>;
  /** A request of our own page. */
  request(name: string, args: unknown): Promise<Answer>;
  open(headers?: Readonly<Record<string, string>>): WebSocket;
}

export interface AskWish {
  readonly method?: string;
  /** `null` leaves one away that is usually sent. */
  readonly headers?: Readonly<Record<string, string | null>>;
  readonly body?: string | Uint8Array | Readable;
}

export function createBrowser(port: number, cookie: string | null): Browser {
  const host = `127.0.0.1:${port}`;
  const ask: Browser['ask'] = (path, { method = 'GET', headers = {}, body } = {}) =>
    new Promise((resolve, reject) => {
      const usual: Record<string, string | null> = {
        host,
        cookie,
        ...(method !== 'GET' && { origin: `http://${host}`, 'sec-fetch-site': 'same-origin' }),
      };
      const all = Object.entries({ ...usual, ...headers }).filter(
        (each): each is [string, string] => each[1] !== null,
      );
      const sent = httpRequest(
        {
          host: '127.0.0.1',
          port,
          path,
          method,
          headers: Object.fromEntries(all),
          setHost: false,
          agent: false,
        },
        response => {
          let text = '';
          response.setEncoding('utf8');
          response.on('data', (chunk: string) => {
            text += chunk;
          });
          response.on('error', reject);
          response.on('end', () => {
            sent.destroy();
            const status = response.statusCode ?? 0;
            resolve({ status, headers: response.headers, text, json: () => JSON.parse(text) as unknown });
          });
        },
      );
      sent.on('error', reject);
      if (body === undefined || typeof body === 'string' || body instanceof Uint8Array) sent.end(body);
      else body.pipe(sent);
    });
  return {
    port,
    cookie,
    ask,
    request: (name, args) =>
      ask(`/api/${name}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(args),
      }),
    open(headers = {}) {
      const socket = new WebSocket(`ws://${host}/push`, {
        headers: { origin: `http://${host}`, ...(cookie !== null && { cookie }), ...headers },
      });
      onTestFinished(() => socket.terminate());
      return socket;
    },
  };
}

/** Goes in by a link, as a browser does, and keeps the cookie. */
export async function enter(link: string): Promise<Browser> {
  const { port, pathname, search } = new URL(link);
  const answer = await createBrowser(Number(port), null).ask(`${pathname}${search}`);
  const [cookie = ''] = answer.headers['set-cookie'] ?? [];
  if (answer.status !== 303 || cookie === '') throw new Error(`not let in: ${answer.status} ${answer.text}`);
  return createBrowser(Number(port), cookie.split(';')[0] ?? '');
}

export interface WebFace {
  readonly server: WebServer;
  readonly dataDir: string;
  readonly pageDir: string;
}

export interface WebFaceSetup {
  readonly dataDir?: string;
  readonly port?: number;
  readonly host?: string;
  readonly allowedHosts?: readonly string[];
  readonly clock?: Clock;
}

/** What a test puts in the place of the engine. */
export type Stub = Partial<Api & PageFiles>;

/** The web face over an engine that is the test's own. */
export async function startWebFace(api: Stub, setup: WebFaceSetup = {}): Promise<WebFace> {
  const dataDir = setup.dataDir ?? (await createTempDir());
  const pageDir = join(dataDir, 'page');
  mkdirSync(join(pageDir, 'assets'), { recursive: true });
  writeFileSync(join(pageDir, 'index.html'), '<meta name="csp-nonce" content="__CSP_NONCE__">');
  writeFileSync(join(pageDir, 'assets', 'index-abc123.js'), 'console.log(1)');
  const server = await startWebServer({
    api: {
      request: async (name, args) => ({ name, args }),
      connect: () => ({ watch() {}, close() {} }),
      close() {},
      ...api,
    },
    files: {
      send: async (_, body) => {
        body.destroy();
        return { id: '' };
      },
      ...api,
    },
    dataDir,
    pageDir,
    host: setup.host ?? '127.0.0.1',
    port: setup.port ?? 0,
    allowedHosts: setup.allowedHosts ?? [],
    clock: setup.clock ?? systemClock,
    log: silentLog,
  });
  onTestFinished(() => server.close());
  return { server, dataDir, pageDir };
}

export async function openWebFace(api: Stub = {}, setup: WebFaceSetup = {}) {
  const face = await startWebFace(api, setup);
  const [link = ''] = face.server.newLinks();
  return { ...face, browser: await enter(link) };
}
