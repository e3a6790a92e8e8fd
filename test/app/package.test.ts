import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, globSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { extractFile } from '@electron/asar';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Sbom } from '../../assets/build/sbom.ts';
import { threadFile } from '../../main/base/thread-file.ts';
import { wholeSlice } from '../../main/upload/file-slice.ts';
import { openLane } from '../../main/upload/lane.ts';
import { createMovedBytesCells } from '../../main/upload/moved-bytes.ts';
import { createRateLimitCells } from '../../main/upload/rate-limit.ts';
import { readSource } from '../../main/upload/source.ts';
import { appRoot, entry } from '../support/app/app-home.ts';
import { type Packed, pack, packagesOf } from '../support/package/pack.ts';
import { createTempDir } from '../support/temp-dir.ts';

let packed: Packed;
beforeAll(async () => {
  packed = await pack(afterAll);
}, 900_000);

/** The first steps of paths, without folders of packages. */
const namesBelow = (folder: string) =>
  [
    ...new Set(
      packed.paths
        .filter(path => path.startsWith(`${folder}/`))
        .map(path => path.split('/')[folder.split('/').length] ?? ''),
    ),
  ].toSorted();

/** Names of the packages that lie in the archive. */
const packagesInside = () =>
  new Set(
    packed.paths
      .filter(path => path.endsWith('/package.json') && path.startsWith('node_modules/'))
      .map(path => path.replace(/^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\/.*$/, '$1')),
  );

describe('the archive', () => {
  test('holds the built program, its page, texts and icons, and nothing else of ours', () => {
    const top = [...new Set(packed.paths.map(path => path.split('/')[0]))].toSorted();
    expect(top).toEqual(['assets', 'dist', 'node_modules', 'package.json']);
    expect(namesBelow('dist')).toEqual(['assets', 'main', 'page', 'preload']);
    expect(namesBelow('assets')).toEqual(['icons']);
    expect(namesBelow('dist/preload')).toEqual(['preload.cjs']);
    expect(namesBelow('dist/main')).not.toContain('cli');
    expect(namesBelow('dist/main')).not.toContain('web');
    for (const path of ['dist/main/index.js', 'dist/page/index.html', 'assets/icons/tray/idle-on-dark.png']) {
      expect(packed.paths).toContain(path);
    }
    expect(packed.paths.filter(path => /\.(ts|map|tsbuildinfo|test\.js)$/.test(path))).toEqual([]);
  });

  test('holds the packages that the program loads, and no others', () => {
    const wanted = packagesOf(entry);
    const found = packagesInside();
    const isOptional = (name: string) => name.startsWith('@napi-rs/keyring-') || name === 'node-addon-api';
    const isType = (name: string) => name === 'typescript' || name.startsWith('@typescript/');
    expect([...wanted].filter(name => !found.has(name) && !isOptional(name) && !isType(name))).toEqual([]);
    expect(
      [...found].filter(name => !wanted.has(name) && existsSync(join(appRoot, 'node_modules', name))),
    ).toEqual([]);
  });

  test('is no larger than it has to be', () => {
    expect(statSync(packed.archive).size).toBeLessThan(20 * 1024 ** 2);
    process.stdout.write(
      `app.asar: ${packed.paths.length} entries, ${statSync(packed.archive).size} bytes\n`,
    );
  });

  test('names a program that is in it', () => {
    const { main, type } = JSON.parse(extractFile(packed.archive, 'package.json').toString('utf8'));
    expect({ main, type }).toEqual({ main: 'dist/main/index.js', type: 'module' });
  });
});

