import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StoreKind } from '../../../main/model/target.ts';
import { createRandom } from '../../support/random.ts';
import { checksumOf } from '../sim/checker/checksums.ts';
import type { Arena } from './arena.ts';
import { type HistoryFigures, live, noFigures, requireFewSentTwice } from './lives.ts';
import { readRecord } from './record.ts';
import { manyBytes } from './tree.ts';

const parallel = 3;

/**
 * One large upload by the real program through random deaths of it and of the bucket. Checks after each death that nothing is said to be done
 * which is not there, and at the end that the object is the file byte for byte, that its proof is that of these bytes, that nothing is
 * left behind on the server and that no more was sent twice than was in flight.
 */
export async function playPut(arena: Arena, seed: number): Promise<HistoryFigures> {
  const random = createRandom(seed);
  const kind: StoreKind = random.next() < 0.75 ? 'oss' : 's3';
  const partSize = kind === 'oss' ? 256 * 1024 : 5 * 1024 ** 2;
  const size = random.between(2, kind === 'oss' ? 12 : 4) * partSize + random.between(1, partSize - 1);
  const bytes = manyBytes(random, size);
  const folder = await arena.folder();
  const path = join(folder, 'file.bin');
  writeFileSync(path, bytes);
  const key = `put-${seed}/file.bin`;
  const dataDir = join(folder, 'data');
  const figures = noFigures('put');
  /** How often it was done at the last death. */
  let doneCount = 0;
  const before = arena.tap.figures();

  await live(
    arena,
    random,
    {
      // By the rate it takes about a second, so that deaths by the clock can fall anywhere in it.
      args: [
        ...['put', path, ...arena.target(kind, key), '--json', '--threshold', '1KiB'],
        ...['--part-size', String(partSize), '--parallel', String(parallel), '--limit-rate', String(size)],
      ],
      folder,
      size: { requests: Math.ceil(size / partSize) + 5, bytes: size, ms: 3_000 },
      kills: random.between(2, 7),
      async afterDeath() {
        const record = await readRecord(dataDir);
        for (const proof of record?.proven ?? []) {
          const there = await arena.look().bytes(proof.key);
          assert.ok(there?.equals(bytes), 'it is said to be done, and the object is not the file');
        }
        // Asked for once more, a file that is done goes up once more; how often it is, is in the record.
        const count = record?.doneCount ?? 0;
        figures.allowedBytes += size * Math.max(0, count - doneCount);
        doneCount = Math.max(doneCount, count);
        return record;
      },
    },
    figures,
  );

  const look = arena.look();
  assert.ok((await look.bytes(key))?.equals(bytes), 'the object is the file');
  assert.deepEqual(await look.uploads(`put-${seed}/`), [], 'uploads are left on the server');
  const record = await readRecord(dataDir);
  assert.ok(record, 'there is a database');
  const algorithm = record.proven[0]?.algorithm ?? 'none';
  const objects = await look.objects(`put-${seed}/`);
  assert.deepEqual(
    record.proven.map(proof => ({ ...proof })),
    [{ path, key, size, algorithm, ours: checksumOf(algorithm, bytes), etag: objects[0]?.etag }],
    'the proof is that of the file',
  );
  assert.equal(record.looseUploads, 0, 'uploads are left in the record');
  figures.comparedFiles = 1;
  figures.checkedProofs = 1;
  requireFewSentTwice(arena, before, figures);
  return figures;
}
