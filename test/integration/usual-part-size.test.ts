import { describe, expect, test } from 'vitest';
import { uploadOf } from '../../main/model/transfer.ts';
import { createWorld, never, partSizes } from '../support/world.ts';

const mebibyte = 1024 * 1024;

describe('a usual part size of the settings', () => {
  test('is that of uploads for which nobody wishes another', async () => {
    const world = await createWorld('oss');
    const engine = await world.engine({ usualPartSize: 2 * mebibyte });
    const { path } = world.file('large.bin', 11 * mebibyte);
    const sizes = new Set<number>();
    engine.onEvent(event => {
      const upload = event.type === 'changed' ? uploadOf(event.transfer.state) : null;
      if (upload) sizes.add(upload.partSize);
    });
    const wish = { path, access: world.access, key: 'large.bin', options: {}, threshold: mebibyte };
    expect((await engine.upload(wish, never)).state.at).toBe('done');
    expect([...sizes]).toEqual([2 * mebibyte]);
    const other = { ...wish, key: 'other.bin', partSize: partSizes.oss };
    await engine.upload(other, never);
    expect([...sizes]).toEqual([2 * mebibyte, partSizes.oss]);
  });
});
