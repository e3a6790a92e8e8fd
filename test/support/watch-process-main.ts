import { closeSync, openSync } from 'node:fs';
import { toErrorRecord } from '../../main/base/app-error.ts';
import { systemClock } from '../../main/base/clock.ts';
import { openFolderWatcher } from '../../main/watch/open-folder-watcher.ts';
import { createWalker } from '../../main/watch/walker.ts';

/**
 * Watches the folder of its first argument when the process can open no more files, and lets go of them when that is told.
 * Ends when it is live, with what was told on the way as its output.
 */
const setup = {
  root: process.argv[2] ?? '',
  ignore: { lines: [], usesDefaults: false, includesGit: false },
  symlinks: 'skip',
  without: [],
  quietMs: 20,
  patienceMs: 1_000,
} as const;
const hasty = { ...systemClock, after: (ms: number, then: () => void) => systemClock.after(ms / 100, then) };
// Its thread is started while there are files for it.
const walker = createWalker();
for await (const _ of walker.walk(
  setup,
  [{ directory: '', names: [], isDeep: false }],
  new AbortController().signal,
));

const handles: number[] = [];
try {
  for (;;) handles.push(openSync('/dev/null', 'r'));
} catch (thrown) {
  if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'EMFILE')) throw thrown;
}
const stay = setInterval(() => {}, 60_000);
const told: unknown[] = [];
const watcher = openFolderWatcher(
  setup,
  {
    onSettled() {},
    async onCoverage({ mode, reason, directoriesWatched }) {
      told.push({ mode, directoriesWatched, reason: reason && toErrorRecord(reason) });
      for (const handle of handles.splice(0)) closeSync(handle);
      if (mode !== 'live') return;
      clearInterval(stay);
      await watcher.close();
      await walker.close();
      process.stdout.write(JSON.stringify(told));
    },
  },
  hasty,
  { walker },
);
