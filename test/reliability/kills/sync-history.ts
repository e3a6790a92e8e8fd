import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { StoreKind } from '../../../main/model/target.ts';
import { createRandom } from '../../support/random.ts';
import { checksumOf } from '../sim/checker/checksums.ts';
import type { Arena } from './arena.ts';
import { type HistoryFigures, live, noFigures, requireFewSentTwice } from './lives.ts';
import { type EngineRecord, type KnownRow, readRecord } from './record.ts';
import { createTree, type Tree } from './tree.ts';

const parallel = 4;
/** By two parts: a part is 16 MiB where nobody wishes otherwise. */
const largeBytes = 17 * 1024 ** 2;

const mirror = [
  ...['--mode', 'mirror', '--delete-delay', '0s', '--max-delete-percent', '100', '--max-deletes', '100000'],
];

/**
 * A folder with many files that is synced by the real program through random deaths of it and of the bucket, while files are added,
 * changed, renamed and deleted, also while it runs. Checks after each death that no file is known as proven whose object is another; at the end that
 * every file is its object byte for byte, in mirror mode nothing else is there, no conflict was made up, what is known of each file is the
 * checksum of its bytes, nothing is left behind on the server, and no more was sent twice than was in flight.
 */
export async function playSync(arena: Arena, seed: number): Promise<HistoryFigures> {
  const random = createRandom(seed);
  const kind: StoreKind = random.next() < 0.75 ? 'oss' : 's3';
  const isMirror = random.next() < 0.5;
  const folder = await arena.folder();
  const dataDir = join(folder, 'data');
  const tree = createTree(join(folder, 'folder'), random);
  for (let count = random.between(5, 40); count > 0; count -= 1) tree.change('at rest', 'write');
  if (random.next() < 0.25) tree.write('large.bin', largeBytes);
  const prefix = `sync-${seed}/`;
  const figures = noFigures('sync');
  /** Keys that were seen in the bucket after a death. */
  const seen = new Set<string>();
  const before = arena.tap.figures();
  const changeSome = (most: number) => {
    for (let count = random.between(0, most); count > 0; count -= 1) tree.change('at rest');
  };

  await live(
    arena,
    random,
    {
      args: [
        ...['sync', tree.root, ...arena.target(kind, prefix), '--json', '--quiet', '0s'],
        ...(isMirror ? mirror : ['--mode', 'upload-only']),
        ...['--parallel', String(parallel), '--limit-rate', '24M'],
      ],
      folder,
      size: { requests: tree.files().length + 4, bytes: tree.files().length * 30_000, ms: 3_500 },
      kills: random.between(1, 5),
      meanwhile() {
        tree.change('meanwhile');
        return true;
      },
      async afterDeath() {
        const record = await readRecord(dataDir);
        if (record) await requireNoFalseDone(arena, tree, record, prefix);
        for (const { key } of await arena.look().objects(prefix)) seen.add(key);
        changeSome(6);
        return record;
      },
    },
    figures,
  );

  await compare(arena, tree, prefix, isMirror, dataDir, figures);
  if (!isMirror) await requireAllKept(arena, seen, dataDir, prefix);
  figures.allowedBytes += tree.vainBytes;
  requireFewSentTwice(arena, before, figures);
  return figures;
}

/** True while the file is the one that the row speaks of. */
function standsFor(tree: Tree, { path, size, mtimeNs }: KnownRow): boolean {
  const now = statSync(join(tree.root, path), { bigint: true, throwIfNoEntry: false });
  return now !== undefined && Number(now.size) === size && now.mtimeNs === mtimeNs;
}

/** Everything known of a file that is still the same, and for which nothing is left to do, is in the bucket. */
async function requireNoFalseDone(
  arena: Arena,
  tree: Tree,
  record: EngineRecord,
  prefix: string,
): Promise<void> {
  const there = new Map((await arena.look().objects(prefix)).map(object => [object.key, object]));
  for (const row of record.known) {
    if (record.actionPaths.has(row.path) || record.unfinishedKeys.has(row.key) || !standsFor(tree, row))
      continue;
    const { size, etag } = there.get(row.key) ?? {};
    assert.deepEqual({ size, etag }, { size: row.size, etag: row.etag }, `${row.path} is said to be done`);
  }
}

/** A folder that only uploads takes nothing away: all that was ever seen, known or said to be kept is in the bucket still. */
async function requireAllKept(
  arena: Arena,
  seen: ReadonlySet<string>,
  dataDir: string,
  prefix: string,
): Promise<void> {
  const there = new Set((await arena.look().objects(prefix)).map(({ key }) => key));
  const record = await readRecord(dataDir);
  const known = record?.known.map(({ key }) => key) ?? [];
  const kept = [...seen, ...known, ...(record?.keptKeys ?? [])];
  const gone = kept.filter(key => !there.has(key));
  assert.deepEqual(gone, [], 'objects that nobody was to delete are gone');
}

async function compare(
  arena: Arena,
  tree: Tree,
  prefix: string,
  isMirror: boolean,
  dataDir: string,
  figures: HistoryFigures,
): Promise<void> {
  const look = arena.look();
  const keys = (await look.objects(prefix)).map(({ key }) => key.slice(prefix.length));
  const objects = keys.filter(key => !key.startsWith('.longshore-trash/'));
  const files = tree.files();
  const madeUp = objects.filter(key => key.includes('.conflict-'));
  assert.deepEqual(madeUp, [], 'conflicts that nobody has made');
  if (isMirror) assert.deepEqual(objects.toSorted(), files);
  const record = await readRecord(dataDir);
  const known = new Map(record?.known.map(row => [row.path, row]));
  assert.deepEqual([...known.keys()].toSorted(), files, 'what is known is what is there');
  for (const path of files) {
    const bytes = readFileSync(join(tree.root, path));
    const row = known.get(path);
    assert.ok((await look.bytes(prefix + path))?.equals(bytes), `${path}: the object is the file`);
    if (!row || row.algorithm === null) continue;
    assert.equal(row.checksum, checksumOf(row.algorithm, bytes), `${path}: the proof is that of the file`);
    figures.checkedProofs += 1;
  }
  figures.comparedFiles += files.length;
  assert.deepEqual(await look.uploads(prefix), [], 'uploads are left on the server');
  assert.equal(record?.looseUploads, 0, 'uploads are left in the record');
}
