import type { Database } from '../store/database.ts';

export interface BucketRecord {
  readonly id: number;
  readonly name: string;
  readonly createdAtMs: number;
  readonly acl: string;
}

export interface BucketStat {
  readonly bytes: number;
  readonly objects: number;
  readonly uploads: number;
}

const columns = 'id, name, created_at_ms as createdAtMs, acl';

export function createBucketTable(database: Database) {
  const find = database.prepare<BucketRecord>(`select ${columns} from bucket where name = ?`);
  const list = database.prepare<BucketRecord>(
    `select ${columns} from bucket where name > ? and substr(name, 1, length(?)) = ? order by name limit ?`,
  );
  const insert = database.prepare('insert into bucket (name, created_at_ms, acl) values (?, ?, ?)');
  const setAcl = database.prepare('update bucket set acl = ? where id = ?');
  const remove = database.prepare('delete from bucket where id = ?');
  const stat = database.prepare<BucketStat>(
    `select coalesce(sum(size), 0) as bytes, count(*) as objects,
       (select count(*) from upload where bucket = :bucket) as uploads
     from object where bucket = :bucket`,
  );
  const anyObject = database.prepare('select 1 from object where bucket = ? limit 1');
  const anyUpload = database.prepare('select 1 from upload where bucket = ? limit 1');

  return {
    find: (name: string): BucketRecord | null => find.get(name) ?? null,
    /** In name order, after `marker`; all that follow for a negative limit. */
    list: (prefix: string, marker: string, limit: number) => list.all(marker, prefix, prefix, limit),
    add: (name: string, acl: string, nowMs: number) => void insert.run(name, nowMs, acl),
    setAcl: (id: number, acl: string) => void setAcl.run(acl, id),
    isEmpty: (id: number) => anyObject.get(id) === undefined && anyUpload.get(id) === undefined,
    remove: (id: number) => void remove.run(id),
    stat: (id: number): BucketStat => stat.get({ bucket: id }) ?? { bytes: 0, objects: 0, uploads: 0 },
  };
}
