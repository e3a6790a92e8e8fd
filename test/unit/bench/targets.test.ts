import { expect, test } from 'vitest';
import type { Figure } from '../../bench/measure.ts';
import { targetTable, workloadTable } from '../../bench/table.ts';
import { compare } from '../../bench/targets.ts';
import { usualSizes, workloads } from '../../bench/workloads.ts';

const sink = { requests: 10, refused: 0, connections: 8, cpuSeconds: 1 };

function figure(peer: string, seconds: readonly number[], more: Partial<Figure> = {}): Figure {
  const runs = seconds.map(each => ({ seconds: each, cpuSeconds: 2 * each, peakBytes: 150e6, sink }));
  return { workload: 'large', peer, version: '1', parallel: null, runs, failure: null, ...more };
}

const large = workloads(usualSizes).filter(({ name }) => name === 'large');

test('targets are compared by medians, and a missing peer is no failure', () => {
  const figures = [
    figure('Longshore', [5, 4, 9]),
    figure('ali-oss', [7, 8, 6]),
    figure('rclone', [30, 10, 10]),
  ];
  const found = compare(large, figures, 0.05).map(({ what, found, isReached, missedBy }) => [
    ...[what, found, isReached, missedBy],
  ]);
  expect(found).toEqual([
    ['speed, × ossutil', null, null, null],
    ['speed, × ali-oss', '1.40', false, '7 %'],
    ['speed, × rclone', '2', false, '50 %'],
    ['CPU for a GiB, × ossutil', null, null, null],
    ['peak memory', '150 MB', true, null],
  ]);
  expect(targetTable(compare(large, figures, 0.05))).toContain('| ≥ 4 | 2 | missed by 50 % |');
});

test('a peer that has failed is no measure', () => {
  const figures = [figure('Longshore', [5]), figure('rclone', [30], { failure: 'it broke off' })];
  const rclone = compare(large, figures, 0.05).find(({ what }) => what.includes('rclone'));
  expect(rclone).toMatchObject({ found: null, isReached: null });
});

test('each program gets its ratio to Longshore, a failed one none', () => {
  const figures = [
    figure('Longshore', [4]),
    figure('rclone', [10], { parallel: 8 }),
    figure('s3cmd', [], { failure: 'no' }),
  ];
  const [workload] = large;
  const lines = workload ? workloadTable(workload, figures).trim().split('\n') : [];
  expect(lines[2]).toMatch(/^\| Longshore 1 \| 1074 MB\/s \| 4\.00 .*\| {2}\|$/);
  expect(lines[3]).toMatch(/^\| rclone 1, 8 at once \| 429 MB\/s .*\| 2\.50 \|$/);
  expect(lines[4]).toMatch(/^\| s3cmd 1 \| failed \|/);
  expect(new Set(lines.map(line => line.split('|').length)).size).toBe(1);
});
