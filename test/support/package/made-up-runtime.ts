import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Before these bytes of the program lie its fuses: a version, their number, and a digit for each. */
const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const fuseCount = 9;

/** A folder that is to electron-builder what the runtime's is: a program with fuses, all as the makers of Electron set them. */
export function writeMadeUpRuntime(dir: string): void {
  mkdirSync(join(dir, 'resources'), { recursive: true });
  mkdirSync(join(dir, 'locales'), { recursive: true });
  const fuses = Buffer.from('1'.repeat(fuseCount), 'latin1');
  const program = Buffer.concat([
    Buffer.from('\u007fELF made up\n'),
    Buffer.from(sentinel, 'latin1'),
    Buffer.from([1, fuseCount]),
    fuses,
    Buffer.from('\nend'),
  ]);
  writeFileSync(join(dir, 'electron'), program, { mode: 0o755 });
  for (const name of [
    'LICENSE',
    'LICENSES.chromium.html',
    'version',
    'chrome-sandbox',
    'chrome_crashpad_handler',
  ]) {
    writeFileSync(join(dir, name), name === 'version' ? '45.4.1' : 'made up', { mode: 0o755 });
  }
}
