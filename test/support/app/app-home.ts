import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const appRoot = join(import.meta.dirname, '../../..');
export const entry = join(appRoot, 'dist', 'main', 'index.js');

const manifest = JSON.parse(readFileSync(join(appRoot, 'package.json'), 'utf8')) as { version: string };
export const appVersion = manifest.version;

/** The environment of somebody who lives in this folder and has nothing else. */
export function homeVariables(home: string): NodeJS.ProcessEnv {
  const { PATH = '', DISPLAY, XAUTHORITY } = process.env;
  return {
    ...{ PATH, HOME: home, LANG: 'en_GB.UTF-8', TMPDIR: process.env['TMPDIR'] ?? '/tmp' },
    ...{ XDG_CONFIG_HOME: join(home, 'config'), XDG_DATA_HOME: join(home, 'data') },
    ...(DISPLAY !== undefined && { DISPLAY }),
    ...(XAUTHORITY !== undefined && { XAUTHORITY }),
  };
}
