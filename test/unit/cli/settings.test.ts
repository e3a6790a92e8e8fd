import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { readEnvironment } from '../../../main/cli/environment.ts';
import { dataDirOf } from '../../../main/cli/settings.ts';
import { createTempDir } from '../../support/temp-dir.ts';

afterEach(() => void vi.unstubAllEnvs());

test('the data directory is that of the option, else of the environment, else of config.toml, else the usual one', async () => {
  const dir = await createTempDir();
  const file = join(dir, 'config.toml');
  vi.stubEnv('LONGSHORE_CONFIG', file);
  const [option, variable, saved] = ['option', 'variable', 'saved'].map(name => join(dir, name));
  const plain = readEnvironment({}, 'linux');
  const told = readEnvironment({ LONGSHORE_DATA: variable }, 'linux');
  const usual = dataDirOf({}, plain);
  expect(usual).toMatch(/longshore/);
  writeFileSync(file, `[settings]\ndata-dir = ${JSON.stringify(saved)}\n`);
  expect(dataDirOf({}, plain)).toBe(saved);
  expect(dataDirOf({}, told)).toBe(variable);
  expect(dataDirOf({ dataDir: option ?? '' }, told)).toBe(option);
  writeFileSync(file, 'not [ toml');
  expect(dataDirOf({}, plain)).toBe(usual);
});
