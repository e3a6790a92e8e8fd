import { createServer, request } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../main/base/clock.ts';
import type { Operation } from '../../main/bucket/operation.ts';
import type { BucketServerSetup } from '../../main/bucket/server.ts';
import type { StoreKind } from '../../main/model/target.ts';
import { type CommandEnd, keyVariables, runCommand, startCommand, targetIn } from '../support/command.ts';
import { type LocalBucket, startLocalBucket, testKey } from '../support/local-bucket.ts';
import { noAbort, openRemote } from '../support/open-remote.ts';
import { createTempDir } from '../support/temp-dir.ts';
import { startHttps, startServer, tlsFile } from '../support/tiny-server.ts';

async function startBucket(setup: Partial<BucketServerSetup> = {}): Promise<LocalBucket> {
  const bucket = await startLocalBucket(setup);
  onTestFinished(() => bucket.close());
  return bucket;
}

async function examine(
  bucket: LocalBucket,
  kind: StoreKind = 'oss',
  more: readonly string[] = [],
  environment: Readonly<Record<string, string>> = keyVariables,
): Promise<CommandEnd> {
  const place = { folder: await createTempDir(), environment };
  return runCommand(['doctor', ...targetIn(bucket, 'photos', kind), ...more], place);
}

/** What became of each check. */
function findings(end: CommandEnd): Record<string, unknown> {
  const checks = end.events().filter(({ event }) => event === 'check');
  return Object.fromEntries(checks.map(({ id, became }) => [String(id), became]));
}

function failedIn(end: CommandEnd): readonly Record<string, unknown>[] {
  return end.events().filter(({ event, became }) => event === 'check' && became === 'failed');
}

/** Everything that lies in the bucket: keys, and unfinished uploads. */
async function contents(bucket: LocalBucket): Promise<readonly string[]> {
  const store = openRemote(bucket, 'oss');
  const { objects } = await store.list({}, noAbort);
  const { uploads } = await store.listUploads('', null, noAbort);
  return [...objects.map(({ key }) => key), ...uploads.map(({ key, uploadId }) => `${uploadId} ${key}`)];
}

describe.each(['oss', 's3'] as const)('a healthy bucket of %s', kind => {
  test('passes every check, and nothing is left behind', async () => {
    const bucket = await startBucket();
    const end = await examine(bucket, kind, ['--json']);
    expect(end.code, end.stdout + end.stderr).toBe(0);
    const found = findings(end);
    expect(Object.keys(found)).toHaveLength(21);
    const { append, ...others } = found;
    expect(append).toBe(kind === 'oss' ? 'passed' : 'skipped');
    expect(new Set(Object.values(others))).toEqual(new Set(['passed']));
    expect(await contents(bucket)).toEqual([]);
  });
});

test('people read one line for each check', async () => {
  const end = await examine(await startBucket());
  expect(end.code).toBe(0);
  expect(end.stdout).toMatch(/^ok {6}name of the host/);
  expect(end.stdout).toMatch(/speed +up .* MiB\/s, down .* MiB\/s/);
  expect(end.stderr).toContain('all well: 21 checks passed');
});

const rights: readonly (readonly [Operation, StoreKind, check: string, action: string])[] = [
  ['list', 'oss', 'list', 'oss:ListObjects'],
  ['put', 'oss', 'put', 'oss:PutObject'],
  ['get', 'oss', 'get', 'oss:GetObject'],
  ['head', 'oss', 'get', 'oss:GetObject'],
  ['begin', 'oss', 'begin', 'oss:PutObject'],
  ['sendPart', 'oss', 'part', 'oss:PutObject'],
  ['listParts', 'oss', 'listParts', 'oss:ListParts'],
  ['listUploads', 'oss', 'listUploads', 'oss:ListMultipartUploads'],
  ['complete', 'oss', 'complete', 'oss:PutObject'],
  ['abandon', 'oss', 'abort', 'oss:AbortMultipartUpload'],
  ['append', 'oss', 'append', 'oss:PutObject'],
  ['list', 's3', 'list', 's3:ListBucket'],
  ['put', 's3', 'put', 's3:PutObject'],
  ['listParts', 's3', 'listParts', 's3:ListMultipartUploadParts'],
  ['abandon', 's3', 'abort', 's3:AbortMultipartUpload'],
];

