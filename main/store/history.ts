import { z } from 'zod';
import type { ErrorRecord, Facts } from '../base/app-error.ts';
import type { TransferOrigin } from '../model/hand.ts';
import type { Proof } from '../model/proof.ts';
import { recordedAddress, recordedError, recordedProof } from '../model/record-schema.ts';
import type { ObjectTarget } from '../model/target.ts';
import type { Database } from './database.ts';

/** One line: of a transfer by hand, or of a folder's journal. */
export interface HistoryRecord {
  /** Orders lines of one source. */
  readonly id: number;
  readonly from: 'transfer' | 'folder';
  readonly atMs: number;
  readonly what: string;
  readonly transferId: string | null;
  readonly folderId: string | null;
  /** Absolute for transfers, from the root for folders. */
  readonly path: string;
  readonly origin: string | null;
  readonly key: string | null;
  readonly said: { readonly key: string; readonly facts: Facts } | null;
  readonly reason: { readonly code: string; readonly facts: Facts } | null;
  readonly error: ErrorRecord | null;
}

/** Where the next page goes on: lines with smaller ids. */
export interface HistoryCursor {
  readonly event: number;
  readonly decision: number;
}

export interface HistoryChoice {
  /** Part of the path or key, in any case of Latin letters; empty for all. */
  readonly search: string;
  /** Null for all, `manual` for transfers by hand, else a folder's id. */
  readonly folder: string | null;
  readonly fromMs: number | null;
  readonly toMs: number | null;
}

export interface ProofRecord {
  readonly path: string;
  /** What the bytes came from; only a `file` can be read again. */
  readonly origin: TransferOrigin;
  readonly offset: number;
  readonly target: ObjectTarget;
  readonly proof: Proof;
}

/** Everything that was decided and done, newest first, in pages that cost the same however long the history is. */
export interface History {
  /**
   * At most `limit` lines that `isMeant`; fewer, with a `next`, where many had to be passed over. Each source comes in the order in which it
   * was written, whatever the clock did meanwhile, so that pages next to each other hold every line once.
   */
  page(
    choice: HistoryChoice,
    before: HistoryCursor | null,
    limit: number,
    isMeant: (line: Pick<HistoryRecord, 'from' | 'what'>) => boolean,
  ): { readonly lines: readonly HistoryRecord[]; readonly next: HistoryCursor | null };
  /** Proofs of transfers, newest first. */
  proofs(
    choice: Pick<HistoryChoice, 'search' | 'folder'>,
    after: { readonly provenAtMs: number; readonly id: string } | null,
    limit: number,
  ): {
    readonly lines: readonly ProofRecord[];
    readonly next: { readonly provenAtMs: number; readonly id: string } | null;
  };
}

/** Rows of each source that one page looks at: some milliseconds. */
const mostLooked = 2_500;
/** Rows that are read at once. */
const step = 250;
const newest = Number.MAX_SAFE_INTEGER;
/** A clock that was set is off by this much at most, else lines at the edges of a span of time may be missing in it. */
const clockSlackMs = 24 * 60 * 60 * 1_000;

interface Row {
  readonly from: 'transfer' | 'folder';
  readonly id: number;
  readonly at_ms: number;
  readonly what: string;
  readonly transfer_id: string | null;
  readonly folder_id: string | null;
  readonly path: string;
  readonly source: string | null;
  readonly object_key: string | null;
  readonly said: string | null;
  readonly reason: string | null;
  readonly facts: string | null;
  readonly error: string | null;
}

const facts = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));
const said = z.object({ key: z.string(), facts });

interface Moment {
  readonly id: number;
  readonly at_ms: number;
}

const decisionsFrom = `
      SELECT 'folder' AS "from", decision.id, at_ms, what, NULL AS transfer_id, folder.id AS folder_id, path, NULL AS source,
             NULL AS object_key, NULL AS said, reason, facts, NULL AS error
      FROM`;

