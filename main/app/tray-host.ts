import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const patienceMs = 2_000;

/**
 * Whether the desktop shows tray icons. Windows and macOS always do. On Linux the desktop's service for them is asked for by name;
 * GNOME has none unless an extension (AppIndicator) brings it. Null where the question can't be put.
 */
export async function findTrayHost(platform: NodeJS.Platform = process.platform): Promise<boolean | null> {
  if (platform !== 'linux') return true;
  const question = [
    'call',
    '--session',
    '--dest',
    'org.freedesktop.DBus',
    '--object-path',
    '/org/freedesktop/DBus',
  ];
  const method = ['--method', 'org.freedesktop.DBus.NameHasOwner', 'org.kde.StatusNotifierWatcher'];
  try {
    const { stdout } = await run('gdbus', [...question, ...method], { timeout: patienceMs });
    return stdout.includes('true');
  } catch {
    return null;
  }
}
