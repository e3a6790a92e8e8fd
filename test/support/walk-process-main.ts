import { toErrorRecord } from '../../main/base/app-error.ts';
import type { SeenDirectory } from '../../main/model/seen.ts';
import type { WalkSetup } from '../../main/watch/walk.ts';
import { createWalker } from '../../main/watch/walker.ts';

/** Walks a folder as another user: its setup is the argument, what it saw or threw the output. */
const setup = JSON.parse(process.argv[2] ?? '') as WalkSetup;
const walker = createWalker();
const seen: SeenDirectory[] = [];
const looks = [{ directory: '', names: null, isDeep: true }];
try {
  for await (const directory of walker.walk(setup, looks, new AbortController().signal)) seen.push(directory);
  process.stdout.write(JSON.stringify({ seen }));
} catch (thrown) {
  process.stdout.write(JSON.stringify({ error: toErrorRecord(thrown) }));
}
await walker.close();