describe('a right that is missing', () => {
  test.each(rights)('%s of %s fails the check %s and asks for %s', async (operation, kind, check, action) => {
    const bucket = await startBucket();
    bucket.faults.on(operation).reply(403, 'AccessDenied').times(Number.POSITIVE_INFINITY);
    const end = await examine(bucket, kind, ['--json']);
    expect(end.code, end.stdout).toBe(3);
    const failed = failedIn(end);
    expect(failed.map(({ id }) => id)).toContain(check);
    const [first] = failed.filter(({ id }) => id === check);
    expect(first).toMatchObject({ code: 'remote.denied', remedy: expect.any(String) });
    expect(JSON.stringify(first?.['policy'])).toContain(`"${action}"`);
    expect(JSON.stringify(end.events().at(-1)?.['policy'])).toContain(`"${action}"`);
    bucket.faults.clear();
    expect(await contents(bucket)).toEqual([]);
  });

  test('to delete leaves the test objects, and tells each of them', async () => {
    const bucket = await startBucket();
    bucket.faults.on('delete').reply(403, 'AccessDenied').times(Number.POSITIVE_INFINITY);
    const end = await examine(bucket);
    expect(end.code).toBe(3);
    expect(end.stdout).toContain('"oss:DeleteObject"');
    const told = [...end.stdout.matchAll(/left behind: the object (\S+)/g)].map(([, key]) => key);
    bucket.faults.clear();
    expect(told.length).toBeGreaterThan(0);
    expect(told.toSorted()).toEqual(await contents(bucket));
  });

  test('of several, each is named once in one policy', async () => {
    const bucket = await startBucket();
    for (const operation of ['put', 'begin', 'list'] as const) {
      bucket.faults.on(operation).reply(403, 'AccessDenied').times(Number.POSITIVE_INFINITY);
    }
    const { policy } = (await examine(bucket, 'oss', ['--json'])).events().at(-1) ?? {};
    expect(policy).toEqual({
      Version: '1',
      Statement: [
        { Effect: 'Allow', Action: ['oss:PutObject'], Resource: ['acs:oss:*:*:test-bucket/photos/*'] },
        {
          Effect: 'Allow',
          Action: ['oss:ListObjects'],
          Resource: ['acs:oss:*:*:test-bucket'],
          Condition: { StringLike: { 'oss:Prefix': ['photos/*'] } },
        },
      ],
    });
  });
});

test('what an answer did not tell is removed all the same', async () => {
  const bucket = await startBucket();
  bucket.faults.on('begin').dropAnswer();
  bucket.faults.on('put').dropAnswer().times(3);
  const end = await examine(bucket, 'oss', ['--json']);
  expect(failedIn(end).map(({ id }) => id)).toEqual(['put', 'begin']);
  expect(await contents(bucket)).toEqual([]);
});

test('Ctrl-C ends the test, and it cleans up before it goes', async () => {
  const bucket = await startBucket();
  bucket.faults.on('complete').hang();
  const place = { folder: await createTempDir(), environment: keyVariables };
  const doctor = startCommand(['doctor', ...targetIn(bucket, '')], place);
  await doctor.untilShown(/list uploads/);
  await systemClock.sleep(200);
  doctor.process.kill('SIGINT');
  const end = await doctor.ended;
  expect(end.code, end.stderr).toBe(130);
  expect(end.stdout).toMatch(/skipped +complete an upload +the test was stopped/);
  expect(await contents(bucket)).toEqual([]);
});

describe('what is wrong before any right', () => {
  test('a wrong secret fails the keys alone', async () => {
    const bucket = await startBucket();
    const environment = { ...keyVariables, OSS_ACCESS_KEY_SECRET: 'wrong' };
    const end = await examine(bucket, 'oss', ['--json'], environment);
    expect(end.code).toBe(3);
    expect(failedIn(end)).toMatchObject([{ id: 'keys', code: 'credentials.wrong' }]);
    expect(findings(end)).toMatchObject({ connection: 'passed', bucket: 'skipped', put: 'skipped' });
    expect(end.stdout).not.toContain(testKey.accessKeyId);
  });

  test('a bucket that is not there', async () => {
    const bucket = await startBucket();
    const place = { folder: await createTempDir(), environment: keyVariables };
    const args = ['doctor', 'oss://other-bucket/', '--endpoint', bucket.server.url, '--json'];
    const end = await runCommand(args, place);
    expect(end.code).toBe(1);
    expect(failedIn(end)).toMatchObject([{ id: 'bucket', code: 'bucket.missing' }]);
  });

  test('a server that is down', async () => {
    const bucket = await startLocalBucket();
    await bucket.close();
    const end = await examine(bucket, 'oss', ['--json']);
    expect(end.code).toBe(1);
    expect(failedIn(end)).toMatchObject([{ id: 'connection', code: 'net.unreachable' }]);
    expect(findings(end)).toMatchObject({ keys: 'skipped', rate: 'skipped', cleanup: 'passed' });
  });

  test('a name that does not exist', async () => {
    const place = { folder: await createTempDir(), environment: keyVariables };
    const args = [
      'doctor',
      'oss://test-bucket/',
      '--endpoint',
      'http://nowhere.invalid',
      '--region',
      'x',
      '--json',
    ];
    const end = await runCommand(args, place);
    expect(end.code).toBe(1);
    expect(failedIn(end)).toMatchObject([{ id: 'names', code: 'net.unreachable' }]);
  });

  test.each([
    ['a minute and a half ahead', -90_000],
    ['twenty minutes behind', 20 * 60_000],
  ])('a clock that is %s is told, and does not stop the test', async (_, aheadMs) => {
    const clock = { ...systemClock, now: () => systemClock.now() + aheadMs };
    const end = await examine(await startBucket({ clock }), 'oss', ['--json']);
    expect(end.code, end.stdout).toBe(0);
    expect(findings(end)).toMatchObject({ clock: 'warned', put: 'passed' });
    // `Date` counts in seconds, and the answer is on its way for a moment.
    expect(end.stdout).toMatch(aheadMs > 0 ? /is 20 minutes behind/ : /is (89|9\d) seconds ahead of/);
  });

  test('a server that refuses one signature for its time is told as a wrong clock', async () => {
    const bucket = await startBucket();
    bucket.faults.on('list').clockSkew(3_600_000);
    const end = await examine(bucket, 'oss', ['--json']);
    expect(findings(end)).toMatchObject({ keys: 'passed', clock: 'warned' });
  });
});

