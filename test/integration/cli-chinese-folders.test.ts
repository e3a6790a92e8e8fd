import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { targetIn } from '../support/command.ts';
import { inChinese } from '../support/in-chinese.ts';
import { type LocalBucket, startLocalBucket } from '../support/local-bucket.ts';
import { createTempDir } from '../support/temp-dir.ts';

let bucket: LocalBucket;

beforeAll(async () => {
  bucket = await startLocalBucket();
});
afterAll(() => bucket.close());

/** A place for commands to run in, with a folder `docs` in it. */
async function placeWith(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await createTempDir();
  mkdirSync(join(folder, 'docs'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, 'docs', name), text);
  return folder;
}

const to = (key: string) => [...targetIn(bucket, key), '--quiet', '0s'];

test('a folder is planned, synced, verified and explained in Chinese', async () => {
  const folder = await placeWith({ 'a.txt': 'a', 'CON.txt': 'c', 'Thumbs.db': 't' });
  symlinkSync('a.txt', join(folder, 'docs', 'link'));
  const plan = await inChinese(folder, ['sync', 'docs', ...to('f/'), '--dry-run']);
  expect(plan.stdout).toContain('上传 a.txt，1 B：此前没有它的记录\n');
  expect(plan.stdout).toContain('问题：0 个无法上传，1 个警告，1 个按规则跳过');
  expect(plan.stderr).toContain('没有做任何改动\n');
  const first = await inChinese(folder, ['sync', 'docs', ...to('f/'), '-v']);
  expect(first.stdout).toMatch(/^已上传 2 个文件（2 B）\n已是最新：2 个文件通过校验（2 B），比较时间 \d/);
  expect(first.stderr).toMatch(
    /警告 CON\.txt：名称 CON\.txt 在 Windows 上无法存在：CON 在该系统上是设备名。/,
  );
  rmSync(join(folder, 'docs', 'a.txt'));
  const second = await inChinese(folder, ['sync', 'docs', '-v']);
  expect(second.stderr).toContain('移除记录 a.txt：本地已不存在；此模式不同步删除，对象保留');
  expect(second.stderr).not.toContain('删除；除非');
  expect((await inChinese(folder, ['verify', 'docs'])).stdout).toContain('核对过的文件全部通过校验');
  const why = await inChinese(folder, ['why', join('docs', 'a.txt')]);
  expect(why.stdout).toMatch(
    /没有它的校验记录\n决定记录，最新的在前：\n {2}[\d/]+ [\d:]+ 移除记录：本地已不存在/,
  );
  const listed = await inChinese(folder, ['folders', 'list', '--problems']);
  expect(listed.stdout).toContain('已跳过 link：link 是符号链接，默认不跟随。（link.skipped）');
  const rule = await inChinese(folder, ['sync', 'docs', '--explain-ignore', 'Thumbs.db']);
  expect(rule.stdout).toMatch(/^Thumbs\.db 被排除（依据：内置清单（.*）中的“\[Tt\]humbs\.db”）\n$/);
  expect((await inChinese(folder, ['folders', 'pause'])).stdout).toMatch(/^已暂停 /);
  expect((await inChinese(folder, ['sync', 'docs'])).stderr).toMatch(/文件夹 .* 已暂停。/);
  expect((await inChinese(folder, ['folders', 'remove', '-y', 'docs'])).stdout).toMatch(/^已移除 .* 的记录/);
  expect((await inChinese(folder, ['folders'])).stderr).toContain('没有已记住的文件夹');
});

test('held deletions ask in Chinese', async () => {
  const names = Array.from({ length: 30 }, (_, number) => `${number}.txt`);
  const folder = await placeWith(Object.fromEntries(names.map(name => [name, name])));
  await inChinese(folder, ['sync', 'docs', ...to('h/'), '--mode', 'mirror', '--delete-delay', '0s']);
  for (const name of names.slice(5)) rmSync(join(folder, 'docs', name));
  const plan = await inChinese(folder, ['sync', 'docs', '--dry-run']);
  expect(plan.stdout).toContain('25 个删除会被暂缓，直到使用 --agree-deletes 25');
  const held = await inChinese(folder, ['sync', 'docs']);
  expect(held.stdout).toContain('尚未最新：25 个删除等待确认');
  expect(held.stderr).toMatch(
    /删除已暂缓：本地有 25 个文件不见了（共 30 个），超过了不经询问即可删除的数量。/,
  );
  const agreed = await inChinese(folder, ['sync', 'docs', '--agree-deletes', '25']);
  expect(agreed.stdout).toContain('已删除 25 个');
  const restored = await inChinese(folder, ['sync', 'docs', '--restore-trash', '1*.txt']);
  expect(restored.stdout).toBe('已从回收区移回 10 个对象\n');
});

/** Targets are known only once the bucket runs. */
const failures: readonly (readonly [args: () => readonly string[], said: RegExp])[] = [
  [() => ['sync'], /sync 至少需要一个 DIR 及其 TARGET/],
  [() => ['sync', 'docs'], /“docs”之后没有 TARGET，而且此前未从本机同步过/],
  [() => ['sync', ...to('x/'), 'docs'], /“oss:\/\/test-bucket\/x\/”是 TARGET，其 DIR 应写在前面/],
  [() => ['sync', 'gone', ...to('x/')], /文件夹 .*gone 不存在/],
  [() => ['sync', 'docs', ...to('x/'), '--trash', 'bin'], /--trash 与删除有关/],
  [() => ['sync', 'docs', ...to('x/'), '--ignore', '[a'], /无法理解忽略规则 \[a：其中的 \[ 没有闭合/],
  [() => ['sync', 'docs', ...to('x/'), '--price', '1'], /--price 用于计算 --dry-run 的费用/],
  [() => ['sync', 'docs', ...targetIn(bucket, 'x/', 's3'), '--append', '*'], /该存储不支持向对象追加数据/],
  [() => ['verify', 'docs', '--sample', '1'], /“1”不是有效的文件比例/],
  [() => ['why', 'docs'], /文件夹 .*docs 未曾在本机同步/],
  [() => ['folders', 'remove', 'docs'], /未曾在本机同步/],
];

test.each(failures)('%#: what goes wrong with folders is told in Chinese', async (args, said) => {
  const { code, stderr } = await inChinese(await placeWith({ a: 'a' }), args());
  expect(stderr).toMatch(said);
  expect(code).not.toBe(0);
});
