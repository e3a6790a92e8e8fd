import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Clock } from '../base/clock.ts';

const run = promisify(execFile);
const patienceMs = 2_000;
/** At login, what shows the icons may start after this app: it is asked for again for two minutes. */
const againMs = 5_000;
const mostAsks = 24;

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

/** Whether there is a tray now, and word of one that comes up late. */
export interface TrayHost {
  /** Null where it can't be told. */
  has(): boolean | null;
  /** From here on it is asked for again, for a while; `onFound` is called once, with the first yes after a no. */
  watch(onFound: () => void): void;
  close(): void;
}

export async function openTrayHost(
  clock: Pick<Clock, 'after'>,
  find: () => Promise<boolean | null> = findTrayHost,
): Promise<TrayHost> {
  let has = await find();
  let asks = 0;
  let waiting: { stop(): void } | null = null;
  let isClosed = false;

  async function askAgain(onFound: () => void): Promise<void> {
    const found = await find();
    if (isClosed) return;
    has = found;
    if (has === true) onFound();
    else wait(onFound);
  }

  function wait(onFound: () => void): void {
    if (has === true || asks === mostAsks) return;
    asks += 1;
    waiting = clock.after(againMs, () => void askAgain(onFound));
  }

  return {
    has: () => has,
    watch: wait,
    close() {
      isClosed = true;
      waiting?.stop();
    },
  };
}
