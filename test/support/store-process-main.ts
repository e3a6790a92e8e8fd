import { createInterface } from 'node:readline';
import { toErrorRecord } from '../../main/base/app-error.ts';
import { systemClock } from '../../main/base/clock.ts';
import { silentLog } from '../../main/base/log.ts';
import { openDatabase } from '../../main/store/database.ts';
import { openStore, type Store } from '../../main/store/open-store.ts';
import type { StoreCommand } from './store-process.ts';

/** A process of its own over a data directory: does the commands that come as lines of JSON, and answers each. */
let store: Store | undefined;

async function run(command: StoreCommand): Promise<unknown> {
  switch (command.do) {
    case 'openStore':
      store = await openStore(command.dir, { clock: systemClock, log: silentLog });
      return { setAside: store.setAside };
    case 'claim':
      return store?.log.claim(command.wanted);
    case 'setState':
      return store?.log.setState(command.id, command.state);
    case 'addReceipt':
      return store?.log.addReceipt(command.id, command.receipt);
    case 'addLoose':
      return store?.loose.add(command.upload);
    case 'claimFolder':
      return store?.sync.folders.claim(command.wanted);
    case 'writeBatch': {
      const { folderId, file, action, diesInside } = command;
      return store?.sync.batch(() => {
        store?.sync.known.put(folderId, file);
        store?.sync.actions.put(folderId, action);
        if (diesInside) process.kill(process.pid, 'SIGKILL');
      });
    }
    case 'migrate': {
      const { database, setAside } = await openDatabase(command.path, command.migrations);
      const rows = database.prepare(command.query).all();
      database.close();
      return { rows, setAside };
    }
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  try {
    process.stdout.write(`${JSON.stringify({ value: (await run(JSON.parse(line))) ?? null })}\n`);
  } catch (thrown) {
    process.stdout.write(`${JSON.stringify({ error: toErrorRecord(thrown) })}\n`);
  }
}
store?.close();
