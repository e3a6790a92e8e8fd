import { expect, test } from 'vitest';
import { createHistoryArea } from '../../../main/api/history.ts';
import { systemClock } from '../../../main/base/clock.ts';
import type { Engine } from '../../../main/engine.ts';
import { parseReport } from '../../../main/model/report.ts';
import type { History, ProofRecord } from '../../../main/store/history.ts';

/** A record whose pages hold no more than so many, however many are asked for. */
function areaOver(total: number, mostOfPage: number) {
  const all = Array.from({ length: total }, (_, index) => record(index));
  const proofs: History['proofs'] = (_, after, limit) => {
    const from = after === null ? 0 : Number(after.id);
    const to = Math.min(total, from + Math.min(limit, mostOfPage));
    return { lines: all.slice(from, to), next: to < total ? { provenAtMs: 1, id: String(to) } : null };
  };
  const engine = { history: { proofs } } as unknown as Engine;
  return createHistoryArea({ engine: () => engine, clock: systemClock, rootOf: id => id }).handlers;
}

function record(index: number): ProofRecord {
  return {
    origin: index === 1 ? 'web' : 'file',
    path: index === 1 ? 'web:example.org/data.csv' : `/data/${index}.bin`,
    offset: 0,
    target: {
      address: {
        ...{ kind: 'oss', endpoint: 'https://oss-cn-hangzhou.aliyuncs.com', bucket: 'examplebucket' },
        ...{ region: 'cn-hangzhou', addressing: 'virtual' },
      },
      key: `dir/${index}.bin`,
    },
    proof: {
      ...{ size: 9, ours: { algorithm: 'crc64', value: 'd076f921ebfd3d93' }, theirs: 'd076f921ebfd3d93' },
      ...{ etag: '337B33C02F89493026843983FF272A30', requestId: '5C3D9175B6FC201293AD4F77' },
      ...{ versionId: null, provenAtMs: 1_735_790_645_123, callback: null },
    },
  };
}

const all = { folder: null, search: '' };

test('exported proofs are all there, however many the record tells at once, and can be checked', async () => {
  const { text, count, isComplete } = await areaOver(12, 5).exportProofs(all);
  const entries = parseReport(text, 'proofs.json');
  expect(entries.map(({ target }) => target.key)).toEqual(
    Array.from({ length: 12 }, (_, index) => `dir/${index}.bin`),
  );
  expect({ count, isComplete }).toEqual({ count: 12, isComplete: true });
});

test('what is no file can be checked at the object alone', async () => {
  const { text } = await areaOver(2, 5).exportProofs(all);
  expect(parseReport(text, 'proofs.json').map(({ path }) => path)).toEqual(['/data/0.bin', null]);
});

test('more proofs than one report holds are told', async () => {
  const { count, isComplete } = await areaOver(20_001, 5_000).exportProofs(all);
  expect({ count, isComplete }).toEqual({ count: 20_000, isComplete: false });
  expect(await areaOver(20_000, 5_000).exportProofs(all)).toMatchObject({ isComplete: true });
});

test('a proof of what is no file is told by its name', async () => {
  const { lines } = await areaOver(2, 5).listProofs({ ...all, after: null, limit: 10 });
  expect(lines.map(({ path }) => path)).toEqual(['/data/0.bin', 'example.org/data.csv']);
});
