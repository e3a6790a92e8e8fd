import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { RequestError, toErrorView } from '../../../renderer/client/client.ts';
import { createWebClient } from '../../../renderer/client/web-client.ts';
import { sampleSnapshot } from '../../support/sample-snapshot.ts';

/** A socket in the test's hand. */
class FakeSocket extends EventTarget {
  static readonly OPEN = 1;
  static made: FakeSocket[] = [];
  readyState = 0;
  readonly sent: string[] = [];
  readonly url: string;

  constructor(url: URL) {
    super();
    this.url = url.href;
    FakeSocket.made.push(this);
  }
  send(text: string) {
    this.sent.push(text);
  }
  close() {
    this.readyState = 2;
  }
  open() {
    this.readyState = 1;
    this.dispatchEvent(new Event('open'));
  }
  say(message: object) {
    this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(message) }));
  }
  end() {
    this.dispatchEvent(new Event('close'));
  }
}

const location = { href: 'http://127.0.0.1:7600/#folders', protocol: 'http:' };

function connected() {
  const client = createWebClient(location);
  const states: boolean[] = [];
  client.onConnection(isConnected => states.push(isConnected));
  return { client, states, latest: () => FakeSocket.made.at(-1) as FakeSocket };
}

beforeEach(() => {
  FakeSocket.made = [];
  vi.stubGlobal('WebSocket', FakeSocket);
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('a lost connection is told, and made again with growing pauses and what is in view', () => {
  const { client, states, latest } = connected();
  const first = latest();
  expect(first.url).toBe('ws://127.0.0.1:7600/push');
  first.open();
  client.watch({ transferIds: ['a'], detailId: null });
  first.end();
  expect(states).toEqual([true, false]);
  vi.advanceTimersByTime(500);
  latest().end();
  vi.advanceTimersByTime(999);
  expect(FakeSocket.made).toHaveLength(2);
  vi.advanceTimersByTime(1);
  expect(FakeSocket.made).toHaveLength(3);
  latest().open();
  expect(states).toEqual([true, false, true]);
  expect(latest().sent).toEqual([
    JSON.stringify({ type: 'watch', watched: { transferIds: ['a'], detailId: null } }),
  ]);
});

test('a server that does not answer any more is found out, and one that does is left in peace', () => {
  const { client, states, latest } = connected();
  const heard: unknown[] = [];
  client.onSnapshot(snapshot => heard.push(snapshot));
  const first = latest();
  first.open();
  for (let beat = 0; beat < 5; beat += 1) {
    vi.advanceTimersByTime(10_000);
    expect(first.sent.at(-1)).toBe('{"type":"ping"}');
    first.say({ type: 'pong' });
  }
  first.say({ type: 'snapshot', snapshot: sampleSnapshot() });
  expect(heard).toEqual([sampleSnapshot()]);
  expect(states).toEqual([true]);
  vi.advanceTimersByTime(20_000);
  expect(states).toEqual([true, false]);
  vi.advanceTimersByTime(500);
  expect(FakeSocket.made).toHaveLength(2);
  // The system tells of the end of the old one only now.
  first.end();
  vi.advanceTimersByTime(60_000);
  expect(FakeSocket.made).toHaveLength(2);
});

test('whatever fails can be told: a refusal as it came, anything else as a mistake', () => {
  const view = { code: 'disk.full', message: 'full', facts: { path: '/a' } };
  expect(toErrorView(new RequestError(view))).toBe(view);
  expect(toErrorView(new RangeError('Invalid string length'))).toEqual({
    ...{ code: 'bug', message: 'Invalid string length', facts: {} },
  });
  expect(toErrorView('odd')).toEqual({ code: 'bug', message: 'odd', facts: {} });
});
