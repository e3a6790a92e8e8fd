import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDatabase } from '../../main/store/database.ts';
import { migrations } from '../../main/store/migrations.ts';
import { openTestStore } from '../support/open-test-store.ts';
import { sampleFolder, sampleKnown } from '../support/sample-folder.ts';
import { sampleProof, sampleReceipt, sampleTransfer, sampleUpload } from '../support/sample-transfer.ts';
import { startStoreProcess } from '../support/store-process.ts';
import { createTempDir } from '../support/temp-dir.ts';

const address = `'oss', 'https://oss-cn-hangzhou.aliyuncs.com', 'photos-2024', 'cn-hangzhou', 'virtual'`;

function transferRow(id: string, path: string, at: string, detail: object): string {
  return `INSERT INTO transfer (id, path, size, byte_offset, byte_length, mtime_ns, ctime_ns, inode, device, kind, endpoint, bucket, region,
                                addressing, object_key, options, at, detail, owner, created_at_ms, changed_at_ms)
    VALUES ('${id}', '${path}', 12345678, 0, 12345678, '1723456789123456789', '1700000000123456790', '9007199254740993', '66', ${address},
            'photos/harbour.tif', '${JSON.stringify(sampleTransfer().options)}', '${at}', '${JSON.stringify(detail)}', NULL, 5, 6);`;
}

/** A data directory as version 0.1.0 left it. */
async function createFirstVersion(): Promise<string> {
  const dir = await createTempDir();
  const { database } = await openDatabase(join(dir, 'longshore.db'), migrations.slice(0, 1));
  const { ours, theirs, etag, requestId, provenAtMs } = sampleProof;
  database.exec(`
    ${transferRow('under-way', '/photos/harbour.tif', 'sending', { upload: sampleUpload })}
    ${transferRow('proven', '/photos/proven.tif', 'done', {})}
    INSERT INTO receipt VALUES ('under-way', 1, 1048576, 'ETAG1', 'crc64', '0000000000000001');
    INSERT INTO proof VALUES ('proven', 12345678, '${ours.algorithm}', '${ours.value}', '${theirs}', '${etag}', '${requestId}', NULL,
                              ${provenAtMs}, NULL);
    INSERT INTO event (transfer_id, at_ms, what, reason) VALUES ('under-way', 7, 'begun', 'It is new.');
    INSERT INTO loose_upload VALUES ('k', 'photos-2024', 'https://oss-cn-hangzhou.aliyuncs.com', 'oss', 'U', 'cn-hangzhou', 'virtual',
                                     'left', NULL, 8);
  `);
  database.close();
  return dir;
}

test('a database of the first version keeps all that it knew, and takes folders from then on', async () => {
  const dir = await createFirstVersion();
  const { log, loose, sync, setAside } = await openTestStore(dir);
  expect(setAside).toBeNull();
  expect(existsSync(join(dir, 'longshore.db.backup-v1'))).toBe(true);
  const wanted = sampleTransfer();
  expect(log.unfinished()).toEqual([
    { ...wanted, id: 'under-way', state: { at: 'sending', upload: sampleUpload }, createdAtMs: 5 },
  ]);
  expect(log.receipts('under-way')).toEqual([sampleReceipt(1)]);
  expect(log.notes('under-way')).toEqual([{ atMs: 7, what: 'begun', reason: 'It is new.' }]);
  expect(log.find('proven')?.state).toEqual({ at: 'done', proof: sampleProof });
  expect(loose.all()).toMatchObject([{ uploadId: 'U', reason: 'left' }]);

  const { id } = sync.folders.claim(sampleFolder()).record.folder;
  const place = { folderId: id, path: 'harbour.tif' };
  expect(log.claim({ ...wanted, place })).toMatchObject({
    isNew: false,
    transfer: { id: 'under-way', place },
  });
  log.setState('under-way', { at: 'done', proof: sampleProof });
  expect(sync.known.find(id, 'harbour.tif')).toEqual(
    sampleKnown('harbour.tif', {
      identity: { ...sampleKnown('').identity, size: 12_345_678 },
      etag: sampleProof.etag,
    }),
  );
});

test('processes that open a database of the first version at once bring it up together', async () => {
  const dir = await createFirstVersion();
  const children = [startStoreProcess(), startStoreProcess(), startStoreProcess()];
  await Promise.all(children.map(child => child.ask({ do: 'openStore', dir })));
  const wanted = sampleFolder();
  const claims = await Promise.allSettled(children.map(child => child.ask({ do: 'claimFolder', wanted })));
  expect(claims.map(claim => claim.status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
  await Promise.all(children.map(child => child.end()));
  const { log, sync } = await openTestStore(dir);
  expect(log.unfinished()).toHaveLength(1);
  expect(sync.folders.all()).toHaveLength(1);
});
