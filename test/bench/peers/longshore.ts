import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allWork, bucket, keys, type Peer } from './peer.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const entry = join(root, 'dist', 'cli', 'longshore.js');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };

/** As it is, with nothing set: record, checksum and proof are on. */
function longshore(name: string, kind: 'oss' | 's3'): Peer {
  return {
    ...{ name, version, works: allWork, isTold: false },
    checksum: kind === 'oss' ? 'crc64' : 'crc32',
    command({ work, path, url, caFile, home }) {
      const target = `${kind}://${bucket}/`;
      const verb = work === 'file' ? 'put' : 'sync';
      const trust = caFile === null ? [] : ['--ca-file', caFile];
      return {
        program: process.execPath,
        args: [entry, verb, path, target, '--endpoint', url, ...trust],
        env: {
          OSS_ACCESS_KEY_ID: keys.id,
          OSS_ACCESS_KEY_SECRET: keys.secret,
          AWS_ACCESS_KEY_ID: keys.id,
          AWS_SECRET_ACCESS_KEY: keys.secret,
          LONGSHORE_DATA: join(home, 'data'),
          LONGSHORE_CONFIG: join(home, 'config.toml'),
        },
      };
    },
  };
}

export const longshoreOss = longshore('Longshore', 'oss');
export const longshoreS3 = longshore('Longshore (S3)', 's3');
