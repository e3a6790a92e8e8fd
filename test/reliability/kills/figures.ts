import { commitAtStart } from '../record/commit-at-start.ts';
import type { ManyFigures } from './play-many.ts';

/** The figures of many histories as they go into the record; faults are those that every one of them has. */
export function recordOf(what: string, command: string, beganAtMs: number, figures: ManyFigures) {
  const { runs, seeds, byKind, failures } = figures;
  const all = Object.values(byKind);
  type Each = (typeof all)[number];
  const sum = (pick: (each: Each) => number) => all.reduce((total, each) => total + pick(each), 0);
  const moments = Object.keys(all[0]?.moments ?? {}) as (keyof Each['moments'])[];
  return {
    what,
    command,
    commit: commitAtStart,
    endedAt: new Date().toISOString(),
    seconds: Math.round((Date.now() - beganAtMs) / 1000),
    runs,
    seeds,
    faultsHit: {
      engineKilled: sum(each => each.engineKills),
      bucketKilled: sum(each => each.bucketKills),
      ...Object.fromEntries(moments.map(name => [name, sum(each => each.moments[name])])),
    },
    sentBytes: sum(each => each.sentBytes),
    bytesSentTwice: sum(each => each.sentTwiceBytes),
    bytesAllowedTwice: sum(each => each.allowedBytes),
    bytesOpenAtKills: sum(each => each.openBytes),
    databaseChecks: sum(each => each.databaseChecks),
    comparedFiles: sum(each => each.comparedFiles),
    checkedProofs: sum(each => each.checkedProofs),
    byKind,
    failures,
  };
}