/** What a file of the page or of the preload script takes from packages, by its own words. */
const importedIn = (folder: string) =>
  globSync(`${folder}/**/*.{ts,tsx}`, { cwd: appRoot })
    .filter(path => !path.endsWith('vite.config.ts'))
    .flatMap(path => [
      ...readFileSync(join(appRoot, path), 'utf8').matchAll(
        /^(?:import|export) (?!type )(?:[^'";]*? from )?'((?:@[^/']+\/)?[^./'][^/']*)/gm,
      ),
    ])
    .map(([, name = '']) => name);

test('the list of what is in a package (SBOM) names all that is in the archive and in the bundles, and nothing else', () => {
  const inAppRoot = { cwd: appRoot, maxBuffer: 64 * 1024 ** 2 };
  const npm = ['sbom', '--package-lock-only', '--sbom-format', 'cyclonedx', '--sbom-type', 'application'];
  const all = execFileSync('npm', npm, inAppRoot);
  const script = [join('assets', 'build', 'sbom.ts'), dirname(dirname(packed.archive))];
  const made = execFileSync(process.execPath, script, { ...inAppRoot, input: all }).toString('utf8');
  const { metadata, components, dependencies } = JSON.parse(made) as Sbom;
  const names = new Set(components.map(({ name }) => name));

  expect(metadata.component.name).toBe('longshore');
  expect([...packagesInside()].filter(name => !names.has(name))).toEqual([]);
  const imported = new Set([...importedIn('renderer'), ...importedIn('preload')]);
  expect(imported).toContain('@mantine/core');
  expect([...imported].filter(name => !names.has(name))).toEqual([]);
  for (const name of ['electron', 'react', 'react-dom', 'scheduler', 'uplot']) expect(names).toContain(name);

  const bundled = new Set(
    globSync('dist/bundled/*.json', { cwd: appRoot })
      .flatMap(path => JSON.parse(readFileSync(join(appRoot, path), 'utf8')) as { readonly name: string }[])
      .map(({ name }) => name),
  );
  const isElsewhere = (name: string) => !packagesInside().has(name) && !bundled.has(name);
  expect([...names].filter(isElsewhere)).toEqual(['electron']);
  for (const name of ['fastify', 'commander', 'ws', 'vite', 'typescript']) expect(names).not.toContain(name);

  const refs = new Set([metadata.component, ...components].map(each => each['bom-ref']));
  expect(
    dependencies.flatMap(({ ref, dependsOn }) => [ref, ...dependsOn]).filter(ref => !refs.has(ref)),
  ).toEqual([]);
  const reached = new Set(dependencies.flatMap(({ dependsOn }) => dependsOn));
  expect(components.filter(each => !reached.has(each['bom-ref']))).toEqual([]);
  expect(components.filter(({ scope }) => scope !== 'required')).toEqual([]);
});

describe('beside the archive', () => {
  test('is where the program looks for its threads', () => {
    const inside = pathToFileURL(join(packed.archive, 'dist', 'main', 'upload', 'lane.js')).href;
    const worker = threadFile('worker', inside);
    expect(worker.pathname).toBe(join(packed.beside, 'dist', 'main', 'upload', 'worker.js'));
    expect(existsSync(worker)).toBe(true);
  });

  test('the upload thread works with nothing but what lies there', async () => {
    const dir = await createTempDir();
    const path = join(dir, 'file.bin');
    writeFileSync(path, 'hello');
    const thread = pathToFileURL(join(packed.beside, 'dist', 'main', 'upload', 'worker.js'));
    const cells = { moved: createMovedBytesCells(1), rateLimit: createRateLimitCells(null) };
    const lane = openLane(cells, () => {}, thread);
    const slice = wholeSlice(await readSource(path));
    const { signal } = new AbortController();
    const [sum] = await lane.run({ type: 'digest', slice, algorithms: ['sha256'] }, null, 0, signal);
    expect(sum).toBe(createHash('sha256').update('hello').digest('hex'));
    await lane.close();
  });

  test('the walking thread starts there', async () => {
    let died: unknown = null;
    const worker = new Worker(join(packed.beside, 'dist', 'main', 'watch', 'walk-worker.js'));
    worker.on('error', thrown => {
      died = thrown;
    });
    await once(worker, 'online');
    worker.postMessage({ type: 'close' });
    await once(worker, 'exit');
    expect(died).toBeNull();
  });

  test('native modules load from there', () => {
    const load = createRequire(join(packed.beside, 'node_modules', 'better-sqlite3', 'package.json'));
    const database = new (load('./lib/index.js'))(':memory:');
    expect(database.prepare('select 6 * 7 as answer').get()).toEqual({ answer: 42 });
    const natives = packed.paths.filter(path => path.endsWith('.node'));
    expect(natives.length).toBeGreaterThan(0);
    for (const path of natives) expect(existsSync(join(packed.beside, path))).toBe(true);
    expect(natives.filter(path => /darwin|win32/.test(path))).toEqual([]);
  });
});

test('the fuses of the program are set', async () => {
  const { version: _, ...fuses } = await getCurrentFuseWire(packed.program);
  const on = FuseState.ENABLE;
  const off = FuseState.DISABLE;
  expect(fuses).toMatchObject({
    [FuseV1Options.RunAsNode]: off,
    [FuseV1Options.EnableCookieEncryption]: on,
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: off,
    [FuseV1Options.EnableNodeCliInspectArguments]: off,
    [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: on,
    [FuseV1Options.OnlyLoadAppFromAsar]: on,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: off,
    [FuseV1Options.GrantFileProtocolExtraPrivileges]: off,
  });
});
