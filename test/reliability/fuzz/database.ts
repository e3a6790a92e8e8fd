import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { systemClock } from '../../../main/base/clock.ts';
import { silentLog } from '../../../main/base/log.ts';
import { openStore, type Store } from '../../../main/store/open-store.ts';
import { sampleAction, sampleFolder, sampleKnown, sampleProblem } from '../../support/sample-folder.ts';
import { sampleReceipt, sampleTransfer } from '../../support/sample-transfer.ts';
import { createTempDir } from '../../support/temp-dir.ts';
import { spoiltBytes } from './rubbish.ts';
import { clearly, type FuzzTarget } from './target.ts';

const options = { clock: systemClock, log: silentLog };

/** Files that somebody may have put there. */
const foreign = [
  Buffer.alloc(0),
  Buffer.from('PK\u0003\u0004 no database'),
  Buffer.from('SQLite format 3\u0000'),
  Buffer.alloc(100_000, 1),
];

/** Everything that the program reads when it starts, and a write of each kind. */
const uses: readonly ((store: Store) => unknown)[] = [
  store => store.log.unfinished(),
  store => store.loose.all(),
  store => store.sync.folders.all(),
  store => store.list.tally(),
  store => store.health(),
  store => store.hand.isAllPaused(),
  store => {
    const [record] = store.sync.folders.all();
    if (!record) return;
    const { id } = record.folder;
    store.sync.known.page(id, null, 100);
    store.sync.known.totals(id);
    store.sync.problems.totals(id);
    store.sync.actions.totals(id);
    store.sync.known.put(id, sampleKnown('new/file'));
    store.sync.actions.put(id, sampleAction('new/action'));
  },
  store => {
    const { transfer } = store.log.claim(sampleTransfer('/new'));
    store.log.addReceipt(transfer.id, sampleReceipt(1));
    store.log.receipts(transfer.id);
    store.log.find(transfer.id);
  },
];

export const databaseFile: FuzzTarget = {
  name: 'the database file',
  cost: 100,
  leastTaken: 0.1,
  async open(told, atEnd) {
    const dir = await createTempDir(atEnd);
    const made = await openStore(join(dir, 'sound'), options);
    const { record } = made.sync.folders.claim(sampleFolder());
    for (let number = 0; number < 60; number += 1) {
      const { transfer } = made.log.claim(sampleTransfer(`/many/${number}`));
      made.log.addReceipt(transfer.id, sampleReceipt(1));
      made.sync.known.put(record.folder.id, sampleKnown(`dir/${number}`));
      made.sync.problems.put(record.folder.id, sampleProblem(`bad/${number}`));
    }
    made.close();
    const sound = readFileSync(join(dir, 'sound', 'longshore.db'));
    const file = fc.oneof({ weight: 9, arbitrary: spoiltBytes(sound) }, fc.constantFrom(...foreign));
    let number = 0;
    return fc.asyncProperty(file, async bytes => {
      number += 1;
      const data = join(dir, String(number));
      mkdirSync(join(data, 'owners'), { recursive: true });
      writeFileSync(join(data, 'longshore.db'), bytes);
      const store = await clearly(told, () => openStore(data, options));
      if (store) {
        for (const use of uses) await clearly(told, () => use(store));
        store.close();
        // What was set aside is still what it was.
        const aside = readdirSync(data).find(name => /\.damaged-[^-]+-[^-]+-[^-]+-[^-]+-[^-]+Z$/.test(name));
        if (!aside) told.taken();
        if (aside && !readFileSync(join(data, aside)).equals(bytes))
          throw new Error('what was set aside was changed');
      }
      rmSync(data, { recursive: true });
    });
  },
};