export function createHistory(database: Database): History {
  const sql = {
    // The limit is on what is looked at, for what is of no use here may be long: notes of transfers for folders.
    events: database.prepare<Row>(`
      SELECT 'transfer' AS "from", event.id, event.at_ms, event.what, transfer_id, folder_id, path, source, object_key, event.said,
             NULL AS reason, NULL AS facts, event.error
      FROM (SELECT id, at_ms, what, transfer_id, said, error FROM event WHERE id < ? ORDER BY id DESC LIMIT ?) AS event
        LEFT JOIN transfer ON transfer.id = event.transfer_id
      ORDER BY event.id DESC`),
    decisions: database.prepare<Row>(`
      ${decisionsFrom} (SELECT * FROM decision WHERE id < ? ORDER BY id DESC LIMIT ?) AS decision
        LEFT JOIN folder ON folder.number = decision.folder
      ORDER BY decision.id DESC`),
    ofFolder: database.prepare<Row>(`
      ${decisionsFrom} decision INDEXED BY decision_of_folder JOIN folder ON folder.number = decision.folder
      WHERE decision.folder = (SELECT number FROM folder WHERE id = ?) AND decision.id < ? ORDER BY decision.id DESC LIMIT ?`),
    eventAt: database.prepare<Moment>('SELECT id, at_ms FROM event WHERE id <= ? ORDER BY id DESC LIMIT 1'),
    decisionAt: database.prepare<Moment>(
      'SELECT id, at_ms FROM decision WHERE id <= ? ORDER BY id DESC LIMIT 1',
    ),
    proofs: database.prepare<Record<string, string | number | null>>(`
      SELECT transfer.id, path, source, byte_offset, kind, endpoint, bucket, region, addressing, object_key, folder_id, proof.size, algorithm, ours, theirs, etag, request_id,
             version_id, proven_at_ms, callback
      FROM proof JOIN transfer ON transfer.id = proof.transfer_id
      WHERE (proven_at_ms, proof.transfer_id) < (?, ?) ORDER BY proven_at_ms DESC, proof.transfer_id DESC LIMIT ?`),
  };

  function parsed<T>(schema: z.ZodType<T>, text: string | null): T | null {
    if (text === null) return null;
    try {
      return schema.parse(JSON.parse(text));
    } catch {
      return null;
    }
  }

  function toRecord(row: Row): HistoryRecord {
    return {
      id: row.id,
      from: row.from,
      atMs: row.at_ms,
      what: row.what,
      transferId: row.transfer_id,
      folderId: row.folder_id,
      path: row.path,
      origin: row.source,
      key: row.object_key,
      said: parsed(said, row.said),
      reason: row.reason === null ? null : { code: row.reason, facts: parsed(facts, row.facts) ?? {} },
      error: parsed(recordedError, row.error),
    };
  }

  function startOf(toMs: number | null): HistoryCursor {
    if (toMs === null) return { event: newest, decision: newest };
    const atMs = toMs + clockSlackMs;
    return {
      event: firstSince(atMs, id => sql.eventAt.get(id)),
      decision: firstSince(atMs, id => sql.decisionAt.get(id)),
    };
  }

  return {
    page(choice, before, limit, isMeant) {
      const { folder, fromMs, toMs } = choice;
      const start = before ?? startOf(toMs);
      const events = walk(start.event, folder === null || folder === 'manual', sql.events.all);
      const decisions = walk(start.decision, folder !== 'manual', (before, most) =>
        folder === null ? sql.decisions.all(before, most) : sql.ofFolder.all(folder, before, most),
      );
      const lines: HistoryRecord[] = [];
      while (lines.length < limit) {
        const [event, decision] = [events.peek(), decisions.peek()];
        // What comes next of a source that is looked at no further may be newer than what there is of the other.
        if (event === 'later' || decision === 'later') break;
        const row = newerOf(event, decision);
        const isPastStart = row !== null && fromMs !== null && row.at_ms < fromMs - clockSlackMs;
        if (row === null || isPastStart) return { lines, next: null };
        (row.from === 'transfer' ? events : decisions).take();
        if (isFound(row, choice) && isMeant(row)) lines.push(toRecord(row));
      }
      return { lines, next: { event: events.taken(), decision: decisions.taken() } };
    },

    proofs({ search, folder }, after, limit) {
      const from = after ?? { provenAtMs: Number.MAX_SAFE_INTEGER, id: '' };
      const rows = sql.proofs.all(from.provenAtMs, from.id, mostLooked);
      const lines: ProofRecord[] = [];
      let next: { provenAtMs: number; id: string } | null = null;
      for (const row of rows) {
        if (lines.length >= limit) return { lines, next };
        next = { provenAtMs: Number(row['proven_at_ms']), id: String(row['id']) };
        const path = String(row['path']);
        const key = String(row['object_key']);
        const isHere =
          folder === null || (folder === 'manual' ? row['folder_id'] === null : row['folder_id'] === folder);
        if (!isHere || !isNamed(search, path, key)) continue;
        const proof = recordedProof.safeParse({
          size: row['size'],
          ours: { algorithm: row['algorithm'], value: row['ours'] },
          theirs: row['theirs'],
          etag: row['etag'],
          requestId: row['request_id'],
          versionId: row['version_id'],
          provenAtMs: row['proven_at_ms'],
          callback: parsed(z.unknown(), row['callback'] as string | null),
        });
        const address = recordedAddress.safeParse(row);
        if (!proof.success || !address.success) continue;
        lines.push({
          path,
          origin: row['source'] as TransferOrigin,
          offset: Number(row['byte_offset']),
          target: { address: address.data, key },
          proof: proof.data,
        });
      }
      return { lines, next: rows.length < mostLooked ? null : next };
    },
  };
}

