import { expect, test } from 'vitest';
import type { FaultStep, PlannedFault } from '../../main/bucket/faults.ts';
import type { Operation } from '../../main/bucket/operation.ts';
import type { StoreKind } from '../../main/model/target.ts';
import { testToken } from '../support/local-bucket.ts';
import { createWorld, fixedCredentials, partSizes, type World } from '../support/world.ts';

/** What a network or a server can do to any request and that must not be felt. */
const faults: readonly [string, (step: FaultStep) => PlannedFault][] = [
  ['reset before the body', step => step.resetBeforeBody()],
  ['reset in the body', step => step.resetInBody(1000)],
  ['reset after the body', step => step.resetAfterBody()],
  ['answer lost', step => step.dropAnswer()],
  ['503 three times', step => step.reply(503).times(3)],
  ['500', step => step.reply(500)],
  ['answer cut off', step => step.truncateAnswer()],
  ['gateway page', step => step.html(502)],
  ['clock 40 minutes ahead', step => step.clockSkew(40 * 60_000)],
  ['no answer at all', step => step.hang()],
];

const withBody: readonly Operation[] = ['sendPart', 'put'];
const control: readonly Operation[] = ['begin', 'complete', 'listParts', 'head'];

const hitsNothing = (operation: Operation, fault: string) =>
  fault === 'reset in the body' && !withBody.includes(operation);

/** Three parts and a rest. */
const byParts = (kind: StoreKind) => 3 * partSizes[kind] + 77;

async function expectArrived(world: World, size: number): Promise<void> {
  const { path, bytes } = world.file('file', size);
  const end = await world.upload(path, 'key');
  expect(end.state).toMatchObject({ at: 'done' });
  expect((await world.read('key'))?.equals(bytes)).toBe(true);
  expect(await world.pending()).toEqual([]);
}

/** A first run that ends early, so that the next one lists parts. */
async function leaveUnfinished(world: World, path: string): Promise<void> {
  world.bucket.faults.on('sendPart', { nth: 4 }).reply(403, 'AccessDenied').times(4);
  const end = await world.upload(path, 'key', {}, { parallel: 1 });
  expect(end.state.at).toBe('blocked');
  world.bucket.faults.clear();
}

/** Every fault at every kind of request; run once for each kind of store. */
export function describeNetworkFaults(kind: StoreKind): void {
  for (const operation of [...withBody, ...control]) {
    for (const [name, plan] of faults) {
      if (hitsNothing(operation, name)) continue;
      test(`${kind}: ${name} at ${operation} is not felt`, async () => {
        const world = await createWorld(kind);
        if (operation === 'listParts') {
          const { path, bytes } = world.file('file', byParts(kind));
          await leaveUnfinished(world, path);
          plan(world.bucket.faults.on(operation));
          expect((await world.upload(path, 'key')).state.at).toBe('done');
          expect((await world.read('key'))?.equals(bytes)).toBe(true);
        } else {
          plan(world.bucket.faults.on(operation, { nth: operation === 'sendPart' ? 3 : 1 }));
          await expectArrived(world, operation === 'put' ? 90_000 : byParts(kind));
        }
        world.bucket.faults.assertAllHit();
      });
    }
  }

  test(`${kind}: a wrong checksum in the answer to a part or a PUT is sent again`, async () => {
    const world = await createWorld(kind);
    world.bucket.faults.on('sendPart', { nth: 2 }).wrongCrc();
    await expectArrived(world, byParts(kind));
    world.bucket.faults.assertAllHit();
    world.bucket.faults.on('put').wrongCrc().times(2);
    const { path } = world.file('small', 10);
    expect((await world.upload(path, 'small')).state.at).toBe('done');
    world.bucket.faults.assertAllHit();
  });

  test(`${kind}: a wrong checksum of the whole object fails loudly and removes it`, async () => {
    const world = await createWorld(kind);
    world.bucket.faults.on('complete').wrongCrc();
    const { path } = world.file('file', byParts(kind));
    const end = await world.upload(path, 'key');
    expect(end.state).toMatchObject({
      at: 'failed',
      error: { code: 'upload.unproven', facts: { removed: true } },
    });
    expect(await world.read('key')).toBeNull();
    world.bucket.faults.assertAllHit();
  });

  test(`${kind}: a token that expires in the middle is renewed, and the same upload goes on`, async () => {
    const world = await createWorld(kind, { access: { credentials: fixedCredentials(testToken) } });
    world.bucket.faults.on('sendPart', { nth: 3 }).expireToken();
    await expectArrived(world, byParts(kind));
    expect(world.bucket.server.stats().requests.begin).toBe(1);
    world.bucket.faults.assertAllHit();
  });

  test(`${kind}: a token that stays expired blocks and does not fail`, async () => {
    const world = await createWorld(kind, { access: { credentials: fixedCredentials(testToken) } });
    world.bucket.faults.on('sendPart', { nth: 3 }).expireToken().times(Number.POSITIVE_INFINITY);
    const { path } = world.file('file', byParts(kind));
    const end = await world.upload(path, 'key');
    expect(end.state).toMatchObject({ at: 'blocked', error: { code: 'credentials.expired' } });
    world.bucket.faults.clear();
    expect((await world.upload(path, 'key')).state.at).toBe('done');
    expect(world.bucket.server.stats().requests.begin).toBe(1);
  });

  test(`${kind}: a server that stays down ends the run, and the next one goes on`, async () => {
    const world = await createWorld(kind);
    const { path, bytes } = world.file('file', byParts(kind));
    world.bucket.faults.on('sendPart', { nth: 3 }).reply(503).times(Number.POSITIVE_INFINITY);
    const end = await world.upload(path, 'key');
    expect(end.state).toMatchObject({ at: 'failed', error: { code: 'remote.throttled' } });
    world.bucket.faults.clear();
    expect((await world.upload(path, 'key')).state.at).toBe('done');
    expect((await world.read('key'))?.equals(bytes)).toBe(true);
    expect(world.bucket.server.stats().requests.begin).toBe(1);
  });

  test(`${kind}: the clock of the server is learned once and told once`, async () => {
    const world = await createWorld(kind);
    world.bucket.faults
      .on('any')
      .clockSkew(3 * 3600_000)
      .times(Number.POSITIVE_INFINITY);
    const { path } = world.file('file', byParts(kind));
    expect((await world.upload(path, 'key')).state.at).toBe('done');
    const notices = world.events.filter(event => event.type === 'notice');
    expect(notices).toHaveLength(1);
    expect(notices[0]).toMatchObject({ notice: { type: 'clockSkewed' } });
    world.bucket.faults.assertAllHit();
  });
}
