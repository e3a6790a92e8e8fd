import { expect, test } from 'vitest';
import type { ErrorCode } from '../../../main/base/app-error.ts';
import type { Problem } from '../../../main/model/problem.ts';
import type { FolderRun } from '../../../main/sync/folder-run.ts';
import type { PlanContext } from '../../../main/sync/plan-context.ts';
import { writePlan } from '../../../main/sync/write-plan.ts';

function problemOf(code: ErrorCode, weight: Problem['weight']): Problem {
  return { path: 'a', error: { code, message: '', facts: {} }, weight, sinceMs: 0, retryAtMs: null };
}

/** Codes that are told of a path for which another problem is listed. */
function told(listed: Problem | null, found: Problem): readonly string[] {
  const codes: string[] = [];
  const store = { batch: (task: () => void) => task(), problems: { find: () => listed } };
  const report = (_: string, { code }: { code: ErrorCode }) => void codes.push(code);
  const run = { folder: { id: 'f' }, store, report } as unknown as FolderRun;
  const piece = { files: [], gone: { files: [], ignored: [] }, problems: [found], mark: null };
  writePlan(run, piece, {} as PlanContext);
  return codes;
}

test('a warning does not hide what has failed, and takes the place of what looks have told', () => {
  const warning = problemOf('name.clash', 'warning');
  expect(told(problemOf('remote.denied', 'failed'), warning)).toEqual([]);
  expect(told(problemOf('name.clash', 'failed'), warning)).toEqual(['name.clash']);
  expect(told(problemOf('name.reserved', 'warning'), warning)).toEqual(['name.clash']);
  expect(told(null, warning)).toEqual(['name.clash']);
  expect(told(problemOf('remote.denied', 'failed'), problemOf('link.skipped', 'skipped'))).toEqual([
    'link.skipped',
  ]);
});
