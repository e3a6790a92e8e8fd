import fs from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { countFilesBelow, installFileFaults } from '../../reliability/ith/fail-files.ts';
import { arm, counted, disarm } from '../../reliability/ith/plan.ts';
import { tempRoot } from '../../support/temp-root.ts';

const dir = fs.mkdtempSync(join(tempRoot(), 'fail-files-'));
const file = join(dir, 'one');
fs.writeFileSync(file, 'some bytes');
installFileFaults();
countFilesBelow(dirname(dir));
afterAll(() => fs.rmSync(dir, { recursive: true }));

/** What each call throws when it is the first to fail; 0 is EIO. */
async function failedAt(at: number, task: () => unknown): Promise<string> {
  arm({ kind: 'file', fault: 0, span: 'once', at });
  try {
    await task();
    return 'nothing';
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).syscall ?? String(thrown);
  } finally {
    disarm();
  }
}

/** The calls of the task by what fails when each of them does; each is one. */
async function callsOf(task: () => unknown): Promise<readonly string[]> {
  arm(null);
  await task();
  disarm();
  const { file: calls } = counted().calls;
  const found: string[] = [];
  for (let at = 1; at <= calls; at += 1) found.push(await failedAt(at, task));
  return found;
}

const buffer = Buffer.alloc(4);

test('each call on a descriptor counts once and can fail', async () => {
  const calls = await callsOf(async () => {
    const descriptor = fs.openSync(file, 'r+');
    try {
      fs.fstatSync(descriptor);
      fs.readSync(descriptor, buffer);
      await promisify(fs.fdatasync)(descriptor);
      await promisify(fs.read)(descriptor, buffer, 0, 4, 0);
    } finally {
      fs.closeSync(descriptor);
    }
  });
  expect(calls).toEqual(['open', 'fstat', 'read', 'fdatasync', 'read', 'close']);
});

test('so does each call on a handle and on an open directory', async () => {
  const calls = await callsOf(async () => {
    const handle = await fs.promises.open(file, 'r');
    try {
      await handle.stat();
      await handle.read(buffer, 0, 4, 0);
    } finally {
      await handle.close();
    }
    const directory = await fs.promises.opendir(dir);
    try {
      await directory.read();
    } finally {
      await directory.close();
    }
  });
  expect(calls).toEqual(['open', 'stat', 'read', 'close', 'opendir', 'read', 'close']);
});

test('a file that fails to close is closed all the same', async () => {
  let descriptor = 0;
  const failed = await failedAt(2, () => {
    descriptor = fs.openSync(file, 'r');
    fs.closeSync(descriptor);
  });
  expect(failed).toBe('close');
  expect(() => fs.fstatSync(descriptor)).toThrow('EBADF');
});

test('what can not tell of an error says that nothing is there', async () => {
  arm({ kind: 'file', fault: 0, span: 'once', at: 1 });
  expect([fs.existsSync(file), fs.existsSync(file)]).toEqual([false, true]);
  disarm();
});

test('files elsewhere neither count nor fail', async () => {
  arm({ kind: 'file', fault: 0, span: 'forever', at: 1 });
  fs.closeSync(fs.openSync(import.meta.filename, 'r'));
  expect(fs.existsSync(import.meta.filename)).toBe(true);
  expect(counted().calls.file).toBe(0);
  disarm();
});
