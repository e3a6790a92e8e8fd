import { readFileSync } from 'node:fs';
import { createServer as createHttpServer, type Server as HttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer as createNetServer, type Server, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { systemClock } from '../../main/base/clock.ts';
import { closeConnections } from '../../main/remote/dispatcher.ts';
import { type Http, type HttpRequest, openHttp } from '../../main/remote/http.ts';
import type { NetworkSetup } from '../../main/remote/store-setup.ts';

/** Path of a certificate of the tests. */
export const tlsFile = (name: 'ca.pem' | 'server.pem' | 'server-key.pem') =>
  fileURLToPath(new URL(`tls/${name}`, import.meta.url));

export interface TinyServer {
  readonly port: number;
  /** How many connections were made so far. */
  readonly connections: () => number;
}

/** A server for one test: gone, with all its connections, when the test is over. */
async function listen(server: Server | HttpServer): Promise<TinyServer> {
  const sockets = new Set<Socket>();
  let count = 0;
  server.on('connection', (socket: Socket) => {
    count += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    await closeConnections();
    for (const socket of sockets) socket.destroy();
    await new Promise(resolve => server.close(resolve));
  });
  return { port: (server.address() as AddressInfo).port, connections: () => count };
}

export const startHttp = (onRequest: RequestListener) => listen(createHttpServer(onRequest));

export const startHttps = (onRequest: RequestListener) =>
  listen(
    createHttpsServer(
      { cert: readFileSync(tlsFile('server.pem')), key: readFileSync(tlsFile('server-key.pem')) },
      onRequest,
    ),
  );

/** A server that speaks bytes; `onHead` is called when the head of a request has come. */
export const startRaw = (onHead: (socket: Socket, head: string) => void) =>
  listen(
    createNetServer(socket => {
      let head = '';
      const onData = (chunk: Buffer) => {
        head += chunk.toString('latin1');
        if (!head.includes('\r\n\r\n')) return;
        socket.off('data', onData);
        onHead(socket, head);
      };
      socket.on('data', onData);
    }),
  );

/** A plain HTTP server without anything else around it, for proxies. */
export const startServer = (server: HttpServer) => listen(server);

export const quickNetwork: NetworkSetup = {
  proxy: 'none',
  caFile: null,
  connectTimeoutMs: 5_000,
  progressTimeoutMs: 10_000,
  connections: 4,
};

/** The client, with limits that make a test end soon. */
export function openQuickHttp(network: Partial<NetworkSetup> = {}): Http {
  return openHttp({ ...quickNetwork, ...network }, systemClock);
}

/** A GET of `/` with what a test says otherwise. */
export function request(port: number, parts: Partial<HttpRequest> = {}): HttpRequest {
  return {
    method: 'GET',
    origin: `http://127.0.0.1:${port}`,
    path: '/',
    headers: {},
    body: null,
    signal: new AbortController().signal,
    ...parts,
  };
}
