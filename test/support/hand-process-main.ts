import { createAccountContext } from '../../main/account/account-context.ts';
import { readAccountEnvironment } from '../../main/account/environment.ts';
import { systemClock } from '../../main/base/clock.ts';
import { silentLog } from '../../main/base/log.ts';
import { createAccesses } from '../../main/desk/accesses.ts';
import { createByHand } from '../../main/desk/by-hand.ts';
import { createChanges } from '../../main/desk/changes.ts';
import { createEngine } from '../../main/engine.ts';
import { createMemoryKeyring } from './account-home.ts';
import { testBucket } from './local-bucket.ts';

/**
 * Adds the path of its second argument by hand, over the data directory of its first, to the account of its environment, and writes
 * a line whenever another transfer is done; lives until it is killed.
 */
const [dataDir = '', path = '', partSize = ''] = process.argv.slice(2);
const clock = systemClock;
const engine = await createEngine({
  ...{ dataDir, clock, log: silentLog, parallel: 2, rateLimit: null, attempts: 5, quietMs: 10 },
  network: { proxy: 'none', caFile: null, connectTimeoutMs: 5_000, progressTimeoutMs: 5_000, connections: 4 },
});
const accounts = createAccountContext(
  clock,
  readAccountEnvironment(process.env, dataDir, dataDir),
  createMemoryKeyring(null),
);
const accesses = createAccesses(accounts);
const byHand = createByHand({
  ...{ engine: () => engine, accounts, changes: createChanges(0), clock, log: silentLog, accesses, dataDir },
  ...{ scanFolder: () => {}, rootOf: () => '' },
});
await byHand.start();
engine.onEvent(event => {
  if (event.type === 'changed') process.stdout.write(`${event.transfer.state.at}\n`);
});
await byHand.addPaths(
  {
    target: { account: null, kind: 'oss', bucket: testBucket, prefix: '' },
    ...{ paths: [path], name: null, options: {}, isSimple: false, isAppend: false },
    partSize: partSize === '' ? null : Number(partSize),
  },
  () => {},
  new AbortController().signal,
);
