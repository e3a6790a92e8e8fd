import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { toStoreError } from '../../../main/store/sqlite-error.ts';

test('a folder that is not there is a failure of the disk, as the package tells it, too', () => {
  const path = join(import.meta.dirname, 'no such folder', 'some.db');
  expect(() => new Sqlite(path)).toThrow(TypeError);
  try {
    new Sqlite(path);
  } catch (thrown) {
    expect(toStoreError(thrown, path)).toMatchObject({
      code: 'disk.failed',
      facts: { path, reason: 'ENOENT' },
    });
  }
  expect(toStoreError(new TypeError('anything else'), path).code).toBe('bug');
});
