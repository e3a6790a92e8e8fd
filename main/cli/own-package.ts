import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';

const manifest = findPackageJSON('.', import.meta.url) ?? '';

export function ownVersion(): string {
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  return version;
}

/** Where the build puts the page. */
export function ownPageDir(): string {
  return join(dirname(manifest), 'dist', 'page');
}
