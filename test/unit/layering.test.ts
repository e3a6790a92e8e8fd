import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findBreaches, type SourceFile } from '../support/layering.ts';

const top = join(import.meta.dirname, '..', '..');

function sourcesOf(folder: string): readonly SourceFile[] {
  return (
    readdirSync(join(top, folder), { recursive: true, encoding: 'utf8' })
      .map(name => `${folder}/${name.replaceAll('\\', '/')}`)
      // What builds them is no part of them.
      .filter(path => /\.tsx?$/.test(path) && !path.endsWith('/vite.config.ts'))
      .map(path => ({ path, text: readFileSync(join(top, path), 'utf8') }))
  );
}

test('the program keeps to the import table', () => {
  const files = sourcesOf('main');
  expect(files.length).toBeGreaterThan(10);
  expect(findBreaches(files)).toEqual([]);
});

test('the page takes words alone from the program', () => {
  const allowed = /^(preload\/contract|main\/text\/|assets\/text\/|renderer\/)/;
  const typesAlone = /^main\/base\/(app-error|said)\.ts$/;
  const sources = sourcesOf('renderer');
  const lines = sources.flatMap(({ path, text }) =>
    [...text.matchAll(/^import (type )?[^;]*?from '(\.[^']+)'/gms)].map(([, type, to = '']) => ({
      path,
      isType: type !== undefined,
      to: join(dirname(path), to).replaceAll('\\', '/'),
    })),
  );
  expect(lines.length).toBeGreaterThan(100);
  const breaches = lines.filter(({ to, isType }) => {
    if (to.startsWith('preload/') && !isType) return true;
    return !allowed.test(to) && !(isType && typesAlone.test(to));
  });
  expect(breaches).toEqual([]);
});

const breaches: readonly (readonly [sentence: string, path: string, text: string])[] = [
  ['base knows nobody', 'main/base/x.ts', "import { a } from '../model/part.ts';"],
  ['model knows base alone', 'main/model/x.ts', "import type { A } from '../remote/object-store.ts';"],
  ['stages of one brace stay apart', 'main/store/x.ts', "import { a } from '../remote/uri.ts';"],
  ['types count as imports', 'main/plan/x.ts', "import type { A } from '../store/transfer-log.ts';"],
  ['queue and upload stay apart', 'main/queue/x.ts', "import { a } from '../upload/pool.ts';"],
  ['a re-export is an import', 'main/watch/x.ts', "export { a } from '../engine.ts';"],
  ['a dynamic import is an import', 'main/model/x.ts', "const a = await import('../store/database.ts');"],
  ['an import for its effect is an import', 'main/model/x.ts', "import '../store/database.ts';"],
  ['an import over several lines', 'main/model/x.ts', "import {\n  a,\n  b,\n} from '../store/database.ts';"],
  ['bucket takes signers alone from remote', 'main/bucket/x.ts', "import { a } from '../remote/http.ts';"],
  ['bucket is used by the command line alone', 'main/web/x.ts', "import { a } from '../bucket/server.ts';"],
  ['the command line knows no window', 'main/cli/x.ts', "import { a } from '../app/window.ts';"],
  ['the first file loads nothing heavy', 'main/cli.ts', "import { a } from './store/database.ts';"],
  ['SQLite only in store', 'main/upload/x.ts', "import Database from 'better-sqlite3';"],
  ['undici only in remote', 'main/cli/x.ts', "import { request } from 'undici';"],
  ['chokidar only in watch', 'main/cli/x.ts', "import { watch } from 'chokidar';"],
  ['electron only in app', 'main/cli/x.ts', "import { app } from 'electron';"],
  ['the environment has its files', 'main/cli/put.ts', 'const home = process.env.HOME;'],
  ['real time only in the clock', 'main/queue/x.ts', 'const at = Date.now();'],
  ['real timers only in the clock', 'main/queue/x.ts', 'setTimeout(() => {}, 5);'],
  ['timers by import, too', 'main/queue/x.ts', "import { setTimeout as s } from 'node:timers/promises';"],
  ['no default exports', 'main/base/x.ts', 'export default function a() {}'],
  ['no default exports by name', 'main/base/x.ts', 'const a = 1; export { a as default };'],
  ['nothing from the tests', 'main/base/x.ts', "import { a } from '../../test/support/world.ts';"],
  ['types alone from preload', 'main/cli/x.ts', "import { a } from '../../preload/contract.ts';"],
  ['no barrels', 'main/cli/x.ts', "import { a } from '../store/index.ts';"],
  ['no folders', 'main/cli/x.ts', "import { a } from '../store';"],
  ['nothing from the page', 'main/cli/x.ts', "import { a } from '../../renderer/text/format.ts';"],
];

describe('the check can fail', () => {
  test.each(breaches)('%s', (_, path, text) => {
    expect(findBreaches([{ path, text }])).toHaveLength(1);
  });
});

const legal: readonly (readonly [sentence: string, path: string, text: string])[] = [
  ['a neighbour', 'main/cli/put.ts', "import { a } from './size.ts';"],
  ['down the flow', 'main/upload/x.ts', "import { a } from '../store/transfer-log.ts';"],
  ['types from preload', 'main/cli/x.ts', "import type { A } from '../../preload/contract.ts';"],
  ['texts', 'main/cli/x.ts', "import en from '../../assets/text/en.json' with { type: 'json' };"],
  ['signers in the bucket', 'main/bucket/x.ts', "import { a } from '../remote/sign-oss-v4.ts';"],
  ['words in a comment', 'main/queue/x.ts', '// Date.now() and process.env stay outside\n/* setTimeout( */'],
  ['an address in quotes', 'main/cli/x.ts', "const a = 'http://x'; // import '../app/window.ts'"],
];

describe('the check lets pass', () => {
  test.each(legal)('%s', (_, path, text) => {
    expect(findBreaches([{ path, text }])).toEqual([]);
  });
});
