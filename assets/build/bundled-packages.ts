import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

/** A package of npm, as its own package.json has it. */
export interface PackageId {
  readonly name: string;
  readonly version: string;
}

export const bundledDir = join(import.meta.dirname, '..', '..', 'dist', 'bundled');

const folderShape = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/;

/** Writes down, as `dist/bundled/NAME.json`, of which packages a bundle holds something: nothing else tells once it is built. */
export function bundledPackages(name: string): Plugin {
  return {
    name: 'bundled-packages',
    generateBundle(_, bundle) {
      const folders = new Set<string>();
      for (const made of Object.values(bundle)) {
        if (made.type !== 'chunk') continue;
        for (const [id, { renderedLength }] of Object.entries(made.modules)) {
          const folder = folderShape.exec(id)?.[0];
          // Of styles nothing is rendered into a script: they go into a file of their own.
          if (folder !== undefined && (renderedLength > 0 || /\.css(?:\?|$)/.test(id))) folders.add(folder);
        }
      }
      mkdirSync(bundledDir, { recursive: true });
      const packages = [...folders].toSorted().map(readPackage);
      writeFileSync(join(bundledDir, `${name}.json`), JSON.stringify(packages, null, 2));
    },
  };
}

function readPackage(folder: string): PackageId {
  const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as PackageId;
  return { name, version };
}