/** The rows of a source from the newest on, of which one page looks at so many. */
interface Walk {
  /** Null at the end, `later` where the next page goes on. */
  peek(): Row | null | 'later';
  take(): void;
  /** The id of what was taken last, or where the walk began. */
  taken(): number;
}

function walk(start: number, isWanted: boolean, read: (before: number, most: number) => Row[]): Walk {
  let rows: readonly Row[] = [];
  let place = 0;
  let taken = start;
  let looked = 0;
  let isOver = !isWanted;
  return {
    peek() {
      if (place >= rows.length && !isOver) {
        if (looked >= mostLooked) return 'later';
        rows = read(taken, step);
        place = 0;
        looked += rows.length;
        isOver = rows.length < step;
      }
      return rows[place] ?? null;
    },
    take() {
      taken = rows[place]?.id ?? taken;
      place += 1;
    },
    taken: () => taken,
  };
}

function newerOf(one: Row | null, other: Row | null): Row | null {
  if (one === null || other === null) return one ?? other;
  return other.at_ms > one.at_ms ? other : one;
}

/** Notes of transfers for folders are told by the folder's journal, and lines of a folder that was removed by nobody. */
function isFound(
  { from, folder_id, at_ms, path, object_key }: Row,
  { search, fromMs, toMs }: HistoryChoice,
): boolean {
  if ((from === 'folder') === (folder_id === null)) return false;
  if ((fromMs !== null && at_ms < fromMs) || (toMs !== null && at_ms >= toMs)) return false;
  return isNamed(search, path, object_key);
}

function isNamed(search: string, ...texts: readonly (string | null)[]): boolean {
  if (search === '') return true;
  const wanted = search.toLowerCase();
  return texts.some(text => text?.toLowerCase().includes(wanted) ?? false);
}

/** The lowest id that is of a moment or later, with no row of an earlier one after it, in a few looks; `at` tells the last row up to an id. */
function firstSince(atMs: number, at: (id: number) => Moment | undefined): number {
  let low = 0;
  let high = (at(newest)?.id ?? 0) + 1;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    const row = at(middle);
    if (row !== undefined && row.at_ms >= atMs) high = row.id;
    else low = middle;
  }
  return high;
}
