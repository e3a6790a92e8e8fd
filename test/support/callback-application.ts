import { createPublicKey, verify } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';

/** What an application got. */
export interface CalledBack {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** Whether the signature fits path, query and body by the key that the request names. */
  readonly isGenuine: boolean;
  /** The host in the TLS greeting; null without one. */
  readonly serverName: string | null;
}

export interface CallbackApplication {
  readonly port: number;
  /** Without a path. */
  readonly url: string;
  readonly calls: readonly CalledBack[];
  /** How the next requests are answered, one after the other; when none is left, by 200 and `{"Status":"OK"}`. */
  answerBy(...answers: readonly ApplicationAnswer[]): void;
  close(): Promise<void>;
}

export type ApplicationAnswer = (response: ServerResponse) => void;

export const usualReply = '{"Status":"OK"}';

export const replies = {
  /** 200 with this text. */
  text:
    (body: string | Uint8Array): ApplicationAnswer =>
    response => {
      response
        .writeHead(200, { 'content-type': 'application/json', 'content-length': body.length })
        .end(body);
    },
  /** Another status; its body would do. */
  status:
    (status: number): ApplicationAnswer =>
    response => {
      response.writeHead(status, { location: 'http://127.0.0.1:9/', 'content-length': usualReply.length });
      response.end(usualReply);
    },
  /** Begins and never ends. */
  slow: (response: ServerResponse): void => {
    response.writeHead(200, { 'content-length': 100 });
    response.write('{');
  },
  /** Nothing at all. */
  silence: (): void => {},
  /** Promises more than it sends. */
  short: (response: ServerResponse): void => {
    response.writeHead(200, { 'content-length': 100 });
    response.write(usualReply, () => response.socket?.destroy());
  },
} as const;

/**
 * An application server as the documentation of OSS wants it: takes callbacks and checks their signature by the public
 * key. Where OSS would have one compare the key's address with its own domain, `publicKeyUrl` is the one that is trusted.
 */
export async function startCallbackApplication(
  publicKeyUrl: (url: string) => boolean,
  tls: { readonly cert: Buffer; readonly key: Buffer } | null = null,
): Promise<CallbackApplication> {
  const calls: CalledBack[] = [];
  let answers: ApplicationAnswer[] = [];
  const onRequest: RequestListener = async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    calls.push({
      path: request.url ?? '',
      headers: request.headers,
      body: body.toString('utf8'),
      isGenuine: await isGenuine(request, body, publicKeyUrl),
      serverName: serverNameOf(request.socket),
    });
    (answers.shift() ?? replies.text(usualReply))(response);
  };
  const server = tls ? createSecureServer(tls, onRequest) : createServer(onRequest);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    calls,
    answerBy(...given) {
      answers = [...given];
    },
    async close() {
      const closed = new Promise(resolve => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function isGenuine(
  { url = '', headers }: IncomingMessage,
  body: Buffer,
  isTrusted: (url: string) => boolean,
): Promise<boolean> {
  const keyUrl = Buffer.from(String(headers['x-oss-pub-key-url']), 'base64').toString();
  if (!isTrusted(keyUrl)) return false;
  const key = createPublicKey(await (await fetch(keyUrl)).text());
  const cut = url.indexOf('?');
  const [path, query] = cut < 0 ? [url, ''] : [url.slice(0, cut), url.slice(cut)];
  const signed = Buffer.concat([Buffer.from(`${decodeURIComponent(path)}${query}\n`), body]);
  return verify('md5', signed, key, Buffer.from(headers.authorization ?? '', 'base64'));
}

function serverNameOf(socket: Socket): string | null {
  const name = (socket as Partial<TLSSocket> & { servername?: string | false }).servername;
  return typeof name === 'string' ? name : null;
}

/** The two values by which a request asks for a callback. */
export function callbackHeaders(
  callback: Readonly<Record<string, unknown>>,
  variables?: Readonly<Record<string, unknown>>,
): Record<string, string> {
  return {
    'x-oss-callback': encodeCallback(callback),
    ...(variables === undefined ? {} : { 'x-oss-callback-var': encodeCallback(variables) }),
  };
}

export function encodeCallback(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64');
}
