import { z } from 'zod';
import type { Log } from '../base/log.ts';
import type { TransferOrigin } from '../model/hand.ts';
import { recordedError, recordedOptions, recordedProof } from '../model/record-schema.ts';
import type { StoreKind } from '../model/target.ts';
import type { Database, Statement } from './database.ts';
import { conditionOf, searched, statesOf } from './transfer-choice.ts';
import type {
  ListedTransfer,
  ShownState,
  TransferChoice,
  TransferEventRecord,
  TransferList,
  TransferOrder,
  TransferRecord,
  TransferTally,
  TransferWindow,
} from './transfer-list.ts';
import { selectRows, type TransferRow } from './transfer-row.ts';

interface ListedRow {
  readonly id: string;
  readonly source: TransferOrigin;
  readonly path: string;
  readonly folder_id: string | null;
  readonly folder_path: string | null;
  readonly kind: StoreKind;
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  readonly object_key: string;
  readonly byte_length: number;
  readonly shown: ShownState;
  readonly at: string;
  readonly detail: string;
  readonly received: number | null;
  readonly created_at_ms: number;
  readonly changed_at_ms: number;
}

interface EventRow {
  readonly at_ms: number;
  readonly what: string;
  readonly reason: string;
  readonly said: string | null;
  readonly error: string | null;
}

const orders: Readonly<Record<TransferOrder, { readonly by: string; readonly index: string }>> = {
  added: { by: 'created_at_ms', index: 'transfer_by_added' },
  name: { by: 'name COLLATE NOCASE', index: 'transfer_by_name' },
  size: { by: 'size', index: 'transfer_by_size' },
  state: { by: 'shown', index: 'transfer_by_shown' },
  changed: { by: 'changed_at_ms', index: 'transfer_by_changed' },
};

/** Orders whose indexes hold all that a search looks at. */
const searchable: ReadonlySet<TransferOrder> = new Set(['added', 'name']);
/** Found rows that are sorted; of more, a walk along the order soon has as many as are asked for. */
const mostSorted = 10_000;

const listedColumns = `
  id, source, path, folder_id, folder_path, kind, endpoint, region, bucket, object_key, byte_length, shown, at, detail,
  created_at_ms, changed_at_ms,
  CASE WHEN at IN ('done', 'cancelled') THEN 0 ELSE (SELECT sum(receipt.size) FROM receipt WHERE transfer_id = transfer.id) END AS received`;

