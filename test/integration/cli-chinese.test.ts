import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keyVariables, runCommand, targetIn } from '../support/command.ts';
import { chineseEnvironment, inChinese } from '../support/in-chinese.ts';
import { type LocalBucket, startLocalBucket } from '../support/local-bucket.ts';
import { createTempDir } from '../support/temp-dir.ts';

let bucket: LocalBucket;

beforeAll(async () => {
  bucket = await startLocalBucket();
});
afterAll(() => bucket.close());

const to = (key: string) => targetIn(bucket, key);

test('what goes well is told in Chinese: upload, proof, list, download, link, removal', async () => {
  const folder = await createTempDir();
  writeFileSync(join(folder, '报告.txt'), 'x'.repeat(300_000));
  const put = await inChinese(folder, ['put', '报告.txt', ...to('f/'), '--report', 'r.json']);
  expect(put.stdout).toMatch(
    /^校验通过 报告\.txt -> oss:\/\/test-bucket\/f\/报告\.txt：293 KiB（300,000 字节），CRC64 \d+（十六进制 [0-9a-f]{16}），ETag \w+，请求 ID \w+\n1 个校验通过，0 个失败，共 293 KiB（300,000 字节），用时 /,
  );
  expect(put.stderr).toMatch(/^正在发送 .*报告\.txt 到 oss:\/\/test-bucket\/f\/报告\.txt\n/);
  const piped = await inChinese(folder, ['put', '-', ...to('f/pipe')], 'piped');
  expect(piped.stdout).toContain('校验通过 标准输入 -> oss://test-bucket/f/pipe：5 字节');
  expect((await inChinese(folder, ['prove', '报告.txt', ...to('f/')])).stdout).toMatch(
    /^校验通过 .*报告\.txt = oss:/,
  );
  expect((await inChinese(folder, ['prove', '--check', 'r.json'])).stdout).toContain(
    '1 项证明中 1 项仍然可信，0 项不可信',
  );
  expect((await inChinese(folder, ['ls', ...to('')])).stderr).toContain('1 个文件夹，0 个对象，共 0 字节');
  expect((await inChinese(folder, ['get', ...to('f/pipe')])).stdout).toMatch(
    /^校验通过 oss:.* -> .*pipe：5 字节/,
  );
  expect((await inChinese(folder, ['link', ...to('f/pipe')])).stderr).toMatch(/^有效期至 [\d/]+ [\d:]+（/);
  const removed = await inChinese(folder, ['rm', '-r', '-y', ...to('f/')]);
  expect(removed.stdout).toContain('已删除 f/报告.txt\n');
  expect(removed.stderr).toContain('2 个已删除，0 个失败');
});

/** Targets are known only once the bucket runs. */
const failures: readonly (readonly [args: () => readonly string[], said: RegExp])[] = [
  [
    () => ['put', 'gone', ...to('')],
    /^失败 gone：没有这个文件 .*gone。\n {2}.*。\n {2}（代码 file\.missing）$/m,
  ],
  [() => ['put', '--text', 'x', ...to('')], /--text 没有名称/],
  [() => ['put', 'a', ...to(''), '--nope'], /未知选项“--nope”/],
  [() => ['put', 'a'], /put 至少需要一个 FILE 和一个 TARGET/],
  [() => ['put', 'a', 'somewhere'], /somewhere 不是有效的目标/],
  [() => ['put', 'a', ...to(''), '--part-size', '5Z'], /“5Z”不是有效的大小/],
  [() => ['put', 'a', ...to(''), '--storage-class', 'Odd'], /“Odd”不在 Standard, IA/],
  [
    () => ['put', 'a', ...to(''), '--callback-url', 'http://a/', '--callback-body', `a=\${odd}`],
    /不是 OSS 的变量/,
  ],
  [
    () => ['put', 'a', 'oss://test-bucket/', '--endpoint', 'http://127.0.0.1:1', '--retries', '0'],
    /无法连接服务器/,
  ],
  [() => ['get', ...to('gone')], /没有这个对象 gone/],
  [() => ['rm', '-r', ...to('')], /没有这个对象|无法在此询问/],
  [() => ['append', 'a', ...targetIn(bucket, 'x', 's3')], /S3 不支持向对象追加数据/],
  [() => ['prove', 'a'], /prove 需要 FILE 和 TARGET/],
  [() => ['uploads', 'complete', ...to('u'), '--upload-id', 'none'], /没有这个未完成的上传 none/],
  [() => ['accounts', 'import', 'other'], /只能从 ossutil 或 aws 导入账号/],
  [() => ['ls', 'nowhere:bucket/'], /没有这个账号：nowhere/],
  [() => ['explain', 'Odd'], /没有错误代码“Odd”的说明/],
  [() => ['help', 'odd'], /没有名为“odd”的命令或主题/],
];

