import { createServer, request as forward, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { NetworkSetup } from '../../main/remote/store-setup.ts';
import { codeOf } from '../support/open-remote.ts';
import {
  openQuickHttp,
  request,
  startHttp,
  startHttps,
  startServer,
  tlsFile,
} from '../support/tiny-server.ts';

const variables = ['http_proxy', 'https_proxy', 'no_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'];
let before: (string | undefined)[];

beforeEach(() => {
  before = variables.map(name => process.env[name]);
  for (const name of variables) delete process.env[name];
});
afterEach(() => {
  for (const [index, name] of variables.entries()) {
    const value = before[index];
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
});

/** A proxy that sends everything to 127.0.0.1, whatever the name, and notes what it was asked. */
async function startProxy(refuse: number | null = null) {
  const asked: string[] = [];
  const proxy = createServer((incoming, answer) => {
    asked.push(`${incoming.method} ${incoming.url} ${incoming.headers['proxy-authorization'] ?? '-'}`);
    if (refuse !== null) {
      answer.writeHead(refuse).end();
      return;
    }
    const [, port, path] = /^http:\/\/[^/:]+:(\d+)(\/.*)$/.exec(incoming.url ?? '') ?? [];
    const onward = forward(
      { host: '127.0.0.1', port, path, method: incoming.method, headers: incoming.headers },
      reply => {
        answer.writeHead(reply.statusCode ?? 500, reply.headers);
        reply.pipe(answer);
      },
    );
    onward.on('error', () => answer.writeHead(502).end());
    incoming.pipe(onward);
  });
  proxy.on('connect', (incoming: IncomingMessage, socket: Socket) => {
    asked.push(`CONNECT ${incoming.url} ${incoming.headers['proxy-authorization'] ?? '-'}`);
    if (refuse !== null) {
      socket.end(`HTTP/1.1 ${refuse} No\r\n\r\n`);
      return;
    }
    const port = Number(incoming.url?.split(':')[1]);
    const onward = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      onward.pipe(socket);
      socket.pipe(onward);
    });
    onward.on('error', () => socket.destroy());
    socket.on('close', () => onward.destroy());
  });
  const { port } = await startServer(proxy);
  return { asked, url: `http://127.0.0.1:${port}`, port };
}

const echo = (incoming: IncomingMessage) => `${incoming.method} ${incoming.url} ${incoming.headers.host}`;

async function get(network: Partial<NetworkSetup>, origin: string, path = '/'): Promise<string> {
  const answer = await openQuickHttp(network).send(request(0, { origin, path }));
  return answer.text();
}

describe('a proxy', () => {
  test('gets plain requests with the raw path', async () => {
    const target = await startHttp((incoming, answer) => answer.end(echo(incoming)));
    const proxy = await startProxy();
    const origin = `http://bucket.test:${target.port}`;
    const text = await get({ proxy: { url: proxy.url } }, origin, '/a/../b//c?x=%2F');
    expect(text).toBe(`GET /a/../b//c?x=%2F bucket.test:${target.port}`);
    expect(proxy.asked).toEqual([`GET ${origin}/a/../b//c?x=%2F -`]);
  });

  test('tunnels TLS, which is checked end to end', async () => {
    const target = await startHttps((incoming, answer) => answer.end(echo(incoming)));
    const proxy = await startProxy();
    const origin = `https://photos.bucket.test:${target.port}`;
    const trusting = { proxy: { url: proxy.url }, caFile: tlsFile('ca.pem') };
    expect(await get(trusting, origin, '/a/../b')).toBe(`GET /a/../b photos.bucket.test:${target.port}`);
    expect(proxy.asked[0]).toBe(`CONNECT photos.bucket.test:${target.port} -`);
    expect(await codeOf(get({ proxy: { url: proxy.url } }, origin))).toBe('net.tls');
  });

  test('is given its password, and nobody else', async () => {
    const target = await startHttp((incoming, answer) => answer.end(JSON.stringify(incoming.headers)));
    const proxy = await startProxy();
    const url = proxy.url.replace('http://', 'http://user:p%40ss@');
    await get({ proxy: { url } }, `http://bucket.test:${target.port}`);
    const token = Buffer.from('user:p@ss').toString('base64');
    expect(proxy.asked[0]).toMatch(new RegExp(`Basic ${token}$`));
  });

  test.each([
    { refuse: 407, scheme: 'http', code: 'net.proxy' },
    { refuse: 407, scheme: 'https', code: 'net.proxy' },
    { refuse: 403, scheme: 'https', code: 'net.proxy' },
    { refuse: 502, scheme: 'https', code: 'net.unreachable' },
  ])('that answers $refuse to $scheme is $code', async ({ refuse, scheme, code }) => {
    const proxy = await startProxy(refuse);
    const url = proxy.url.replace('http://', 'http://user:hush@');
    const sent = get({ proxy: { url } }, `${scheme}://bucket.test:1`);
    const error = await sent.catch(thrown => thrown);
    expect(error.code).toBe(code);
    expect(JSON.stringify([error.message, error.facts])).not.toContain('hush');
  });

  test('that is not there is net.unreachable', async () => {
    expect(await codeOf(get({ proxy: { url: 'http://127.0.0.1:1' } }, 'http://bucket.test'))).toBe(
      'net.unreachable',
    );
    expect(await codeOf(get({ proxy: { url: 'http://127.0.0.1:1' } }, 'https://bucket.test'))).toBe(
      'net.unreachable',
    );
  });

  test('whose address is none is net.proxy, and its password is not repeated', () => {
    const open = () => openQuickHttp({ proxy: { url: 'http://user:hush@:::' } });
    expect(open).toThrow(expect.objectContaining({ code: 'net.proxy' }));
    expect(open).not.toThrow(/hush/);
  });
});

describe('the environment', () => {
  test.each([
    ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'],
    ['http_proxy', 'https_proxy', 'no_proxy'],
  ])('names proxies by %s and %s, and exceptions by %s', async (plain, secure, except) => {
    const target = await startHttps((incoming, answer) => answer.end(echo(incoming)));
    const [forHttp, forHttps] = [await startProxy(), await startProxy()];
    process.env[plain] = forHttp.url;
    process.env[secure] = forHttps.url;
    process.env[except] = 'other.test,.direct.invalid';
    const network = { proxy: 'environment', caFile: tlsFile('ca.pem') } as const;
    await get(network, `https://bucket.test:${target.port}`);
    expect(forHttps.asked).toHaveLength(1);
    await get(network, 'http://bucket.test:1');
    expect(forHttp.asked).toHaveLength(1);
    // Not sent through the proxy, which would have resolved the name.
    expect(await codeOf(get(network, 'https://x.direct.invalid'))).toBe('net.unreachable');
    expect(forHttps.asked).toHaveLength(1);
  });

  test('does not take loopback hosts away', async () => {
    const target = await startHttp((incoming, answer) => answer.end(echo(incoming)));
    process.env['HTTP_PROXY'] = 'http://127.0.0.1:1';
    const network = { proxy: 'environment' } as const;
    for (const host of ['127.0.0.1', 'localhost', 'bucket.localhost']) {
      expect(await get(network, `http://${host}:${target.port}`)).toBe(`GET / ${host}:${target.port}`);
    }
  });

  test('is not asked when the setup says so', async () => {
    process.env['HTTP_PROXY'] = 'http://127.0.0.1:1';
    expect(await codeOf(get({ proxy: 'none' }, 'http://nowhere.invalid'))).toBe('net.unreachable');
  });
});
