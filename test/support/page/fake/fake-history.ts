import type { HistoryLine, HistoryRequests, ProofLine } from '../../../../preload/contract/history.ts';
import { errors } from './errors.ts';
import { now } from './fake-clock.ts';
import type { Handlers } from './handlers.ts';
import { chance, hex, minuteMs } from './numbers.ts';
import type { Scene } from './scene.ts';
import { nameOf } from './transfer-rows.ts';

const lines = 4_000;
const proofs = 900;

export function createFakeHistory({ state }: Scene): Handlers<HistoryRequests> {
  const isEmpty = state === 'empty' || state === 'first';
  return {
    listHistory({ before, limit, kinds, search, folder }) {
      const from = before === null ? 0 : Number(before) + 1;
      const found: HistoryLine[] = [];
      for (let index = from; index < (isEmpty ? 0 : lines) && found.length < limit; index += 1) {
        const line = lineOf(index);
        const isWanted =
          (kinds === null || kinds.includes(line.kind)) &&
          (folder === null || (line.folder?.id ?? 'manual') === folder) &&
          line.path.toLowerCase().includes(search.toLowerCase());
        if (isWanted) found.push(line);
      }
      const last = found.at(-1);
      return { lines: found, next: last && found.length === limit ? last.id : null };
    },
    listProofs({ after, limit, search }) {
      const from = after === null ? 0 : Number(after);
      const most = isEmpty ? 0 : proofs;
      const to = Math.min(most, from + limit);
      const found = Array.from({ length: Math.max(0, to - from) }, (_, each) => proofOf(from + each));
      return {
        lines: found.filter(({ path }) => path.toLowerCase().includes(search.toLowerCase())),
        next: to < most ? String(to) : null,
      };
    },
    exportProofs: () => ({
      fileName: 'longshore-proofs.json',
      count: isEmpty ? 0 : proofs,
      isComplete: true,
      text: JSON.stringify({ kind: 'longshore-proofs', items: isEmpty ? [] : [proofOf(0)] }, null, 2),
    }),
  };
}

function lineOf(index: number): HistoryLine {
  const name = nameOf(index);
  const atMs = now() - index * 11 * minuteMs;
  const base = {
    id: String(index),
    atMs,
    transferId: null,
    folder: null,
    note: null,
    reason: null,
    error: null,
  };
  const drawn = chance(index, 50);
  if (drawn < 0.45) {
    return {
      ...base,
      kind: 'decision',
      what: drawn < 0.4 ? 'upload' : 'skip',
      folder: { id: 'photos', name: 'Photos' },
      path: `2026/summer/${name}`,
      key: `photos/2026/summer/${name}`,
      reason: drawn < 0.2 ? { code: 'new', facts: {} } : { code: 'time-changed', facts: {} },
    };
  }
  const path = `/home/lin/Downloads/${name}`;
  const key = `inbox/2026/${name}`;
  const transferId = `t${String(index).padStart(7, '0')}`;
  if (drawn < 0.55)
    return { ...base, kind: 'failed', what: 'failed', path, key, transferId, error: errors.timeout };
  if (drawn < 0.85) return { ...base, kind: 'done', what: 'done', path, key, transferId };
  return { ...base, kind: 'other', what: drawn < 0.92 ? 'added' : 'begun', path, key, transferId };
}

function proofOf(index: number): ProofLine {
  const name = nameOf(index);
  const crc = BigInt(`0x${hex(index, 51, 16)}`).toString();
  return {
    path: `/home/lin/Downloads/${name}`,
    kind: 'oss',
    endpoint: 'https://oss-cn-hangzhou.aliyuncs.com',
    bucket: 'longshore-photos',
    key: `inbox/2026/${name}`,
    proof: {
      size: 3_812_555 + index * 977,
      algorithm: 'CRC64',
      ours: crc,
      theirs: crc,
      etag: hex(index, 52, 32).toUpperCase(),
      requestId: hex(index, 53, 24).toUpperCase(),
      versionId: null,
      provenAtMs: now() - index * 13 * minuteMs,
      callback: null,
    },
  };
}
