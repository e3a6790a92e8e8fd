import { expect, test } from 'vitest';
import { type ExitCode, exitCodeOf, worstOf } from '../../../main/cli/exit-code.ts';

test.each([
  ['file.missing', 1],
  ['upload.unproven', 1],
  ['usage', 2],
  ['part.size', 2],
  ['key.invalid', 2],
  ['credentials.wrong', 3],
  ['credentials.expired', 3],
  ['disk.full', 3],
  ['options.invalid', 2],
  ['options.unsupported', 2],
  ['append.unsupported', 2],
] as const)('%s ends with %i', (code, exitCode) => {
  expect(exitCodeOf(code)).toBe(exitCode);
});

test.each<[ExitCode[], ExitCode]>([
  [[], 0],
  [[0, 0], 0],
  [[0, 1], 1],
  [[2, 2], 2],
  [[0, 2], 1],
  [[1, 3], 3],
  [[0, 1, 3, 130], 130],
  [[0, 4], 4],
  [[1, 4], 1],
  [[2, 4], 1],
  [[3, 4], 3],
  [[4, 4, 130], 130],
])('%j together are %i', (codes, worst) => {
  expect(worstOf(codes)).toBe(worst);
});
