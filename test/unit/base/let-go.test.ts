import { fstatSync, openSync } from 'node:fs';
import { expect, test } from 'vitest';
import { letGo } from '../../../main/base/let-go.ts';

test('a file is closed, and an error of that is none', () => {
  const descriptor = openSync(import.meta.filename, 'r');
  letGo(descriptor);
  expect(() => fstatSync(descriptor)).toThrow('EBADF');
  expect(() => letGo(descriptor)).not.toThrow();
});
