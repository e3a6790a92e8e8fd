import type { Database } from '../store/database.ts';
import type { Segment } from './blobs.ts';

/** Lists of segments, each owned by one object or part. Every change belongs inside the owner's transaction. */
export function createContents(database: Database) {
  const insert = database.prepare('insert into content default values');
  const drop = database.prepare('delete from content where id = ?');
  const put = database.prepare(
    'insert into segment (content, ordinal, blob, start, size) values (?, ?, ?, ?, ?)',
  );
  const clear = database.prepare('delete from segment where content = ?');
  const select = database.prepare<Segment>(
    'select blob, start, size from segment where content = ? order by ordinal',
  );
  const next = database.prepare<{ ordinal: number }>(
    'select coalesce(max(ordinal) + 1, 0) as ordinal from segment where content = ?',
  );
  const move = database.prepare('update segment set content = ?, ordinal = ordinal + ? where content = ?');
  const blobs = database.prepare<{ blob: string }>('select distinct blob from segment where content = ?');
  const user = database.prepare('select 1 from segment where blob = ? limit 1');

  function extend(id: number, segments: readonly Segment[]): void {
    let ordinal = next.get(id)?.ordinal ?? 0;
    for (const { blob, start, size } of segments) {
      if (size === 0) continue;
      put.run(id, ordinal, blob, start, size);
      ordinal += 1;
    }
  }

  return {
    segments: (id: number) => select.all(id),

    add(segments: readonly Segment[]): number {
      const id = Number(insert.run().lastInsertRowid);
      extend(id, segments);
      return id;
    },

    /** Puts segments behind those that are there. */
    extend,

    /** Takes the segments of others over, in their order; the others are gone afterwards. */
    join(ids: readonly number[]): number {
      const whole = Number(insert.run().lastInsertRowid);
      let ordinal = 0;
      for (const id of ids) {
        const length = next.get(id)?.ordinal ?? 0;
        move.run(whole, ordinal, id);
        ordinal += length;
        drop.run(id);
      }
      return whole;
    },

    /** Forgets a content and returns the blobs that nobody names any more. */
    release(id: number): string[] {
      const named = blobs.all(id).map(row => row.blob);
      clear.run(id);
      drop.run(id);
      return named.filter(blob => user.get(blob) === undefined);
    },

    isUsed: (blob: string) => user.get(blob) !== undefined,
  };
}

export type Contents = ReturnType<typeof createContents>;
