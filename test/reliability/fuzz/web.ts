import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import fc from 'fast-check';
import WebSocket from 'ws';
import { systemClock } from '../../../main/base/clock.ts';
import { silentLog } from '../../../main/base/log.ts';
import { startWebServer } from '../../../main/web/server.ts';
import { openFuzzDesk } from './desk.ts';
import { spoilt } from './rubbish.ts';
import { type FuzzTarget, soon } from './target.ts';

const words = [
  '{"type":"watch","watched":{"transferIds":["a"],"detailId":null}}',
  '{"type":"watch","watched":{"transferIds":[],"detailId":"b"}}',
  '{"type":"ping"}',
];
const bits = [
  '{',
  '}',
  '[',
  ']',
  '"',
  ',',
  ':',
  'null',
  '1e999',
  '\\ud800',
  '__proto__',
  '"type"',
  '\u0000',
  '[[[[[[[[',
  '{"a":',
];

/** Frames of the protocol itself, masked with zeros, and their like. */
const frames = fc.array(
  fc.oneof(
    fc.uint8Array({ maxLength: 64 }),
    fc
      .record({ first: fc.nat(255), length: fc.nat(255), more: fc.uint8Array({ maxLength: 40 }) })
      .map(({ first, length, more }) => Uint8Array.from([first, length, ...more])),
    fc.constantFrom(
      Uint8Array.from([0x81, 0x80, 0, 0, 0, 0]),
      Uint8Array.from([0x88, 0x82, 0, 0, 0, 0, 3, 0xe8]),
    ),
  ),
  { maxLength: 4 },
);

export const webSocket: FuzzTarget = {
  name: 'WebSocket of the page',
  cost: 20,
  leastTaken: 0.08,
  async open(told, atEnd) {
    const { api, home } = await openFuzzDesk(atEnd);
    const pageDir = join(home, 'page');
    mkdirSync(pageDir);
    writeFileSync(join(pageDir, 'index.html'), '');
    const files = { send: async () => ({ id: '' }) };
    const server = await startWebServer({
      ...{ api, files, dataDir: home, pageDir, host: '127.0.0.1', port: 0, allowedHosts: [] },
      ...{ clock: systemClock, log: silentLog },
    });
    atEnd(() => server.close());
    const { port } = server;
    const cookie = await enter(server.newLinks()[0] ?? '');
    const origin = `http://127.0.0.1:${port}`;

    /** Words of the page, right or wrong. The server hangs up or takes them: true where it still answers after them. */
    async function say(said: readonly (string | Uint8Array)[]): Promise<boolean> {
      const socket = new WebSocket(`ws://127.0.0.1:${port}/push`, { headers: { origin, cookie } });
      socket.on('error', () => {});
      await soon(once(socket, 'open'));
      for (const each of said) socket.send(each);
      socket.send('{"type":"ping"}');
      const pong = new Promise<boolean>(resolve => {
        socket.on('message', data => {
          if (String(data).includes('pong')) resolve(true);
        });
      });
      const closed = once(socket, 'close').then(([code]) => {
        told.code(`closed with ${code}`);
        return false;
      });
      const isHeard = await soon(Promise.race([pong, closed]));
      socket.terminate();
      return isHeard;
    }

    /** Bytes where frames should be. */
    async function write(bytes: readonly Uint8Array[]): Promise<void> {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => {});
      const head = [
        'GET /push HTTP/1.1',
        `Host: 127.0.0.1:${port}`,
        `Origin: ${origin}`,
        `Cookie: ${cookie}`,
      ];
      const upgrade = ['Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Version: 13'];
      socket.write(
        `${[...head, ...upgrade, 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='].join('\r\n')}\r\n\r\n`,
      );
      await soon(once(socket, 'data'));
      for (const each of bytes) socket.write(each);
      await new Promise<void>(resolve => socket.end(resolve));
      socket.destroy();
    }

    const said = fc.array(fc.oneof(spoilt(words, bits), fc.uint8Array()), { maxLength: 4 });
    return fc.asyncProperty(said, frames, async (texts, bytes) => {
      if (await say(texts)) told.taken();
      await write(bytes);
      if (!(await say([]))) throw new Error('a page is heard no more');
    });
  },
};

/** Goes in by the link, as a browser does; the cookie that opens all else. */
async function enter(link: string): Promise<string> {
  const sent = httpRequest(link).end();
  const [answer] = (await once(sent, 'response')) as [
    { headers: { 'set-cookie'?: string[] }; resume(): void },
  ];
  answer.resume();
  return answer.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
}
