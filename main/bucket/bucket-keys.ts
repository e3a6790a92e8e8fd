import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../base/app-error.ts';
import { problem } from '../base/said.ts';
import type { Credentials } from '../model/credentials.ts';
import { makeFolder } from '../store/make-folder.ts';

const keysSchema = z.object({ accessKeyId: z.string().min(1), accessKeySecret: z.string().min(1) });

/** The key pair of the local bucket in a folder: the same after each restart, in a file that only its owner can read. */
export function openBucketKeys(dir: string): Credentials {
  const path = join(dir, 'keys.json');
  try {
    return keysSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (thrown) {
    const reason = (thrown as NodeJS.ErrnoException).code;
    if (reason === 'ENOTDIR') {
      throw new AppError('usage', 'no place for a bucket', {
        ...problem('bucket.notFolder', { dir }),
        command: 'bucket',
      });
    }
    if (reason !== 'ENOENT') {
      throw new AppError(
        'settings.invalid',
        "the file with the bucket's keys can't be read; remove it to get new ones",
        { ...problem('bucket.keys'), file: path },
      );
    }
  }
  const keys = {
    accessKeyId: `LOCAL${randomBytes(8).toString('hex').toUpperCase()}`,
    accessKeySecret: randomBytes(24).toString('base64url'),
  };
  try {
    makeFolder(dir);
    writeFileSync(path, `${JSON.stringify(keys)}\n`, { mode: 0o600, flag: 'wx' });
  } catch (thrown) {
    const reason = (thrown as NodeJS.ErrnoException).code ?? '';
    throw new AppError(
      reason === 'ENOSPC' ? 'disk.full' : 'disk.failed',
      "the keys can't be written",
      { path, reason },
      thrown,
    );
  }
  return keys;
}
