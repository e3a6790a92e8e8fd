import { expect, test } from 'vitest';
import { Losses } from '../../reliability/sim/checker/losses.ts';
import { Resent } from '../../reliability/sim/checker/resent.ts';
import { fileOf, type SeenRequest } from '../../reliability/sim/checker/sendings.ts';

type Seen = { -readonly [Name in keyof SeenRequest]: SeenRequest[Name] };

function createWorld() {
  const failures: string[] = [];
  const world = { recorded: new Set<number>(), source: 'file', nowMs: 0, failures };
  const losses = new Losses(() => world.nowMs);
  const resent = new Resent({
    now: () => world.nowMs,
    sourceOf: () => world.source,
    parallel: () => 2,
    isRecorded: ({ request }) => world.recorded.has(request.number),
    lossSince: sending => losses.since(sending),
    fail: violation => failures.push(violation.message),
  });
  let last = 0;

  function begin(path: string, hash = 'bytes'): Seen {
    last += 1;
    const whole = { bodyBytes: 100, wholeBytes: 100, bodyHash: hash };
    const request = {
      number: last,
      method: 'PUT',
      path,
      ...whole,
      isAnswered: true,
      status: 200,
      faults: [],
      leftOut: null,
    };
    world.nowMs += 1;
    resent.began(request);
    return request;
  }

  function send(path: string, end: Partial<Seen> = {}): Seen {
    const request = begin(path);
    resent.ended(Object.assign(request, end));
    world.recorded.add(request.number);
    return request;
  }

  return { ...world, world, resent, losses, begin, send };
}

const first = '/bucket/a?partNumber=1&uploadId=u1';
const anew = '/bucket/a?partNumber=1&uploadId=u2';

test('a part that was stored and recorded is not sent again, under a new upload neither', () => {
  for (const again of [first, anew]) {
    const { send, resent, failures } = createWorld();
    send(first);
    resent.interrupted('a pause');
    send(again);
    expect(failures, again).toHaveLength(1);
    expect(resent.twiceBytes).toBe(100);
  }
});

test('a fault that only slows a request is no reason once that has come through', () => {
  const { send, resent, failures } = createWorld();
  send(first, { faults: ['slow'] });
  send(first);
  expect(failures).toHaveLength(1);
  send(anew, { faults: ['wrongCrc'] });
  failures.length = 0;
  send(anew);
  expect(failures).toEqual([]);
  expect(resent.twiceBytes).toBe(300);
});

test('a whole object counts as a part does, and other bytes or places are no repetition', () => {
  const { send, begin, resent, failures } = createWorld();
  send('/bucket/a');
  send('/bucket/b');
  send(first);
  resent.ended(begin('/bucket/a', 'other bytes'));
  expect(failures).toEqual([]);
  send('/bucket/a');
  expect(failures).toHaveLength(1);
});

test('what an interruption has met under way, or before it was recorded, is sent again once', () => {
  const { send, begin, resent, world, failures } = createWorld();
  const open = begin(first);
  resent.interrupted('a death');
  resent.ended(Object.assign(open, { isAnswered: false, status: null }));
  send(first);
  expect(failures).toEqual([]);
  world.recorded.clear();
  resent.interrupted('a death');
  send(anew);
  expect(failures).toEqual([]);
  send(anew);
  expect(failures).toHaveLength(1);
});

test('what is given up has to be under way at an interruption, or among the few that are begun before it is heard of', () => {
  const { send, resent, failures } = createWorld();
  const givenUp = { isAnswered: false, status: null, bodyBytes: 40 };
  send(first, givenUp);
  expect(failures).toHaveLength(1);
  resent.interrupted('a pause');
  send(first, givenUp);
  send(first, givenUp);
  expect(failures).toHaveLength(1);
  send(first, givenUp);
  expect(failures).toHaveLength(2);
});

