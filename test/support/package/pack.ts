import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listPackage } from '@electron/asar';
import { build, type Configuration, Platform } from 'electron-builder';
import { build as buildWithVite } from 'vite';
import { appRoot } from '../app/app-home.ts';
import { createTempDir } from '../temp-dir.ts';
import { writeMadeUpRuntime } from './made-up-runtime.ts';

/** What electron-builder has made of the real build, with all of its real configuration but the runtime. */
export interface Packed {
  /** The program, whose fuses are set. */
  readonly program: string;
  readonly archive: string;
  /** The folder beside the archive. */
  readonly beside: string;
  /** Paths in the archive, with `/`, none at the front. */
  readonly paths: readonly string[];
}

export async function pack(atEnd: (task: () => Promise<void> | void) => void): Promise<Packed> {
  await buildWithVite({
    configFile: join(appRoot, 'assets', 'build', 'threads.vite.config.ts'),
    logLevel: 'error',
  });
  const dir = await createTempDir(atEnd);
  const runtime = join(dir, 'runtime');
  writeMadeUpRuntime(runtime);
  const config: Configuration = {
    extends: join(appRoot, 'electron-builder.yml'),
    electronDist: runtime,
    directories: { output: join(dir, 'packed') },
  };
  const targets = Platform.LINUX.createTarget('dir');
  await build({ projectDir: appRoot, targets, publish: 'never', config });
  const home = join(dir, 'packed', 'linux-unpacked');
  const archive = join(home, 'resources', 'app.asar');
  return {
    program: join(home, 'longshore'),
    archive,
    beside: `${archive}.unpacked`,
    paths: listPackage(archive, { isPack: false }).map(path => path.replaceAll('\\', '/').replace(/^\//, '')),
  };
}

/** What is no name of a module or package, such as a word of an SQL statement, is left out. */
const importShape = /(?:\bfrom|\bimport)\s*\(?\s*['"]([\w@./:-]+)['"]/g;

/** Names of the packages that a built program may load, by its own imports and by what they depend on. */
export function packagesOf(entry: string): ReadonlySet<string> {
  const files = new Set<string>();
  const names = new Set<string>();
  const follow = (file: string): void => {
    if (files.has(file)) return;
    files.add(file);
    for (const [, from = ''] of readFileSync(file, 'utf8').matchAll(importShape)) {
      if (from.startsWith('.')) {
        if (from.endsWith('.js')) follow(join(file, '..', from));
      } else if (!from.startsWith('node:') && from !== 'electron') {
        names.add(
          from
            .split('/')
            .slice(0, from.startsWith('@') ? 2 : 1)
            .join('/'),
        );
      }
    }
  };
  follow(entry);
  return withDependencies(names);
}

interface Locked {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

function withDependencies(names: ReadonlySet<string>): ReadonlySet<string> {
  const lock = JSON.parse(readFileSync(join(appRoot, 'package-lock.json'), 'utf8')) as {
    packages: Readonly<Record<string, Locked>>;
  };
  const found = new Set<string>();
  const add = (name: string): void => {
    if (found.has(name)) return;
    found.add(name);
    const locked = lock.packages[`node_modules/${name}`];
    for (const next of Object.keys({ ...locked?.dependencies, ...locked?.optionalDependencies })) add(next);
  };
  for (const name of names) add(name);
  return found;
}