const saidSchema = z.object({
  key: z.string(),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
const uploadSchema = z.object({
  upload: z.object({ uploadId: z.string(), partSize: z.number(), algorithm: z.string() }).nullish(),
});

interface TraitRow {
  readonly shown: ShownState;
  readonly source: TransferOrigin;
  readonly is_of_folder: 0 | 1;
}

const isOfFolder = 'folder_id IS NOT NULL AS is_of_folder';

/** The list of transfers over one database. */
export function createTransferList(database: Database, log: Log): TransferList {
  const prepared = new Map<string, Statement<unknown>>();
  const prepare = <Row>(sql: string): Statement<Row> => {
    const known = prepared.get(sql) ?? database.prepare(sql);
    prepared.set(sql, known);
    return known as Statement<Row>;
  };
  const sql = {
    tally: database.prepare<{ shown: ShownState; rows: number; bytes: number }>(
      'SELECT shown, rows, bytes FROM transfer_tally',
    ),
    find: database.prepare<ListedRow>(`SELECT ${listedColumns} FROM transfer WHERE id = ?`),
    record: database.prepare<TransferRow>(`${selectRows} WHERE transfer.id = ?`),
    state: database.prepare<{ shown: ShownState }>('SELECT shown FROM transfer WHERE id = ?'),
    upload: database.prepare<{ detail: string; byte_length: number }>(
      'SELECT detail, byte_length FROM transfer WHERE id = ?',
    ),
    receipts: database.prepare<{ number: number }>(
      'SELECT number FROM receipt WHERE transfer_id = ? ORDER BY number',
    ),
    events: database.prepare<EventRow>(
      'SELECT at_ms, what, reason, said, error FROM event WHERE transfer_id = ? ORDER BY id DESC LIMIT 500',
    ),
    any: database.prepare('SELECT 1 FROM transfer LIMIT 1'),
    traits: database.prepare<TraitRow>(
      `SELECT DISTINCT shown, source, ${isOfFolder} FROM json_each(?) JOIN transfer ON transfer.id = json_each.value`,
    ),
  };

  /** What the record holds, where it makes sense; what does not is left out, and logged. */
  function parsed<T>(schema: z.ZodType<T>, text: string | null, id: string): T | null {
    if (text === null) return null;
    try {
      return schema.parse(JSON.parse(text));
    } catch (thrown) {
      log.error('a part of the record of a transfer makes no sense', { id, error: thrown });
      return null;
    }
  }

  const errorSchema = z.object({ error: recordedError });

  function toListed(row: ListedRow): ListedTransfer {
    const hasError = row.at === 'failed' || row.at === 'blocked';
    return {
      id: row.id,
      origin: row.source,
      path: row.path,
      place:
        row.folder_id === null || row.folder_path === null
          ? null
          : { folderId: row.folder_id, path: row.folder_path },
      kind: row.kind,
      endpoint: row.endpoint,
      region: row.region,
      bucket: row.bucket,
      key: row.object_key,
      size: row.byte_length,
      state: row.shown,
      error: hasError ? (parsed(errorSchema, row.detail, row.id)?.error ?? null) : null,
      confirmedBytes: row.at === 'done' ? row.byte_length : (row.received ?? 0),
      createdAtMs: row.created_at_ms,
      changedAtMs: row.changed_at_ms,
    };
  }

  function tally(): TransferTally {
    const none = { rows: 0, bytes: 0 };
    const states: Record<ShownState, { rows: number; bytes: number }> = {
      waiting: none,
      starting: none,
      sending: none,
      finishing: none,
      checking: none,
      done: none,
      paused: none,
      blocked: none,
      failed: none,
      cancelled: none,
    };
    for (const { shown, rows, bytes } of sql.tally.all()) states[shown] = { rows, bytes };
    return states;
  }

  function toEvent(id: string, { at_ms, what, reason, said, error }: EventRow): TransferEventRecord {
    return {
      atMs: at_ms,
      what,
      reason,
      said: parsed(saidSchema, said, id),
      error: parsed(recordedError, error, id),
    };
  }

  function countOf(choice: TransferChoice): number {
    if (choice.search === '' && choice.folder === null) {
      const states = statesOf(choice.group);
      const counted = Object.entries(tally()).filter(([state]) => states?.includes(state) ?? true);
      return counted.reduce((sum, [, { rows }]) => sum + rows, 0);
    }
    const { sql: condition, params } = conditionOf(choice);
    const counting = `SELECT count(*) AS count FROM ${searched} WHERE ${condition}`;
    return prepare<{ count: number }>(counting).get(...params)?.count ?? 0;
  }

  function idsOf({ order, isDescending, ...choice }: TransferWindow, total: number) {
    const { sql: condition, params } = conditionOf(choice);
    const direction = isDescending ? 'DESC' : 'ASC';
    const keys = [...new Set([orders[order].by, ...(order === 'state' ? ['created_at_ms'] : []), 'id'])];
    const sorted = keys.map(key => `${key} ${direction}`).join(', ');
    const isSorted = choice.search !== '' && total <= mostSorted && !searchable.has(order);
    const from = isSorted
      ? `transfer WHERE id IN (SELECT id FROM ${searched} WHERE ${condition})`
      : `transfer INDEXED BY ${orders[order].index} WHERE ${condition}`;
    return { sql: `SELECT id FROM ${from} ORDER BY ${sorted}`, params };
  }

  return {
    window(wanted) {
      const { limit, offset } = wanted;
      return database.read(() => {
        const total = countOf(wanted);
        if (total <= offset) return { total, rows: [] };
        const { sql: found, params } = idsOf(wanted, total);
        const ids = prepare<{ id: string }>(`${found} LIMIT ? OFFSET ?`).all(...params, limit, offset);
        const rows = ids.flatMap(({ id }) => {
          const row = sql.find.get(id);
          return row ? [toListed(row)] : [];
        });
        return { total, rows };
      });
    },
    find(id) {
      const row = sql.find.get(id);
      return row ? toListed(row) : null;
    },
    stateOf: id => sql.state.get(id)?.shown ?? null,
    partsOf(id) {
      const row = sql.upload.get(id);
      const upload = row && (parsed(uploadSchema, row.detail, id)?.upload ?? null);
      if (!row || !upload) return null;
      return {
        upload,
        size: row.byte_length,
        receivedParts: sql.receipts.all(id).map(({ number }) => number),
      };
    },
    record(id): TransferRecord | null {
      const listed = sql.find.get(id);
      const row = sql.record.get(id);
      if (!listed || !row) return null;
      const { algorithm, ours, callback } = row;
      const proof = row.proof_size !== null && {
        size: row.proof_size,
        ours: { algorithm, value: ours },
        theirs: row.theirs,
        etag: row.etag,
        requestId: row.request_id,
        versionId: row.version_id,
        provenAtMs: row.proven_at_ms,
        callback: callback === null ? null : JSON.parse(callback),
      };
      return {
        listed: toListed(listed),
        options: parsed(recordedOptions, row.options, id) ?? {},
        upload: parsed(uploadSchema, row.detail, id)?.upload ?? null,
        receivedParts: sql.receipts.all(id).map(({ number }) => number),
        events: sql.events
          .all(id)
          .map(each => toEvent(id, each))
          .toReversed(),
        proof: proof === false ? null : parsed(recordedProof, JSON.stringify(proof), id),
      };
    },
    tally,
    traits(which) {
      const { sql: condition, params } = 'ids' in which ? { sql: '', params: [] } : conditionOf(which);
      const rows =
        'ids' in which
          ? sql.traits.all(JSON.stringify(which.ids))
          : prepare<TraitRow>(
              `SELECT DISTINCT shown, 'file' AS source, ${isOfFolder} FROM ${searched} WHERE ${condition}`,
            ).all(...params);
      return rows.map(({ shown, source, is_of_folder }) => ({
        state: shown,
        origin: source,
        isOfFolder: is_of_folder === 1,
      }));
    },
    isEmpty: () => sql.any.get() === undefined,
  };
}
