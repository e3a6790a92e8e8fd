import { readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDatabase } from '../../main/store/database.ts';
import { migrations } from '../../main/store/migrations.ts';
import { openTestStore } from '../support/open-test-store.ts';
import { hostileNames } from '../support/sample-folder.ts';
import { createTempDir } from '../support/temp-dir.ts';

/** Files without a name that this process has open; one that is closed while they are listed is left out. */
function namelessFiles(): string[] {
  return readdirSync('/proc/self/fd').flatMap(fd => {
    try {
      const path = readlinkSync(`/proc/self/fd/${fd}`);
      return path.endsWith(' (deleted)') ? [path] : [];
    } catch {
      return [];
    }
  });
}

const entry = (key: string, size = 1) => ({ key, size, etag: `E${size}`, lastModifiedMs: 1_723_456_789_123 });

test('a listing gives back what was added, in byte order of the keys and in pages', async () => {
  const { sync } = await openTestStore(await createTempDir());
  const listing = sync.openListing();
  listing.add(hostileNames.toReversed().map((name, index) => entry(name, index)));
  listing.add([]);
  const met: string[] = [];
  for (let after: string | null = null; ; after = met.at(-1) ?? null) {
    const page = listing.page(after, 4);
    if (page.length === 0) break;
    met.push(...page.map(({ key }) => key));
  }
  expect(met).toEqual(hostileNames);
  expect(listing.find('\u00e9.txt')).toEqual(
    entry('\u00e9.txt', hostileNames.length - 1 - hostileNames.indexOf('\u00e9.txt')),
  );
  expect(listing.find('absent')).toBeNull();
  listing.close();
});

test('a key that is listed twice counts once, as it was told last', async () => {
  const { sync } = await openTestStore(await createTempDir());
  const listing = sync.openListing();
  expect(listing.totals()).toEqual({ objects: 0, bytes: 0 });
  listing.add([entry('a', 5), entry('b', 7), entry('a', 50)]);
  listing.add([entry('b', 6 * 2 ** 40)]);
  expect(listing.totals()).toEqual({ objects: 2, bytes: 50 + 6 * 2 ** 40 });
  expect(listing.find('a')).toEqual(entry('a', 50));
  listing.close();
});

test('several listings are open at once, know nothing of each other, and end one by one', async () => {
  const { sync } = await openTestStore(await createTempDir());
  const [one, two] = [sync.openListing(), sync.openListing()];
  one.add([entry('a')]);
  two.add([entry('b')]);
  expect(one.find('b')).toBeNull();
  one.close();
  one.close();
  expect(two.find('b')).toEqual(entry('b'));
  two.close();
  const three = sync.openListing();
  expect(three.page(null, 10)).toEqual([]);
  three.close();
});

test('a listing needs no lock of the store, and stays when a batch around it is taken back', async () => {
  const dir = await createTempDir();
  const { sync } = await openTestStore(dir);
  const { database: other } = await openDatabase(join(dir, 'longshore.db'), migrations);
  const listing = sync.openListing();
  other.write(() => listing.add([entry('a')]));
  other.close();
  expect(() =>
    sync.batch(() => {
      listing.add([entry('b')]);
      throw new Error('taken back');
    }),
  ).toThrow('taken back');
  expect(listing.totals()).toEqual({ objects: 2, bytes: 2 });
  expect(listing.page(null, 10)).toEqual([entry('a'), entry('b')]);
  listing.close();
});

test('a hundred thousand objects are listed and gone over', async () => {
  const { sync } = await openTestStore(await createTempDir());
  const listing = sync.openListing();
  for (let from = 0; from < 100_000; from += 1_000) {
    listing.add(Array.from({ length: 1_000 }, (_, index) => entry(`photos/${from + index}`, 3)));
  }
  expect(listing.totals()).toEqual({ objects: 100_000, bytes: 300_000 });
  let met = 0;
  for (
    let page = listing.page(null, 1_000);
    page.length > 0;
    page = listing.page(page.at(-1)?.key ?? '', 1_000)
  ) {
    met += page.length;
  }
  expect(met).toBe(100_000);
  listing.close();
});

test('a listing beyond what is kept in memory lies in a file without a name, which is gone when it is closed', async () => {
  const { sync } = await openTestStore(await createTempDir());
  const listing = sync.openListing();
  const before = namelessFiles();
  for (let from = 0; from < 50_000; from += 1_000) {
    const entries = Array.from({ length: 1_000 }, (_, index) =>
      entry(`${'long/'.repeat(100)}${from + index}`),
    );
    listing.add(entries);
  }
  expect(namelessFiles().length).toBeGreaterThan(before.length);
  listing.close();
  expect(namelessFiles()).toEqual(before);
});
