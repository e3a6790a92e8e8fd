import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const folder = join(import.meta.dirname, '../../reliability/sim/checker');
/** Itself, Node, and the shapes of what it looks at: the disk of the simulation, and SQLite's driver. */
const known = /^(\.\/|\.\.\/disk\/|node:)|^better-sqlite3$/;

test.each(readdirSync(folder))('%s shares no code with the engine that it judges', name => {
  const text = readFileSync(join(folder, name), 'utf8');
  const imports = [...text.matchAll(/^(import|export)[^'";]*from '([^']+)'/gm)];
  expect(imports.filter(([, , from = '']) => !known.test(from)).map(([line]) => line)).toEqual([]);
  expect(text).not.toMatch(/\bimport\s*\(|\brequire\s*\(/);
});
