import { expect, test, vi } from 'vitest';
import { createCredentialSource, type LoadCredentials } from '../../../main/account/credential-source.ts';
import { createDeferred } from '../../../main/base/async.ts';
import type { Credentials } from '../../../main/model/credentials.ts';
import { createFixedClock } from '../../support/fixed-clock.ts';

const minute = 60_000;
const permanent: Credentials = { accessKeyId: 'AK', accessKeySecret: 'SK' };

function temporary(name: string, expiresAtMs: number): Credentials {
  return { accessKeyId: name, accessKeySecret: 'SK', securityToken: `${name}-token`, expiresAtMs };
}

function createSource(load: LoadCredentials) {
  const time = { nowMs: 0 };
  const clock = { ...createFixedClock(0), now: () => time.nowMs };
  const spy = vi.fn(load);
  return { time, load: spy, source: createCredentialSource(spy, { clock }) };
}

test('permanent keys are loaded once', async () => {
  const { source, load, time } = createSource(async () => permanent);
  expect(await source.current()).toEqual(permanent);
  time.nowMs = 1e12;
  expect(await source.current()).toEqual(permanent);
  expect(load).toHaveBeenCalledTimes(1);
});

test('all who ask at once share one load', async () => {
  const gate = createDeferred<Credentials>();
  const { source, load } = createSource(() => gate.promise);
  const asked = [source.current(), source.current(), source.current()];
  gate.resolve(permanent);
  expect(await Promise.all(asked)).toEqual([permanent, permanent, permanent]);
  expect(load).toHaveBeenCalledTimes(1);
});

test.each([
  ['five minutes', 60 * minute, 55 * minute],
  ['a quarter of the lifetime', 8 * minute, 6 * minute],
])('a set is renewed %s before its end', async (_, lifetimeMs, renewAtMs) => {
  let count = 0;
  const { source, time } = createSource(async () => {
    count += 1;
    return temporary(`K${count}`, time.nowMs + lifetimeMs);
  });
  expect((await source.current()).accessKeyId).toBe('K1');
  time.nowMs = renewAtMs - 1;
  expect((await source.current()).accessKeyId).toBe('K1');
  time.nowMs = renewAtMs;
  expect((await source.current()).accessKeyId).toBe('K2');
});

test('when renewal fails the old set goes on to its end, and renewal is not tried at every request', async () => {
  let works = true;
  const { source, load, time } = createSource(async () => {
    if (!works) throw new Error('offline');
    return temporary('K', 60 * minute);
  });
  await source.current();
  works = false;
  time.nowMs = 56 * minute;
  expect((await source.current()).accessKeyId).toBe('K');
  expect((await source.current()).accessKeyId).toBe('K');
  expect(load).toHaveBeenCalledTimes(2);
  time.nowMs = 57 * minute;
  await source.current();
  expect(load).toHaveBeenCalledTimes(3);
  time.nowMs = 60 * minute;
  await expect(source.current()).rejects.toThrow('offline');
});

test('a set that is over when it is loaded is credentials.expired', async () => {
  const { source, time } = createSource(async () => temporary('K', 1));
  time.nowMs = 1;
  await expect(source.current()).rejects.toMatchObject({ code: 'credentials.expired' });
});

test('permanent keys that were refused are not given out again', async () => {
  const { source } = createSource(async () => ({ ...permanent }));
  source.invalidate(await source.current());
  await expect(source.current()).rejects.toMatchObject({ code: 'credentials.expired', reaction: 'renew' });
});

test('after a refusal a new set is taken, also when somebody put new keys into the file', async () => {
  const sets = [permanent, permanent, { ...permanent, accessKeySecret: 'NEW' }];
  const { source } = createSource(async () => sets.shift() ?? permanent);
  source.invalidate(await source.current());
  await expect(source.current()).rejects.toMatchObject({ code: 'credentials.expired' });
  expect((await source.current()).accessKeySecret).toBe('NEW');
});

test('a late refusal of an older set does not cost the new one', async () => {
  const sets = [temporary('K1', 60 * minute), temporary('K2', 120 * minute)];
  const { source, load, time } = createSource(async () => sets.shift() ?? permanent);
  const first = await source.current();
  time.nowMs = 58 * minute;
  await source.current();
  source.invalidate(first);
  expect((await source.current()).accessKeyId).toBe('K2');
  expect(load).toHaveBeenCalledTimes(2);
});

test('one who gives up leaves the load to the others; the last one ends it', async () => {
  const signals: AbortSignal[] = [];
  const gate = createDeferred<Credentials>();
  const { source } = createSource(signal => {
    signals.push(signal);
    return gate.promise;
  });
  const [one, two] = [new AbortController(), new AbortController()];
  const asked = [source.current(one.signal), source.current(two.signal)];
  one.abort();
  await expect(asked[0]).rejects.toMatchObject({ name: 'AbortError' });
  expect(signals[0]?.aborted).toBe(false);
  two.abort();
  await expect(asked[1]).rejects.toMatchObject({ name: 'AbortError' });
  expect(signals[0]?.aborted).toBe(true);
  const again = source.current();
  gate.resolve(permanent);
  expect(await again).toEqual(permanent);
  expect(signals).toHaveLength(2);
});

test('an aborted signal asks nothing', async () => {
  const { source, load } = createSource(async () => permanent);
  await expect(source.current(AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  expect(load).not.toHaveBeenCalled();
});
