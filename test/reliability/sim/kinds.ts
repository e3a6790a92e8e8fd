import { replies } from './replies.ts';

/** Where a fault strikes. */
export type FaultPlace = 'request' | 'database' | 'file' | 'watch' | 'worker' | 'process';

/** Everything that can go wrong, by place; requests meet the answers of `replies` besides. */
export const faultKinds = {
  request: [
    'resetBeforeBody',
    'resetInBody',
    'resetAfterBody',
    'dropAnswer',
    'truncateAnswer',
    'slow',
    'throttle',
    'hang',
    'html',
    'wrongCrc',
    'clockSkew',
    'expireToken',
    'incompleteListing',
    'unreachable',
    'noName',
  ],
  database: ['SQLITE_BUSY', 'SQLITE_FULL', 'SQLITE_IOERR', 'SQLITE_CORRUPT'],
  file: ['EIO', 'EMFILE', 'EACCES', 'ESTALE', 'ENOSPC', 'shortRead'],
  watch: ['lost', 'limit'],
  worker: ['death'],
  process: ['death', 'deathInDatabase', 'deathInFile'],
} as const satisfies Readonly<Record<FaultPlace, readonly string[]>>;

/** What is done to the world as a whole, counted where it is done. */
export const worldKinds = [
  'clockJump',
  'suspend',
  'serverSkew',
  'uploadExpired',
  'unmount',
  'mount',
  'foreign',
  'foreignRemove',
  'pause',
  'cancel',
  'stop',
] as const;

/** What is done to the tree. */
export const treeKinds = [
  'write',
  'append',
  'rewrite',
  'truncate',
  'touch',
  'rename',
  'swap',
  'remove',
  'chmod',
  'link',
  'pipe',
  'raw',
  'ignore',
] as const;

/** What users ask for that is no fault by itself. */
export const userKinds = [
  'add',
  'changeAdded',
  'pause',
  'resume',
  'retry',
  'sendNext',
  'rate',
  'parallel',
  'automaticParallel',
  'partSize',
] as const;

/** From so many histories on every kind has to have struck: some are met by one in hundreds. */
export const tellingCount = 5_000;

/** The names under which everything is counted. One that no history meets fails the record. */
export function allKinds(): readonly string[] {
  const named = (place: string, kinds: readonly string[]) => kinds.map(does => `${place}: ${does}`);
  return [
    ...Object.entries(faultKinds).flatMap(([place, kinds]) => named(place, kinds)),
    ...named('request', [...replies.oss.map(does => `oss ${does}`), ...replies.s3.map(does => `s3 ${does}`)]),
    ...named('world', worldKinds),
    ...named('tree', treeKinds),
    ...named('user', userKinds),
  ];
}
