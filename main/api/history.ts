import { basename } from 'node:path';
import { z } from 'zod';
import type { HistoryKind, HistoryLine, HistoryRequests } from '../../preload/contract/history.ts';
import { breathe } from '../base/async.ts';
import type { Clock } from '../base/clock.ts';
import type { Engine } from '../engine.ts';
import { nameOfStream, type TransferOrigin } from '../model/hand.ts';
import { formatReport, type ReportEntry } from '../model/report.ts';
import type { HistoryRecord, ProofRecord } from '../store/history.ts';
import * as common from './common-schemas.ts';
import type { Area } from './handlers.ts';
import { proofView } from './transfer-view.ts';

export interface HistoryAreaSetup {
  readonly engine: () => Engine;
  readonly clock: Clock;
  readonly rootOf: (folderId: string) => string;
}

const mostLines = 1_000;
const mostExported = 20_000;
const limit = z.int().min(1).max(mostLines);
const cursor = z.string().max(200).nullable();

export function createHistoryArea({ engine, clock, rootOf }: HistoryAreaSetup): Area<HistoryRequests> {
  /** The record tells a page of them at a time; everything else has its turn in between. */
  async function collectProofs(choice: Parameters<Engine['history']['proofs']>[0]) {
    const lines: ProofRecord[] = [];
    let after: Parameters<Engine['history']['proofs']>[1] = null;
    do {
      const page = engine().history.proofs(choice, after, mostExported - lines.length);
      lines.push(...page.lines);
      after = page.next;
      await breathe();
    } while (after !== null && lines.length < mostExported);
    return { lines, isComplete: after === null };
  }

  return {
    schemas: {
      listHistory: z.strictObject({
        search: common.search,
        kinds: z
          .array(z.enum(['done', 'failed', 'decision', 'other']))
          .max(4)
          .nullable(),
        folder: common.folderChoice,
        fromMs: common.moment,
        toMs: common.moment,
        before: cursor,
        limit,
      }),
      listProofs: z.strictObject({
        folder: common.folderChoice,
        search: common.search,
        after: cursor,
        limit,
      }),
      exportProofs: z.strictObject({ folder: common.folderChoice, search: common.search }),
    },
    handlers: {
      async listHistory({ search, kinds, folder, fromMs, toMs, before, limit }) {
        const isMeant = (line: Pick<HistoryRecord, 'from' | 'what'>) =>
          kinds === null || kinds.includes(kindOf(line));
        const from = before === null ? null : parseCursor(before);
        const { lines, next } = engine().history.page({ search, folder, fromMs, toMs }, from, limit, isMeant);
        return {
          lines: lines.map(line => toLine(line, rootOf)),
          next: next && `${next.event}.${next.decision}`,
        };
      },
      async listProofs({ folder, search, after, limit }) {
        const { lines, next } = engine().history.proofs({ folder, search }, parseAfter(after), limit);
        return {
          lines: lines.map(({ path, origin, target, proof }) => {
            const { kind, endpoint, bucket } = target.address;
            return {
              path: shownPath(path, origin),
              kind,
              endpoint,
              bucket,
              key: target.key,
              proof: proofView(proof),
            };
          }),
          next: next && `${next.provenAtMs}.${next.id}`,
        };
      },
      async exportProofs(choice) {
        const { lines, isComplete } = await collectProofs(choice);
        const nowMs = clock.now();
        const day = new Date(nowMs).toISOString().slice(0, 10);
        return {
          fileName: `longshore-proofs-${day}.json`,
          text: formatReport(lines.map(toEntry), nowMs),
          count: lines.length,
          isComplete,
        };
      },
    },
  };
}

function toEntry({ path, origin, offset, target, proof }: ProofRecord): ReportEntry {
  return { path: origin === 'file' ? path : null, offset, target, proof };
}

/** A file by its path, anything else by its name. */
function shownPath(path: string, origin: TransferOrigin): string {
  return origin === 'file' || origin === 'text' ? path : nameOfStream(origin, path);
}

/** Two numbers; anything else begins at the newest. */
function parseCursor(text: string) {
  const [event = Number.NaN, decision = Number.NaN] = text.split('.').map(Number);
  return Number.isSafeInteger(event) && Number.isSafeInteger(decision) ? { event, decision } : null;
}

function parseAfter(text: string | null) {
  const [atMs = '', id = ''] = text?.split('.') ?? [];
  const provenAtMs = Number(atMs);
  return id !== '' && Number.isSafeInteger(provenAtMs) ? { provenAtMs, id } : null;
}

const failures = new Set(['failed', 'blocked', 'fail', 'conflict']);

function kindOf({ what, from }: Pick<HistoryRecord, 'from' | 'what'>): HistoryKind {
  if (what === 'done') return 'done';
  if (failures.has(what)) return 'failed';
  return from === 'folder' ? 'decision' : 'other';
}

function toLine(line: HistoryRecord, rootOf: (folderId: string) => string): HistoryLine {
  const { from, id, atMs, what, transferId, folderId, path, origin, key, said, reason, error } = line;
  return {
    id: `${from}.${id}`,
    atMs,
    kind: kindOf(line),
    what,
    transferId,
    folder: folderId === null ? null : { id: folderId, name: basename(rootOf(folderId)) },
    path: origin === null ? path : shownPath(path, origin as TransferOrigin),
    key,
    note: said,
    reason,
    error,
  };
}