test.each(failures)('%#: what goes wrong is told in Chinese, with its reason', async (args, said) => {
  const folder = await createTempDir();
  writeFileSync(join(folder, 'a'), 'a');
  const { code, stderr } = await inChinese(folder, args());
  expect(stderr).toMatch(said);
  expect(code).not.toBe(0);
});

test('appending, unfinished uploads, codes and accounts are told in Chinese', async () => {
  const folder = await createTempDir();
  const log = join(folder, 'app.log');
  writeFileSync(log, '1\n2\n3\n');
  await inChinese(folder, ['append', 'app.log', ...to('l/')]);
  appendFileSync(log, '4\n');
  const more = await inChinese(folder, ['append', 'app.log', ...to('l/')]);
  expect(more.stderr).toContain('正在把 app.log 追加到 oss://test-bucket/l/app.log，其中已有 6 字节');
  expect(more.stdout).toContain('已追加 2 字节，1 个对象校验通过');
  writeFileSync(log, '5\n');
  const rolled = await inChinese(folder, ['append', 'app.log', ...to('l/')]);
  expect(rolled.stderr).toContain('提示：追加到第 8 字节后，文件被截短');
  expect(rolled.stderr).toContain('改为写入 oss://test-bucket/l/app.1.log：文件被截短');

  await inChinese(folder, ['uploads', 'start', ...to('u/x')]);
  const listed = await inChinese(folder, ['uploads', ...to('u/')]);
  expect(listed.stdout).toMatch(/0 个分片 +已 \d+秒 {2}u\/x {2}\w+ {2}手动开始/);
  expect(listed.stderr).toContain('1 个未完成的上传，已存储 0 字节：1 个在本机开始但没有对应文件（0 B）');
  expect((await inChinese(folder, ['uploads', '--lifecycle-rule', '7', ...to('u/')])).stderr).toContain(
    '在控制台中：',
  );
  expect((await inChinese(folder, ['uploads', '--abort', '-y', ...to('u/')])).stdout).toContain(
    '已清除 u/x ',
  );

  expect((await inChinese(folder, ['explain', 'AccessDenied'])).stdout).toMatch(
    /^AccessDenied（OSS 和 S3，状态码 403；对应 remote\.denied：Longshore 需要您处理/,
  );
  const add = ['accounts', 'add', 'work', '--endpoint', bucket.server.url];
  expect((await inChinese(folder, add, 'ID12345678\nSECRET\n\n')).stdout).toMatch(/^账号 work 已保存到 /);
  expect((await inChinese(folder, ['accounts', 'list'])).stdout).toMatch(/密钥 \*{4}5678，secret 保存在/);
  expect((await inChinese(folder, ['accounts', 'remove', 'work'])).stdout).toBe('账号 work 及其密钥已删除\n');
});

test('every line of the doctor is Chinese, and its columns stand in line', async () => {
  const { code, stdout, stderr } = await inChinese(await createTempDir(), ['doctor', ...to('d/')]);
  expect(code).toBe(0);
  expect(
    stdout.split('\n').filter(line => /^通过 {4}\p{Script=Han}+ +\S/u.test(line)).length,
  ).toBeGreaterThan(15);
  expect(stdout).toContain('校验和              该存储返回整个对象的 CRC64');
  expect(stderr).toMatch(/正在检测 oss:\/\/test-bucket\/d\//);
  expect(stderr).toMatch(/一切正常：\d+ 项通过/);
});

test('programs get the same in every language but for causes and remedies', async () => {
  const folder = await createTempDir();
  const args = ['doctor', ...to('j/'), '--json'];
  const zh = (await runCommand(args, { folder, environment: chineseEnvironment })).events();
  const en = (await runCommand(args, { folder, environment: keyVariables })).events();
  const told = (events: typeof zh) =>
    events
      .filter(({ id }) => id !== 'rate')
      .map(({ event, id, became, says }) => ({ event, id, became, says }));
  expect(told(zh)).toEqual(told(en));
});
