import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { configuredDataDir } from '../../../main/config/data-dir.ts';
import { createTempDir } from '../../support/temp-dir.ts';

test.each([
  ['[settings]\ndata-dir = "/srv/longshore"\n', '/srv/longshore'],
  ['[settings]\nparallel = 4\n', null],
  ['[settings]\ndata-dir = "relative"\n', null],
  ['[settings]\ndata-dir = 7\n', null],
  ['not [ toml', null],
])('the data directory of %j', async (text, expected) => {
  const file = join(await createTempDir(), 'config.toml');
  writeFileSync(file, text);
  expect(configuredDataDir(file)).toBe(expected);
  expect(configuredDataDir(`${file}.missing`)).toBeNull();
});
