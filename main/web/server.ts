import { randomBytes } from 'node:crypto';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import fastifyCookie from '@fastify/cookie';
import fastifyWebsocket from '@fastify/websocket';
import { fastify } from 'fastify';
import type { Api } from '../api/connect.ts';
import type { PageFiles } from '../api/page-file.ts';
import { AppError, toAppError } from '../base/app-error.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { answerError } from './answer-error.ts';
import { createEntrance } from './entrance.ts';
import { checkOwn, putHeaders } from './guard.ts';
import { bracketed, isEveryAddress, type OwnAddress } from './own-address.ts';
import { addPageFiles } from './page-files.ts';
import { createPush } from './push.ts';
import { addRequests, addUpload, mostJsonBytes } from './requests.ts';
import { createSessions } from './sessions.ts';

const headersMs = 10_000;
const keepAliveMs = 30_000;
/** How often connections are looked at that have not said what they want. */
const lookMs = 5_000;
const mostConnections = 4_000;
const mostMessageBytes = 64 * 1024;

export interface WebServerSetup {
  readonly api: Api;
  readonly files: PageFiles;
  /** Where the sessions are kept. */
  readonly dataDir: string;
  /** The built page. */
  readonly pageDir: string;
  /** An address of this computer, or 0.0.0.0 or :: for all. */
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  /** Further names under which browsers may ask for this computer: `NAME` or `NAME:PORT`. */
  readonly allowedHosts: readonly string[];
  readonly clock: Clock;
  readonly log: Log;
}

/** The page and the engine's words over HTTP and WebSocket. */
export interface WebServer {
  readonly port: number;
  /** Addresses that let one browser in; all of them hold the same token. */
  newLinks(): readonly string[];
  /** Ends all connections, whatever they are about. */
  close(): Promise<void>;
}

/** Rejects with `port.taken` and `port.unusable`. */
export async function startWebServer(setup: WebServerSetup): Promise<WebServer> {
  const { api, host, clock, log } = setup;
  const sessions = createSessions({ file: join(setup.dataDir, 'web-sessions.json'), clock, log });
  const push = createPush(api, clock);
  let own: OwnAddress = { host, port: setup.port, allowed: setup.allowedHosts };
  const entrance = createEntrance(sessions, () => own.port, clock);

  const server = fastify({
    bodyLimit: mostJsonBytes,
    forceCloseConnections: true,
    keepAliveTimeout: keepAliveMs,
    requestTimeout: 0,
    http: { headersTimeout: headersMs, connectionsCheckingInterval: lookMs },
    routerOptions: { maxParamLength: 100 },
    // The log's own lines would hold addresses with tokens.
    logger: false,
    return503OnClosing: false,
  });
  server.server.maxConnections = mostConnections;
  server.removeContentTypeParser('text/plain');
  server.decorateRequest('nonce', '');
  // First, so that it knows of the sockets of those who are refused, and ends them.
  await server.register(fastifyWebsocket, {
    options: { maxPayload: mostMessageBytes, perMessageDeflate: false },
    errorHandler: (_, socket) => socket.terminate(),
  });
  server.addHook('onRequest', async (request, reply) => {
    request.nonce = randomBytes(16).toString('base64');
    putHeaders(reply, request.nonce);
    checkOwn(request, own);
  });
  await server.register(fastifyCookie);
  server.addHook('onRequest', async (request, reply) => {
    if (await entrance.meet(request, reply)) return reply;
  });
  server.setNotFoundHandler(({ url }, reply) =>
    answerError(
      reply,
      new AppError('request.unknown', 'nothing is served there', {
        name: url.split('?')[0]?.slice(0, 200) ?? null,
      }),
    ),
  );
  server.setErrorHandler((thrown, { headers, raw }, reply) => {
    const error = errorOf(thrown);
    if (error.code === 'bug') log.error('an answer failed', { error: thrown });
    // What is left of a body that nobody wants is not waited for.
    const hasBody = headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
    if (hasBody && !raw.readableEnded) reply.header('connection', 'close');
    return answerError(reply, error);
  });
  await server.register(async scope => {
    scope.get('/push', { websocket: true }, (socket, request) => {
      push.serve(socket, entrance.sessionOf(request));
    });
  });
  addRequests(server, api, clock);
  await addUpload(server, setup.files, clock);
  await addPageFiles(server, setup.pageDir);

  try {
    await server.listen({ host, port: setup.port });
  } catch (thrown) {
    await server.close();
    throw listenFailure(thrown, host, setup.port);
  }
  const address = server.server.address();
  own = { ...own, port: typeof address === 'object' && address ? address.port : setup.port };

  return {
    port: own.port,
    newLinks() {
      const token = sessions.issueToken();
      return hostsOf(host).map(each => `http://${bracketed(each)}:${own.port}/?token=${token}`);
    },
    async close() {
      push.close();
      await server.close();
    },
  };
}

/** Fastify's own complaints, in our words. */
function errorOf(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const { code, statusCode } = thrown as { readonly code?: unknown; readonly statusCode?: unknown };
  if (statusCode === 413) {
    return new AppError('request.too-large', 'a request is too large', { limit: mostJsonBytes }, thrown);
  }
  if (typeof statusCode === 'number' && statusCode < 500) {
    return new AppError('request.invalid', 'a request can not be read', { name: String(code) }, thrown);
  }
  return toAppError(thrown);
}

function listenFailure(thrown: unknown, host: string, port: number): AppError {
  const reason = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unknown';
  const code = reason === 'EADDRINUSE' ? 'port.taken' : 'port.unusable';
  return new AppError(code, `can't listen on ${host}:${port}: ${reason}`, { host, port, reason }, thrown);
}

/** Where a browser finds a server that listens there. */
function hostsOf(host: string): readonly string[] {
  if (!isEveryAddress(host)) return [host];
  const outer = Object.values(networkInterfaces()).flatMap(each =>
    (each ?? []).filter(({ internal, family }) => !internal && family === 'IPv4'),
  );
  return ['127.0.0.1', ...outer.map(({ address }) => address).slice(0, 3)];
}
