import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { allWork, bucket, keys, type Peer, partBytes, versionOf } from './peer.ts';

/** It sends one request after the other. Sizes alone are compared, for MD5 would have it read everything again. */
export const s3cmd: Peer = {
  name: 's3cmd',
  version: versionOf('s3cmd', '--version'),
  works: allWork,
  isTold: false,
  checksum: 'crc32',
  command({ work, path, url, caFile, home }) {
    const { host, protocol } = new URL(url);
    const settings = {
      access_key: keys.id,
      secret_key: keys.secret,
      host_base: host,
      host_bucket: host,
      use_https: protocol === 'https:' ? 'True' : 'False',
      multipart_chunk_size_mb: String(partBytes / 1024 ** 2),
      ...(caFile !== null && { ca_certs_file: caFile }),
    };
    const file = join(home, 's3cfg');
    const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}\n`);
    writeFileSync(file, `[default]\n${lines.join('')}`);
    const job =
      work === 'file'
        ? ['put', path, `s3://${bucket}/large.bin`]
        : ['sync', '--no-check-md5', `${path}/`, `s3://${bucket}/`];
    return { program: 's3cmd', args: ['-c', file, '--no-progress', ...job], env: {} };
  },
};
