import { join } from 'node:path';
import { allWork, bucket, keys, type Peer, partBytes, versionOf } from './peer.ts';

/** Version 1.7; unchanged files by its snapshot of what it has sent, which asks the bucket nothing. */
export const ossutil: Peer = {
  name: 'ossutil',
  version: versionOf('ossutil', 'version') ?? versionOf('ossutil', '--version'),
  works: allWork,
  isTold: true,
  checksum: 'crc64',
  command({ work, path, url, caFile, parallel, home }) {
    const access = ['-e', url, '-i', keys.id, '-k', keys.secret, '-f'];
    const kept = ['--checkpoint-dir', join(home, 'checkpoints'), '--output-dir', join(home, 'output')];
    const job =
      work === 'file'
        ? [path, `oss://${bucket}/large.bin`, '--parallel', `${parallel}`, '--part-size', `${partBytes}`]
        : [path, `oss://${bucket}/`, '-r', '-j', `${parallel}`, '--snapshot-path', join(home, 'snapshot')];
    return {
      program: 'ossutil',
      args: ['cp', ...job, ...access, ...kept],
      env: { HOME: home, ...(caFile !== null && { SSL_CERT_FILE: caFile }) },
    };
  },
};