test('another may be under way for each that an interruption has found and that ends well, and no more', () => {
  const { begin, send, resent, failures } = createWorld();
  const givenUp = { isAnswered: false, status: null, bodyBytes: 40 };
  const [one, two] = [begin('/bucket/a'), begin('/bucket/b')];
  resent.interrupted('another transfer failed');
  resent.ended(one);
  send('/bucket/c', givenUp);
  expect(failures).toEqual([]);
  resent.ended(Object.assign(two, givenUp));
  expect(failures).toEqual([]);
  send('/bucket/d', givenUp);
  expect(failures).toHaveLength(1);
});

test('a request that failed, an upload that is lost and a file that changed are reasons', () => {
  const { send, resent, losses, world, failures } = createWorld();
  send(first, { isAnswered: false, status: 503, faults: ['503 SlowDown'] });
  send(first, { isAnswered: false, status: 403 });
  send(first);
  losses.ofUpload('u1', 'the upload expired');
  send(anew);
  world.source = 'the file as it is now';
  send(anew);
  expect(failures).toEqual([]);
  losses.ofUpload('u1', 'the upload expired');
  send(anew);
  expect(failures).toHaveLength(1);
  expect(resent.sentBytes).toBe(600);
});

test('a file that was only touched is the same file', () => {
  const file = { path: '/a', inode: '1', size: 2, mtimeNs: '3', ctimeNs: '4' };
  const touched = { ...file, ctimeNs: '5' };
  expect(fileOf(touched)).toBe(fileOf(file));
  for (const change of [{ path: '/b' }, { inode: '2' }, { size: 3 }, { mtimeNs: '4' }])
    expect(fileOf({ ...file, ...change })).not.toBe(fileOf(file));
});

test('a fault of a part is a reason for that part alone', () => {
  const { send, losses, failures } = createWorld();
  const second = '/bucket/a?partNumber=2&uploadId=u1';
  send(second);
  losses.answered(send(first, { isAnswered: false, status: 502, faults: ['wrongCrc'] }));
  send(second);
  expect(failures).toHaveLength(1);
});

test('an object that a look was denied is lost with all that was sent for it, until then', () => {
  const look = (path: string, fault: string) => ({
    ...{ number: 0, method: 'HEAD', path, bodyBytes: 0, wholeBytes: 0, bodyHash: '', isAnswered: false },
    ...{ status: 404, faults: [fault], leftOut: null },
  });
  const { send, losses, failures } = createWorld();
  send(first);
  losses.answered(look('/bucket/a', '404 SymlinkTargetNotExist'));
  send(anew);
  expect(failures).toEqual([]);
  losses.answered(look('/bucket/b', '404 NoSuchKey'));
  losses.answered(look('/bucket/a', '403 AccessDenied'));
  losses.answered({ ...look('/bucket/a', '404 NoSuchKey'), method: 'GET' });
  send(anew);
  expect(failures).toHaveLength(1);
});

test('what a list has left out is lost, and nothing else that it lists', () => {
  const list = (path: string, leftOut: string) => ({
    ...{ number: 0, method: 'GET', path, bodyBytes: 0, wholeBytes: 0, bodyHash: '', isAnswered: true },
    ...{ status: 200, faults: ['incompleteListing'], leftOut },
  });
  for (const [path, leftOut] of [
    ['/bucket/a?uploadId=u1&max-parts=1000', '1'],
    ['/bucket/?list-type=2&prefix=', 'a'],
  ] as const) {
    const { send, losses, failures } = createWorld();
    send(first);
    send('/bucket/b');
    losses.answered(list(path, leftOut));
    send(anew);
    expect(failures, path).toEqual([]);
    send('/bucket/b');
    send(anew);
    expect(failures, path).toHaveLength(2);
  }
  const { send, losses, failures } = createWorld();
  send(first);
  losses.answered(list('/bucket/a?uploadId=u1&max-parts=1000', '2'));
  losses.answered(list('/bucket/?list-type=2&prefix=', 'b'));
  losses.answered(list('/bucket/?uploads&prefix=a', 'u1'));
  send(anew);
  expect(failures).toHaveLength(1);
});
