import { describe, expect, test } from 'vitest';
import { AppError, type ErrorCode, fromErrorRecord, reactions } from '../../../main/base/app-error.ts';
import type { Clock } from '../../../main/base/clock.ts';
import type { Credentials } from '../../../main/model/credentials.ts';
import { createMemoryBody } from '../../../main/remote/memory-body.ts';
import type { ObjectStore } from '../../../main/remote/object-store.ts';
import { isSurelyNotDone, retryDelayMs, withRetry } from '../../../main/remote/with-retry.ts';
import { createFixedClock } from '../../support/fixed-clock.ts';

const signal = new AbortController().signal;
const body = createMemoryBody(new Uint8Array(1));
const checksum = { algorithm: 'crc64', value: '0' } as const;
const codes = Object.keys(reactions) as ErrorCode[];

type Outcome = ErrorCode | AppError | 'ok';

const errorOf = (code: ErrorCode) => fromErrorRecord({ code, message: 'planned', facts: {} });

/** A store whose calls end as planned, one after the other, and then well. */
function createPlanned(outcomes: readonly Outcome[]) {
  const calls: string[] = [];
  const answer = (call: string) => async (): Promise<never> => {
    const outcome = outcomes[calls.length] ?? 'ok';
    calls.push(call);
    if (outcome === 'ok') return {} as never;
    throw outcome instanceof AppError ? outcome : errorOf(outcome);
  };
  const names = [
    'head',
    'put',
    'begin',
    'sendPart',
    'listParts',
    'complete',
    'abandon',
    'listUploads',
    'list',
    'get',
    'copy',
    'copyPart',
    'delete',
    'deleteIfMatch',
    'deleteMany',
    'append',
    'putStream',
    'presign',
  ];
  const store = Object.fromEntries(names.map(name => [name, answer(name)])) as unknown as ObjectStore;
  return { calls, store };
}

interface WorldOptions {
  readonly attempts?: number;
  readonly random?: () => number;
  readonly sleep?: Clock['sleep'];
}

function createWorld(outcomes: readonly Outcome[], options: WorldOptions = {}) {
  const { attempts = 3, random = () => 0.5 } = options;
  const planned = createPlanned(outcomes);
  const slept: number[] = [];
  const invalidated: Credentials[] = [];
  const retries: string[] = [];
  let issued = 0;
  const store = withRetry(planned.store, {
    clock: {
      ...createFixedClock(0),
      sleep: async (ms, stop) => {
        slept.push(ms);
        await options.sleep?.(ms, stop);
      },
    },
    random,
    attempts,
    credentials: {
      current: async () => ({ accessKeyId: `key-${issued}`, accessKeySecret: 'x' }),
      invalidate(refused) {
        invalidated.push(refused);
        issued += 1;
      },
    },
    onRetry: (call, error, delayMs) => retries.push(`${call} ${error.code} ${delayMs}`),
  });
  return { store, calls: planned.calls, slept, invalidated, retries };
}

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'ok',
    thrown => thrown.code ?? thrown.name,
  );

const freely: Record<string, (store: ObjectStore) => Promise<unknown>> = {
  head: store => store.head('a', signal),
  put: store => store.put('a', body, {}, signal),
  sendPart: store => store.sendPart({ key: 'a', uploadId: 'u', number: 1, algorithm: 'crc64', body }, signal),
  listParts: store => store.listParts({ key: 'a', uploadId: 'u' }, 0, signal),
  abandon: store => store.abandon({ key: 'a', uploadId: 'u' }, signal),
  listUploads: store => store.listUploads('', null, signal),
  list: store => store.list({}, signal),
  get: store => store.get('a', null, signal),
  copy: store => store.copy({ bucket: 'b', key: 'a' }, 'c', { keepsDescription: true }, signal),
  copyPart: store =>
    store.copyPart({ key: 'a', uploadId: 'u', number: 1 }, { bucket: 'b', key: 'a' }, { first: 0 }, signal),
  delete: store => store.delete('a', signal),
  deleteIfMatch: store => store.deleteIfMatch('a', 'e', signal),
  deleteMany: store => store.deleteMany(['a'], signal),
};

const guarded: Record<string, (store: ObjectStore) => Promise<unknown>> = {
  begin: store => store.begin('a', {}, signal),
  complete: store =>
    store.complete({ key: 'a', uploadId: 'u', parts: [], size: 0, checksum, options: {} }, signal),
  append: async store => store.append?.({ key: 'a', position: 0, body, options: {} }, signal),
  put: store => store.put('a', body, { forbidOverwrite: true }, signal),
  'put under ifMatch': store => store.put('a', body, { ifMatch: 'e' }, signal),
  copy: store => store.copy({ bucket: 'b', key: 'a' }, 'c', { forbidOverwrite: true }, signal),
};

describe.each(Object.entries(freely))('%s', (_, call) => {
  test.each(codes)('after %s does what the reaction says', async code => {
    const world = createWorld([code]);
    const end = await codeOf(call(world.store));
    const isRepeated = reactions[code] === 'retry' || reactions[code] === 'renew';
    expect(end).toBe(isRepeated ? 'ok' : code);
    expect(world.calls).toHaveLength(isRepeated ? 2 : 1);
  });
});

describe.each(Object.entries(guarded))('%s, which must not be repeated blindly,', (_, call) => {
  test.each(codes)('after %s is repeated only when surely nothing was done', async code => {
    const world = createWorld([code]);
    const isRepeated = isSurelyNotDone(errorOf(code));
    expect(await codeOf(call(world.store))).toBe(isRepeated ? 'ok' : code);
    expect(world.calls).toHaveLength(isRepeated ? 2 : 1);
  });
});

