import { expect, test } from 'vitest';
import { reactions } from '../../main/base/app-error.ts';
import { finerCodes, serverCodes } from '../../main/model/server-codes.ts';
import { runCommand } from '../support/command.ts';
import { createTempDir } from '../support/temp-dir.ts';

async function explain(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  return runCommand(['explain', ...args], { folder: await createTempDir(), environment });
}

test('explain says what a code of any kind means and what helps', async () => {
  const own = await explain(['remote.denied']);
  expect([own.code, own.stdout]).toEqual([0, expect.stringMatching(/^remote\.denied \(Longshore waits/)]);
  const server = await explain(['userdisable']);
  expect(server.stdout).toMatch(/^UserDisable \(OSS, status 403; here remote\.quota: /);
  expect(server.stdout.trimEnd().split('\n')).toHaveLength(3);
  const finer = await explain(['0003-00000801']);
  expect(finer.stdout).toMatch(/a case of UserDisable.*\n.*arrears/);
});

test('explain speaks the language that is set, and with --json both', async () => {
  const chinese = await explain(['SecondLevelDomainForbidden'], { LONGSHORE_LANG: 'zh-CN' });
  expect(chinese.stdout).toContain('路径风格');
  const [facts] = (await explain(['NoSuchBucket', '--json'])).events();
  expect(facts).toMatchObject({
    event: 'code',
    code: 'NoSuchBucket',
    is: 'bucket.missing',
    en: { cause: expect.any(String) },
    'zh-CN': { remedy: expect.stringContaining('endpoint') },
  });
});

test('without a code, explain lists every one', async () => {
  const events = (await explain(['--json'])).events();
  expect(events).toHaveLength(Object.keys(reactions).length + serverCodes.size + finerCodes.size);
});

test('explain does not know everything', async () => {
  const end = await explain(['NoSuchThing']);
  expect([end.code, end.stdout]).toEqual([2, '']);
  expect(end.stderr).toContain('NoSuchThing');
});
