import { usualSettings } from '../../../main/model/folder.ts';
import { Removals } from './checker/removals.ts';
import { StateView } from './checker/state-view.ts';
import { bucketPath, databaseAt, recordPath } from './databases.ts';
import type { Play } from './play.ts';
import { folderPrefix } from './session.ts';

type Watched = Pick<Play, 'history' | 'bucket' | 'watchman' | 'presence' | 'scheduler' | 'fail'>;

/** Has everything judged that goes from the bucket, just before it goes. */
export function watchRemovals(play: Watched): Removals {
  const { mode, deletes } = { ...usualSettings, ...play.history.settings };
  const removals = new Removals(
    { ...deletes, prefix: folderPrefix, isMirror: mode === 'mirror' },
    {
      bucket: play.bucket,
      watchman: play.watchman,
      state: () => new StateView(databaseAt(recordPath).connection),
      holds: path => play.presence.holds(path),
      goneForMs: path => {
        const sinceMs = play.presence.goneSinceMs(path);
        return sinceMs === null ? null : play.scheduler.mostPassedSince(sinceMs);
      },
    },
  );
  databaseAt(bucketPath).beforeRun = (sql, [, key]) => {
    if (!sql.startsWith('delete from object where')) return;
    try {
      removals.removed(Buffer.from(key as Uint8Array).toString('utf8'));
    } catch (thrown) {
      // The server would take it for a failure of its own.
      play.fail(thrown as Error);
    }
  };
  return removals;
}
