import { describe, expect, test } from 'vitest';
import { describeError } from '../../../main/text/error-text.ts';
import { textsIn } from '../../../main/text/texts.ts';
import type { HistoryLine, ProofLine } from '../../../preload/contract/history.ts';
import { dayOf } from '../../../renderer/views/history/day-of.ts';
import { historyCsv, historyJson, proofsCsv } from '../../../renderer/views/history/exported.ts';
import { lineWords } from '../../../renderer/views/history/line-words.ts';
import { type AskPage, collectPages, mostExported } from '../../../renderer/views/history/pages.ts';

const atMs = Date.UTC(2026, 10, 26, 1, 12, 3, 4);

const failed: HistoryLine = {
  ...{ id: 'transfer.7', atMs, kind: 'failed', what: 'failed', transferId: 't7', folder: null },
  ...{ path: '=cmd|calc', key: 'in,box/"a"', note: null, reason: null },
  error: { code: 'net.interrupted', message: 'lost', facts: {} },
};
const decided: HistoryLine = {
  ...{ id: 'folder.8', atMs, kind: 'decision', what: 'upload', transferId: null, error: null, note: null },
  ...{ folder: { id: 'f', name: 'Photos' }, path: '西湖.jpg', key: null },
  reason: { code: 'new', facts: {} },
};

describe('exported history', () => {
  const texts = textsIn('en');
  const csv = historyCsv(
    [failed, decided],
    line => lineWords(line, texts),
    error => describeError({ ...error, code: 'net.interrupted' }, {}, 'en'),
  );
  const [head, first, second] = csv.split('\r\n');

  test('tells each line in words, with its time in UTC, and nothing that a spreadsheet would carry out', () => {
    expect(head).toBe('\ufefftime,event,folder,path,key,reason,error,cause,remedy,transfer');
    expect(first).toContain(`2026-11-26T01:12:03.004Z,Failed,,'=cmd|calc,"in,box/""a""",,net.interrupted,`);
    expect(second).toBe('2026-11-26T01:12:03.004Z,Send,Photos,西湖.jpg,,nothing was known of it here,,,,');
  });

  test('has cause and remedy of what failed', () => {
    const { cause, remedy } = describeError({ code: 'net.interrupted', message: '', facts: {} }, {}, 'en');
    expect(first).toContain(cause);
    expect(first).toContain(remedy);
  });

  test('is whole as JSON', () => {
    expect(JSON.parse(historyJson([failed]))).toEqual([{ at: '2026-11-26T01:12:03.004Z', ...failed }]);
  });
});

test('exported proofs have both checksums and the time in UTC', () => {
  const line: ProofLine = {
    ...{ path: '/data/a.bin', kind: 'oss', endpoint: 'https://oss.example', bucket: 'b', key: 'a.bin' },
    proof: {
      ...{ size: 9, algorithm: 'crc64', ours: '-1', theirs: '1', etag: 'E', requestId: 'R', versionId: 'V' },
      ...{ provenAtMs: atMs, callback: null },
    },
  };
  expect(proofsCsv([line]).split('\r\n')[1]).toBe(
    "/data/a.bin,oss,https://oss.example,b,a.bin,9,crc64,'-1,1,E,V,R,2026-11-26T01:12:03.004Z",
  );
});

describe('an export', () => {
  const pagesOf =
    (total: number, emptyPages = 0): AskPage<number> =>
    async (cursor, limit) => {
      const from = cursor === null ? -emptyPages : Number(cursor);
      if (from < 0) return { lines: [], next: String(from + 1) };
      const to = Math.min(total, from + limit);
      const lines = Array.from({ length: to - from }, (_, index) => from + index);
      return { lines, next: to < total ? String(to) : null };
    };
  const never = new AbortController().signal;

  test('goes on over pages with nothing in them', async () => {
    const counts: number[] = [];
    const { lines, isComplete } = await collectPages(pagesOf(2_500, 3), count => counts.push(count), never);
    expect(lines).toEqual(Array.from({ length: 2_500 }, (_, index) => index));
    expect(isComplete).toBe(true);
    expect(counts).toEqual([0, 0, 0, 1_000, 2_000, 2_500]);
  });

  test.each([
    [mostExported, true],
    [mostExported + 1, false],
  ])('of %d lines is complete: %s', async (total, isComplete) => {
    const found = await collectPages(pagesOf(total), () => {}, never);
    expect(found.lines.length).toBe(mostExported);
    expect(found.isComplete).toBe(isComplete);
  });

  test('stops when it is told to', async () => {
    const stop = new AbortController();
    const counts: number[] = [];
    const collecting = collectPages(
      pagesOf(5_000),
      count => {
        counts.push(count);
        if (count === 2_000) stop.abort();
      },
      stop.signal,
    );
    await expect(collecting).rejects.toThrow('abort');
    expect(counts).toEqual([1_000, 2_000]);
  });
});

test('a day begins at its midnight, and one that is not there has none', () => {
  expect(dayOf('2026-11-26')).toBe(new Date(2026, 10, 26).getTime());
  expect(dayOf('2026-12-31', 1)).toBe(new Date(2027, 0, 1).getTime());
  expect(dayOf('')).toBeNull();
});
