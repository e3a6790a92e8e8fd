import { expect, test } from 'vitest';
import type { ErrorCode } from '../../../main/base/app-error.ts';
import { exitCodeOfResults } from '../../../main/cli/doctor.ts';
import { summaryText } from '../../../main/cli/doctor-view.ts';
import {
  type CheckResult,
  type Finding,
  missingRights,
  passed,
  skipped,
  warned,
} from '../../../main/doctor/report.ts';
import { textsIn } from '../../../main/text/texts.ts';

const result = (finding: Finding, missing: CheckResult['missing'] = null): CheckResult => ({
  id: 'put',
  finding,
  tookMs: 1,
  missing,
});
const failed = (code: ErrorCode): Finding => ({ became: 'failed', error: { code, message: '', facts: {} } });

test.each([
  [[passed('list.works'), warned('checksums.none'), skipped('skipped.stopped')], 0],
  [[passed('list.works'), failed('net.unreachable')], 1],
  [[failed('net.unreachable'), failed('remote.denied')], 3],
  [[failed('credentials.wrong')], 3],
] as const)('%# ends with its exit code', (findings, code) => {
  expect(exitCodeOfResults(findings.map(finding => result(finding)))).toBe(code);
});

test('the summary counts what there is', () => {
  expect(summaryText([result(passed('list.works'))], textsIn('en'))).toBe('all well: 1 check passed');
  expect(
    summaryText(
      [
        result(passed('list.works')),
        result(warned('checksums.none')),
        result(failed('bug')),
        result(skipped('skipped.stopped')),
      ],
      textsIn('en'),
    ),
  ).toBe('1 check passed, 1 note, 1 failed, 1 skipped');
});

test('a right that several checks lack is named once', () => {
  const refused = failed('remote.denied');
  const results = [result(refused, 'put'), result(refused, 'list'), result(refused, 'put')];
  expect(missingRights(results)).toEqual(['put', 'list']);
});
