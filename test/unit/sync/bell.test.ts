import { describe, expect, test } from 'vitest';
import { systemClock } from '../../../main/base/clock.ts';
import { createBell } from '../../../main/sync/bell.ts';

const never = new AbortController().signal;
/** Whoever waits so long has not been woken. */
const forEver = 2 ** 30;

describe('a bell', () => {
  test('wakes everybody who waits', async () => {
    const bell = createBell(systemClock);
    const waits = [bell.listen(), bell.listen()].map(listener => listener.wait(forEver, never));
    bell.ring();
    await Promise.all(waits);
  });

  test('is heard later by one who did not wait, once', async () => {
    const bell = createBell(systemClock);
    const listener = bell.listen();
    bell.ring();
    bell.ring();
    await listener.wait(forEver, never);
    const stop = new AbortController();
    const second = listener.wait(forEver, stop.signal);
    stop.abort();
    await expect(second).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
  });

  test('keeps a ring for each one who did not hear it', async () => {
    const bell = createBell(systemClock);
    const [one, other] = [bell.listen(), bell.listen()];
    bell.ring();
    await one.wait(forEver, never);
    await other.wait(forEver, never);
  });

  test('is not waited for longer than wished', async () => {
    await createBell(systemClock).listen().wait(1, never);
  });

  test('leaves nobody waiting whose signal fires', async () => {
    const stop = new AbortController();
    const waiting = createBell(systemClock).listen().wait(forEver, stop.signal);
    stop.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
  });
});
