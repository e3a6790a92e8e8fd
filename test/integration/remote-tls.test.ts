import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { codeOf } from '../support/open-remote.ts';
import { createTempDir } from '../support/temp-dir.ts';
import { openQuickHttp, request, startHttp, startHttps, tlsFile } from '../support/tiny-server.ts';

const startHello = () => startHttps((_, answer) => answer.end('hello'));

async function get(caFile: string | null, origin: string): Promise<string> {
  const answer = await openQuickHttp({ caFile }).send(request(0, { origin }));
  return answer.text();
}

describe('certificates', () => {
  test('of a CA that nobody knows are refused', async () => {
    const { port } = await startHello();
    await expect(get(null, `https://localhost:${port}`)).rejects.toMatchObject({
      code: 'net.tls',
      facts: { host: `localhost:${port}`, errno: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' },
    });
  });

  test('are trusted by a file, by name and by address', async () => {
    const { port } = await startHello();
    expect(await get(tlsFile('ca.pem'), `https://localhost:${port}`)).toBe('hello');
    expect(await get(tlsFile('ca.pem'), `https://127.0.0.1:${port}`)).toBe('hello');
  });

  test('for another host are refused', async () => {
    const { port } = await startHello();
    await expect(get(tlsFile('ca.pem'), `https://other.localhost:${port}`)).rejects.toMatchObject({
      code: 'net.tls',
      facts: { errno: 'ERR_TLS_CERT_ALTNAME_INVALID' },
    });
  });

  test('are checked although the environment says not to', async () => {
    const { port } = await startHello();
    const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    try {
      expect(await codeOf(get(null, `https://localhost:${port}`))).toBe('net.tls');
    } finally {
      if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
      else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before;
    }
  });

  test('in a file that cannot be used are named before any request', async () => {
    const empty = join(await createTempDir(), 'empty.pem');
    await writeFile(empty, 'no certificate');
    for (const path of [empty, `${empty}.missing`]) {
      expect(() => openQuickHttp({ caFile: path })).toThrow(
        expect.objectContaining({ code: 'net.tls', facts: { path, problem: 'tls.caFile' } }),
      );
    }
  });
});

test('TLS spoken to a server that has none is net.tls', async () => {
  const { port } = await startHttp((_, answer) => answer.end());
  expect(await codeOf(get(null, `https://127.0.0.1:${port}`))).toBe('net.tls');
});
