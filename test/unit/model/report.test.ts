import { describe, expect, test } from 'vitest';
import { toErrorRecord } from '../../../main/base/app-error.ts';
import { formatReport, parseReport, type ReportEntry } from '../../../main/model/report.ts';
import { problemIn } from '../../support/english.ts';

const entry: ReportEntry = {
  path: '/data/报告 1.bin',
  offset: 1000,
  target: {
    address: {
      kind: 'oss',
      endpoint: 'https://oss-cn-hangzhou.aliyuncs.com',
      bucket: 'examplebucket',
      region: 'cn-hangzhou',
      addressing: 'virtual',
    },
    key: 'dir/报告 1.bin',
  },
  proof: {
    size: 9,
    ours: { algorithm: 'crc64', value: 'd076f921ebfd3d93' },
    theirs: 'd076f921ebfd3d93',
    etag: '337B33C02F89493026843983FF272A30',
    requestId: '5C3D9175B6FC201293AD4F77',
    versionId: null,
    provenAtMs: 1_735_790_645_123,
    callback: { became: 'failed', message: 'Error status : 301.', ec: '0007-00000203', requestId: '5C3D' },
  },
};

const stream: ReportEntry = { ...entry, path: null, offset: 0, proof: { ...entry.proof, callback: null } };

const appended: ReportEntry = { ...entry, file: { inode: '18446744073709551615', device: '64769' } };

const text = formatReport([entry, stream], 1_735_790_650_000);

function refusal(changed: string): string {
  try {
    parseReport(changed, 'proof.json');
  } catch (thrown) {
    const { code, facts } = toErrorRecord(thrown);
    expect(code).toBe('proof.invalid');
    expect(facts['path']).toBe('proof.json');
    return problemIn({ facts });
  }
  throw new Error('the report was taken');
}

test('a report is read back as it was written', () => {
  expect(parseReport(text, 'proof.json')).toEqual([entry, stream]);
  expect(parseReport(formatReport([], 0), 'proof.json')).toEqual([]);
  expect(parseReport(formatReport([appended], 0), 'proof.json')).toEqual([appended]);
});

test('what JSON does not write of an entry does not count for the checksum', () => {
  const open = { ...appended, file: { inode: '7', device: '8', close: () => undefined } };
  expect(parseReport(formatReport([open], 0), 'proof.json')).toEqual([
    { ...appended, file: { inode: '7', device: '8' } },
  ]);
});

test('a file that is told wrongly is refused', () => {
  const odd = { ...entry, file: { inode: 7 } } as unknown as ReportEntry;
  expect(refusal(formatReport([odd], 0))).toContain('inode');
});

test('a report says what it is and when it was written', () => {
  expect(JSON.parse(text)).toMatchObject({
    format: 'longshore-proof',
    version: 1,
    writtenAt: '2025-01-02T04:04:10.000Z',
  });
  expect(text.endsWith('}\n')).toBe(true);
});

test('another order of fields and other spaces change nothing', () => {
  const { entries, ...rest } = JSON.parse(text) as { entries: object[] };
  const turned = entries.map(each => Object.fromEntries(Object.entries(each).toReversed()));
  expect(parseReport(JSON.stringify({ entries: turned, ...rest }), 'proof.json')).toEqual([entry, stream]);
});

describe('a report is refused', () => {
  test.each([
    ['no JSON', 'proof'],
    ['half a file', text.slice(0, text.length / 2)],
  ])('that is %s', (_, broken) => {
    expect(refusal(broken)).toBe('it is not JSON');
  });

  test.each(['null', '[]', '{}', '"x"', '{"format":"other","version":1}'])('that is %s', other => {
    expect(refusal(other)).toBe('it is not a proof report');
  });

  test('of a newer version', () => {
    expect(refusal(text.replace('"version": 1', '"version": 2'))).toContain('newer Longshore');
  });

  test('with a changed, an added or a missing entry', () => {
    expect(refusal(text.replace('"size": 9', '"size": 8'))).toContain('changed after');
    expect(refusal(text.replace('"offset": 1000', '"offset": 1000, "note": ""'))).toContain('changed after');
    const { entries, ...rest } = JSON.parse(text) as { entries: object[] };
    expect(refusal(JSON.stringify({ ...rest, entries: entries.slice(1) }))).toContain('changed after');
  });

  test('without its checksum', () => {
    expect(refusal(text.replace('"sha256"', '"sha1"'))).toBe('it is cut off or damaged');
  });

  test('whose entries make no sense', () => {
    const wrong = formatReport([{ ...entry, offset: -1 }], 0);
    expect(refusal(wrong)).toContain('offset');
  });
});
