import { expect, test } from 'vitest';
import { createHistoryArea } from '../../main/api/history.ts';
import type { Engine } from '../../main/engine.ts';
import { parseReport } from '../../main/model/report.ts';
import { createFixedClock } from '../support/fixed-clock.ts';
import { damage, openTestStore } from '../support/open-test-store.ts';
import { sampleHand } from '../support/sample-hand.ts';
import { createTempDir } from '../support/temp-dir.ts';

/** The requests over a store that holds so many proofs of transfers by hand. */
async function openArea(proofs: number) {
  const dir = await createTempDir();
  const first = await openTestStore(dir);
  first.hand.add([sampleHand('photo.jpg')]);
  first.close();
  await damage(
    dir,
    `CREATE TEMP TABLE one AS SELECT * FROM transfer;
     WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < ${proofs})
     INSERT INTO transfer SELECT printf('%08d', i), path || i, size, byte_offset, byte_length, mtime_ns, ctime_ns, inode, device,
       kind, endpoint, bucket, region, addressing, object_key || i, options, NULL, 'done', '{}', NULL, i, i, NULL, NULL, NULL, NULL,
       NULL, source, hand, 0, 0, 0, 0, name || i, 'done' FROM one, n;
     INSERT INTO proof (transfer_id, size, algorithm, ours, theirs, etag, request_id, version_id, proven_at_ms, callback)
       SELECT id, 1000, 'crc64', '1', '1', 'e', 'r', NULL, created_at_ms / 3, NULL FROM transfer WHERE at = 'done';`,
  );
  const store = await openTestStore(dir);
  const engine = { history: store.history } as Engine;
  const clock = createFixedClock(1_700_000_000_000);
  return createHistoryArea({ engine: () => engine, clock, rootOf: () => '' }).handlers;
}

test('an export of proofs holds all of them, and a search those it finds', async () => {
  const { exportProofs } = await openArea(12_000);
  const all = await exportProofs({ folder: null, search: '' });
  expect(all).toMatchObject({
    count: 12_000,
    isComplete: true,
    fileName: 'longshore-proofs-2023-11-14.json',
  });
  expect(parseReport(all.text, 'report').length).toBe(12_000);
  const some = await exportProofs({ folder: 'manual', search: 'JPG1200' });
  expect(some).toMatchObject({ count: 2, isComplete: true });
  expect(await exportProofs({ folder: 'another', search: '' })).toMatchObject({ count: 0, isComplete: true });
});

test('an export that can not hold all proofs says so', async () => {
  const { exportProofs } = await openArea(20_001);
  expect(await exportProofs({ folder: null, search: '' })).toMatchObject({
    count: 20_000,
    isComplete: false,
  });
});

test('pages of proofs that were made in the same moments hold each of them once', async () => {
  const { listProofs } = await openArea(1_000);
  const keys: string[] = [];
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof listProofs>> = await listProofs({
      ...{ folder: null, search: '', after, limit: 7 },
    });
    keys.push(...page.lines.map(({ key }) => key));
    after = page.next;
  } while (after !== null);
  expect(new Set(keys).size).toBe(1_000);
  expect(keys.length).toBe(1_000);
});
