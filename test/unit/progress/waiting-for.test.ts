import { expect, test } from 'vitest';
import { type Standing, type WaitingFor, waitingForOf } from '../../../main/progress/waiting-for.ts';

const moving: Standing = {
  ...{ active: 3, waiting: 10, blocked: 0, isAllPaused: false, bytesPerSecond: 1_000_000, rateLimit: null },
  ...{ isSending: true, recentTrouble: null },
};
const still = { ...moving, bytesPerSecond: 0 };
const idle = { ...still, active: 0, waiting: 0, isSending: false };

test.each<[string, Standing, WaitingFor]>([
  ['bytes move', moving, 'nothing'],
  ['nothing is to be done', idle, 'nothing'],
  ['everything is paused by the user', { ...idle, waiting: 5, isAllPaused: true }, 'you'],
  ['everything is paused, and nothing is to be done', { ...idle, isAllPaused: true }, 'nothing'],
  ['everything is paused, and the last ones still end', { ...moving, isAllPaused: true }, 'nothing'],
  ['all that is left needs the user', { ...idle, blocked: 2 }, 'you'],
  ['some need the user, and others move', { ...moving, blocked: 2 }, 'nothing'],
  ['the limit is reached', { ...moving, rateLimit: 1_000_000 }, 'rateLimit'],
  ['the limit is far', { ...moving, rateLimit: 9_000_000 }, 'nothing'],
  ['the server asks for patience', { ...still, recentTrouble: 'remote.throttled' }, 'server'],
  ['the server is not reached', { ...still, recentTrouble: 'net.unreachable' }, 'network'],
  ['an outage holds the queue', { ...idle, waiting: 5, recentTrouble: 'net.timeout' }, 'network'],
  ['the record can not be written', { ...idle, waiting: 5, recentTrouble: 'store.busy' }, 'disk'],
  ['requests are out, and no byte moves', still, 'network'],
  ['nothing is out yet', { ...still, isSending: false }, 'disk'],
])('when %s', (_, standing, expected) => {
  expect(waitingForOf(standing)).toBe(expected);
});