test('what surely was not done is a short list', () => {
  expect(codes.filter(code => isSurelyNotDone(errorOf(code)))).toEqual([
    'net.unreachable',
    'remote.throttled',
    'remote.clock-skewed',
    'credentials.expired',
  ]);
});

test('attempts end, and the last error is thrown as it is', async () => {
  const last = new AppError('net.timeout', 'the third');
  const world = createWorld(['net.interrupted', 'remote.unavailable', last]);
  await expect(world.store.head('a', signal)).rejects.toBe(last);
  expect(world.calls).toHaveLength(3);
  expect(world.retries).toEqual(['head net.interrupted 100', 'head remote.unavailable 200']);
});

test('a confirmed part gives the others their attempts back', async () => {
  const failing: Outcome[] = ['net.timeout', 'net.timeout'];
  const world = createWorld([...failing, 'ok', ...failing, 'ok'], {
    sleep: async () => {
      if (world.calls.length === 2 || world.calls.length === 5) await freely['sendPart']?.(world.store);
    },
  });
  expect(await codeOf(world.store.head('a', signal))).toBe('ok');
  expect(world.calls.filter(call => call === 'head').length).toBeGreaterThan(3);
});

test('expired credentials are dropped and asked for once', async () => {
  const once = createWorld(['credentials.expired']);
  expect(await codeOf(once.store.list({}, signal))).toBe('ok');
  expect(once.invalidated.map(each => each.accessKeyId)).toEqual(['key-0']);
  expect(once.slept).toEqual([]);
  const twice = createWorld(['credentials.expired', 'credentials.expired']);
  expect(await codeOf(twice.store.list({}, signal))).toBe('credentials.expired');
  expect(twice.calls).toHaveLength(2);
});

test('a signal that has fired begins nothing', async () => {
  const world = createWorld([]);
  const reason = new DOMException('over', 'AbortError');
  await expect(world.store.head('a', AbortSignal.abort(reason))).rejects.toBe(reason);
  expect(world.calls).toEqual([]);
});

test('a signal that fires during the pause ends it, and the call is not made again', async () => {
  const stop = new AbortController();
  const reason = new DOMException('over', 'AbortError');
  const world = createWorld(['net.timeout'], {
    sleep: async (_, during) => {
      stop.abort(reason);
      during?.throwIfAborted();
    },
  });
  await expect(world.store.head('a', stop.signal)).rejects.toBe(reason);
  expect(world.calls).toHaveLength(1);
});

test('an abort is never repeated', async () => {
  const store = {
    ...createPlanned([]).store,
    head: async () => {
      throw new DOMException('over', 'AbortError');
    },
  };
  const world = createWorld([]);
  const wrapped = withRetry(store, {
    clock: createFixedClock(0),
    random: () => 0,
    attempts: 5,
    credentials: { current: async () => ({ accessKeyId: 'a', accessKeySecret: 'b' }), invalidate() {} },
  });
  await expect(wrapped.head('a', signal)).rejects.toThrow('over');
  expect(world.slept).toEqual([]);
});

test.each(codes)('putStream and presign are not repeated after %s', async code => {
  const nothing = async function* () {};
  const streamed = createWorld([code]);
  expect(await codeOf(Promise.resolve(streamed.store.putStream?.('a', nothing(), {}, signal)))).toBe(code);
  expect(streamed.calls).toEqual(['putStream']);
  const linked = createWorld([code]);
  expect(await codeOf(linked.store.presign({ method: 'GET', key: 'a', expiresInMs: 1000 }, signal))).toBe(
    code,
  );
  expect(linked.calls).toEqual(['presign']);
});

describe('the pause', () => {
  const error = new AppError('net.timeout', '');

  test('lies between nothing and twice as much each time, up to 20 s', () => {
    const bounds = [200, 400, 800, 1600, 3200, 6400, 12_800, 20_000, 20_000];
    for (const [index, bound] of bounds.entries()) {
      expect(retryDelayMs(error, index + 1, () => 0)).toBe(0);
      expect(retryDelayMs(error, index + 1, () => 0.999999)).toBe(bound);
    }
    expect(retryDelayMs(error, 5000, () => 0.999999)).toBe(20_000);
  });

  test('is at least what the server asks for', () => {
    const asked = (ms: number) => new AppError('remote.throttled', '', { retryAfterMs: ms });
    expect(retryDelayMs(asked(3000), 1, () => 0)).toBe(3000);
    expect(retryDelayMs(asked(3000), 1, () => 0.999999)).toBe(3200);
    expect(retryDelayMs(asked(60_000), 1, () => 0)).toBe(60_000);
    expect(retryDelayMs(asked(3_600_000), 1, () => 0)).toBe(300_000);
  });
});

test('the address stays that of the store inside', () => {
  let region = 'one';
  const inner = {
    ...createPlanned([]).store,
    get address() {
      return { kind: 'oss', endpoint: '', bucket: 'b', region, addressing: 'path' } as const;
    },
  };
  const { store: _, ...world } = createWorld([]);
  const wrapped = withRetry(inner, {
    clock: createFixedClock(0),
    random: () => 0,
    attempts: 1,
    credentials: { current: async () => ({ accessKeyId: 'a', accessKeySecret: 'b' }), invalidate() {} },
  });
  region = 'two';
  expect(wrapped.address.region).toBe('two');
  expect(world.calls).toEqual([]);
});
