import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { allWork, bucket, keys, type Peer, partBytes, versionOf } from './peer.ts';

export const awscli: Peer = {
  name: 'awscli',
  version: versionOf('aws', '--version'),
  works: allWork,
  isTold: true,
  checksum: 'crc32',
  command({ work, path, url, caFile, parallel, home }) {
    const file = join(home, 'aws-config');
    const s3 = {
      max_concurrent_requests: parallel,
      multipart_chunksize: partBytes,
      addressing_style: 'path',
    };
    const lines = Object.entries(s3).map(([name, value]) => `  ${name} = ${value}\n`);
    writeFileSync(file, `[default]\nregion = us-east-1\ns3 =\n${lines.join('')}`);
    const verb = work === 'file' ? 'cp' : 'sync';
    const target = `s3://${bucket}/${work === 'file' ? 'large.bin' : ''}`;
    return {
      program: 'aws',
      args: ['s3', verb, path, target, '--endpoint-url', url, '--only-show-errors'],
      env: {
        AWS_CONFIG_FILE: file,
        AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
        AWS_ACCESS_KEY_ID: keys.id,
        AWS_SECRET_ACCESS_KEY: keys.secret,
        ...(caFile !== null && { AWS_CA_BUNDLE: caFile }),
      },
    };
  },
};