describe('over TLS', () => {
  /** Ends TLS and passes everything on as it is. */
  async function startTls(bucket: LocalBucket): Promise<string> {
    const { port } = await startHttps((incoming, answer) => {
      const { method, url, headers } = incoming;
      const onward = request(
        { host: '127.0.0.1', port: bucket.server.port, method, path: url, headers },
        reply => {
          answer.writeHead(reply.statusCode ?? 500, reply.headers);
          reply.pipe(answer);
        },
      );
      onward.on('error', () => answer.destroy());
      incoming.pipe(onward);
    });
    return `https://localhost:${port}`;
  }

  const args = (endpoint: string) => ['doctor', 'oss://test-bucket/', '--endpoint', endpoint, '--json'];

  test('the certificate is shown', async () => {
    const endpoint = await startTls(await startBucket());
    const place = { folder: await createTempDir(), environment: keyVariables };
    const end = await runCommand([...args(endpoint), '--ca-file', tlsFile('ca.pem')], place);
    expect(end.code, end.stdout).toBe(0);
    const connection = end.events().find(({ id }) => id === 'connection');
    expect(connection).toMatchObject({
      became: 'passed',
      says: expect.stringMatching(/TLSv1\.3; certificate of/),
    });
  });

  test('one that nobody vouches for is refused with its reason', async () => {
    const endpoint = await startTls(await startBucket());
    const end = await runCommand(args(endpoint), {
      folder: await createTempDir(),
      environment: keyVariables,
    });
    expect(end.code).toBe(3);
    expect(failedIn(end)).toMatchObject([
      {
        id: 'connection',
        code: 'net.tls',
        cause: expect.stringContaining('UNABLE_TO_VERIFY_LEAF_SIGNATURE'),
      },
    ]);
  });
});

describe('through a proxy', () => {
  /** Sends every name to the bucket, or refuses. */
  async function startProxy(bucket: LocalBucket, refuse: number | null): Promise<string> {
    const proxy = createServer((incoming, answer) => {
      if (refuse !== null) {
        answer.writeHead(refuse).end();
        return;
      }
      const path = incoming.url?.replace(/^http:\/\/[^/]+/, '') ?? '/';
      const { method, headers } = incoming;
      const onward = request(
        { host: '127.0.0.1', port: bucket.server.port, method, path, headers },
        reply => {
          answer.writeHead(reply.statusCode ?? 500, reply.headers);
          reply.pipe(answer);
        },
      );
      onward.on('error', () => answer.destroy());
      incoming.pipe(onward);
    });
    proxy.on('connect', (_, socket) => socket.end(`HTTP/1.1 ${refuse ?? 502} No\r\n\r\n`));
    const { port } = await startServer(proxy);
    return `http://127.0.0.1:${port}`;
  }

  const args = (endpoint: string, proxy: string) => [
    ...['doctor', 'oss://test-bucket/', '--endpoint', endpoint, '--path-style', '--region', 'cn-hangzhou'],
    ...['--proxy', proxy, '--json'],
  ];

  test('it is named, and names are left to it', async () => {
    const proxy = await startProxy(await startBucket(), null);
    const place = { folder: await createTempDir(), environment: keyVariables };
    const end = await runCommand(args('http://bucket.invalid', proxy), place);
    expect(end.code, end.stdout).toBe(0);
    expect(end.events().find(({ id }) => id === 'proxy')).toMatchObject({
      says: `${proxy}, as --proxy says, lets requests through`,
    });
    expect(findings(end)).toMatchObject({ names: 'passed', connection: 'warned', put: 'passed' });
  });

  test.each([
    [407, 'net.proxy', 3],
    [502, 'net.unreachable', 1],
  ] as const)('one that answers %i fails the proxy with %s', async (status, code, exitCode) => {
    const proxy = await startProxy(await startBucket(), status);
    const place = { folder: await createTempDir(), environment: keyVariables };
    const end = await runCommand(args('https://bucket.invalid', proxy), place);
    expect(end.code).toBe(exitCode);
    expect(failedIn(end)).toMatchObject([{ id: 'proxy', code }]);
    expect(findings(end)).toMatchObject({ connection: 'skipped' });
  });
});
