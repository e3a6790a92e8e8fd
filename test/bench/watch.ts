import { spawnSync } from 'node:child_process';
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { watch as watchWithChokidar } from 'chokidar';
import { systemClock } from '../../main/base/clock.ts';
import { openDirectoryWatch } from '../../main/watch/directory-watch.ts';
import { openFolderWatcher } from '../../main/watch/open-folder-watcher.ts';

/**
 * What it costs to watch a large folder, in several ways, each in a process of its own: time until everything is watched,
 * memory above that of the idle process, inotify watches and descriptors, and the CPU time of a storm of changes with the writing of them. Linux only:
 * the figures come from /proc.
 */
const { values } = parseArgs({
  options: {
    folders: { type: 'string', default: '10000' },
    files: { type: 'string', default: '10' },
    changes: { type: 'string', default: '5000' },
    dir: { type: 'string', default: tmpdir() },
    way: { type: 'string' },
    root: { type: 'string', default: '' },
  },
});
const folders = Number(values.folders);
const filesEach = Number(values.files);
const changes = Number(values.changes);

/** Opens a watch, calls back for every event it hears, and resolves when all is watched. */
type Way = (root: string, onEvent: () => void) => Promise<void>;

function* directoriesOf(root: string): Generator<string> {
  yield root;
  for (const entry of readdirSync(root, { withFileTypes: true })) {
    if (entry.isDirectory()) yield* directoriesOf(join(root, entry.name));
  }
}

const ways: Readonly<Record<string, Way>> = {
  nothing: async () => {},
  'chokidar, everything': async (root, onEvent) => {
    const watcher = watchWithChokidar(root, { ignoreInitial: true, atomic: false });
    watcher.on('all', onEvent);
    await new Promise<void>(resolve => watcher.once('ready', resolve));
  },
  'chokidar, directories alone': async (root, onEvent) => {
    const isDirectory = (path: string) => lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
    const watcher = watchWithChokidar(root, {
      ignoreInitial: true,
      atomic: false,
      followSymlinks: false,
      ignored: (path, stats) => !(stats?.isDirectory() ?? isDirectory(path)),
    });
    watcher.on('raw', onEvent);
    await new Promise<void>(resolve => watcher.once('ready', resolve));
  },
  'chokidar, each directory at depth 0': async (root, onEvent) => {
    const watcher = watchWithChokidar([...directoriesOf(root)], {
      ignoreInitial: true,
      atomic: false,
      depth: 0,
    });
    watcher.on('raw', onEvent);
    await new Promise<void>(resolve => watcher.once('ready', resolve));
  },
  'Longshore, its walk included': async (root, onEvent) => {
    const ignore = { lines: [], usesDefaults: true, includesGit: false };
    await new Promise<void>(resolve => {
      openFolderWatcher(
        { root, ignore, symlinks: 'skip', without: [], quietMs: 2_000, patienceMs: 60_000 },
        { onSettled() {}, onCoverage: () => resolve() },
        systemClock,
        {
          openWatch: (setup, hooks) =>
            openDirectoryWatch(setup, {
              ...hooks,
              onEvent(...event) {
                onEvent();
                hooks.onEvent(...event);
              },
            }),
        },
      );
    });
  },
  'fs.watch, each directory': async (root, onEvent) => {
    for (const directory of directoriesOf(root)) watch(directory, onEvent);
  },
  'fs.watch, recursive': async (root, onEvent) => {
    watch(root, { recursive: true }, onEvent);
  },
};

function status(name: 'VmRSS' | 'VmHWM'): number {
  return (
    Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1000
  );
}

function watchesAndDescriptors(): readonly [number, number] {
  const handles = readdirSync('/proc/self/fd');
  let watches = 0;
  for (const handle of handles) {
    try {
      watches += readFileSync(`/proc/self/fdinfo/${handle}`, 'utf8').split('inotify wd:').length - 1;
    } catch {
      // The descriptor of the listing itself is closed by now.
    }
  }
  return [watches, handles.length - 1];
}

async function measure(way: Way, root: string): Promise<readonly (string | number)[]> {
  const idle = status('VmRSS');
  let heard = 0;
  let lastHeardMs = 0;
  const started = performance.now();
  await way(root, () => {
    heard += 1;
    lastHeardMs = performance.now();
  });
  const startMs = performance.now() - started;
  await sleep(2_000);
  const memory = status('VmRSS') - idle;
  const [watches, descriptors] = watchesAndDescriptors();
  heard = 0;
  const before = process.cpuUsage();
  const stormed = performance.now();
  for (let change = 0; change < changes; change += 1) {
    writeFileSync(
      join(root, `${change % 100}`, `${(change * 7) % (folders / 100)}`, `${change % filesEach}`),
      'new',
    );
    if (change % 100 === 0) await sleep(1);
  }
  while (performance.now() - Math.max(lastHeardMs, stormed) < 2_000) await sleep(100);
  const { user, system } = process.cpuUsage(before);
  return [
    startMs.toFixed(0),
    memory.toFixed(0),
    (status('VmHWM') - idle).toFixed(0),
    watches,
    descriptors,
    heard,
    ((user + system) / 1e6).toFixed(2),
  ];
}

async function compare(): Promise<void> {
  const root = mkdtempSync(join(values.dir, 'longshore-bench-'));
  process.once('SIGINT', () => {
    rmSync(root, { recursive: true, force: true });
    process.exit(130);
  });
  try {
    for (let folder = 0; folder < folders; folder += 1) {
      const path = join(root, `${folder % 100}`, `${Math.floor(folder / 100)}`);
      mkdirSync(path, { recursive: true });
      for (let file = 0; file < filesEach; file += 1) writeFileSync(join(path, `${file}`), '');
    }
    console.log(
      `${folders * filesEach} files in ${folders} folders, then ${changes} changes; Node ${process.versions.node}`,
    );
    console.log('\n| Watched by | ready ms | memory MB | peak MB | watches | descriptors | heard | CPU s |');
    console.log('|---|---|---|---|---|---|---|---|');
    for (const name of Object.keys(ways)) {
      const args = [import.meta.filename, '--way', name, '--root', root];
      const sizes = ['--folders', values.folders, '--files', values.files, '--changes', values.changes];
      const {
        stdout,
        stderr,
        status: code,
      } = spawnSync(process.execPath, [...args, ...sizes], { encoding: 'utf8' });
      console.log(
        code === 0 ? `| ${name} | ${stdout.trim()} |` : `| ${name} | failed: ${stderr.trim().slice(-300)} |`,
      );
    }
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

const way = values.way === undefined ? undefined : ways[values.way];
if (way) {
  console.log((await measure(way, values.root)).join(' | '));
  process.exit(0);
}
await compare();
