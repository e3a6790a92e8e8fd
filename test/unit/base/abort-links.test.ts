import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { createAbortLinks } from '../../../main/base/abort-links.ts';

test('a controller aborts with any of its signals, for the same reason', () => {
  const links = createAbortLinks();
  const [a, b] = [new AbortController(), new AbortController()];
  const first = new AbortController();
  const second = new AbortController();
  for (const controller of [first, second]) links.bind(controller, a.signal);
  links.bind(second, b.signal);
  b.abort('because');
  expect(first.signal.aborted).toBe(false);
  expect(second.signal.reason).toBe('because');
  a.abort('later');
  expect(first.signal.reason).toBe('later');
  expect(second.signal.reason).toBe('because');
});

test('a signal that has fired already aborts at once', () => {
  const controller = new AbortController();
  createAbortLinks().bind(controller, AbortSignal.abort('before'));
  expect(controller.signal.reason).toBe('before');
});

test('what was unbound is left alone', () => {
  const links = createAbortLinks();
  const source = new AbortController();
  const controller = new AbortController();
  links.bind(controller, source.signal)();
  source.abort();
  expect(controller.signal.aborted).toBe(false);
});

test('a signal hears of a thousand controllers by one listener', () => {
  const links = createAbortLinks();
  const source = new AbortController();
  const controllers = Array.from({ length: 1000 }, () => new AbortController());
  for (const controller of controllers) links.bind(controller, source.signal);
  expect(getEventListeners(source.signal, 'abort')).toHaveLength(1);
  source.abort();
  expect(controllers.every(({ signal }) => signal.aborted)).toBe(true);
});
