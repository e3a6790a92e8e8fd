import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { AppError } from '../../main/base/app-error.ts';
import { createRunWorld, gated, key, type RunWorld } from '../support/run-world.ts';

/** An upload that stops before its last two parts, and whose record is then destroyed. */
async function loseRecord(world: RunWorld): Promise<void> {
  let sent = 0;
  await world.run({
    settings: { parallel: 1 },
    wrapStore: store =>
      gated(store, (name, call) => {
        if (name === 'sendPart') sent += 1;
        return name === 'sendPart' && sent > 4
          ? Promise.reject(new AppError('remote.refused', 'planned'))
          : call();
      }),
  });
  const data = join(world.dir, 'data');
  for (const name of readdirSync(data).filter(each => /^longshore\.db-/.test(each))) rmSync(join(data, name));
  writeFileSync(join(data, 'longshore.db'), 'this is no database '.repeat(1000));
}

test('after the record was destroyed, the upload is found on the server and goes on', async () => {
  const world = await createRunWorld();
  const bytes = world.write();
  await loseRecord(world);
  const end = await world.run();
  expect(end.state.at).toBe('done');
  expect(world.notes).toContain('found');
  expect(world.bucket.receivedBytes).toBe(bytes.length);
  expect(Buffer.from(world.bucket.objects.get(key)?.bytes ?? [])).toEqual(bytes);
  expect(world.bucket.uploads.size).toBe(0);
});

test('an upload whose parts are not the bytes of the file is not taken for ours', async () => {
  const world = await createRunWorld();
  world.write();
  await loseRecord(world);
  const foreign = [...world.bucket.uploads.keys()];
  const bytes = world.write();
  await world.run();
  expect(world.notes).not.toContain('found');
  expect([...world.bucket.uploads.keys()]).toEqual(foreign);
  expect(Buffer.from(world.bucket.objects.get(key)?.bytes ?? [])).toEqual(bytes);
});

test('with a sound record, equal parts of somebody else are left alone', async () => {
  const world = await createRunWorld();
  const bytes = world.write();
  await loseRecord(world);
  const foreign = [...world.bucket.uploads.keys()];
  const data = join(world.dir, 'data');
  for (const name of readdirSync(data).filter(each => each.startsWith('longshore.db')))
    rmSync(join(data, name));
  await world.run();
  expect([...world.bucket.uploads.keys()]).toEqual(foreign);
  expect(world.bucket.receivedBytes).toBe(4000 + bytes.length);
});
