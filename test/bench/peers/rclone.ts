import { allWork, bucket, keys, type Peer, partBytes, versionOf } from './peer.ts';

/** By its own advice for S3: one listing instead of a question for each file, and the server's times. */
export const rclone: Peer = {
  name: 'rclone',
  version: versionOf('rclone', 'version'),
  works: allWork,
  isTold: true,
  checksum: 'crc32',
  command({ work, path, url, caFile, parallel }) {
    const isFile = work === 'file';
    const size = `${partBytes}B`;
    const concurrency = isFile
      ? ['--s3-upload-concurrency', `${parallel}`, '--s3-chunk-size', size, '--s3-upload-cutoff', size]
      : ['--transfers', `${parallel}`, '--checkers', '16', '--fast-list', '--update', '--use-server-modtime'];
    const trust = caFile === null ? [] : ['--ca-cert', caFile];
    return {
      program: 'rclone',
      args: [
        isFile ? 'copyto' : 'copy',
        path,
        `sink:${bucket}/${isFile ? 'large.bin' : ''}`,
        '--s3-no-check-bucket',
        ...concurrency,
        ...trust,
      ],
      env: {
        RCLONE_CONFIG: '/dev/null',
        RCLONE_CONFIG_SINK_TYPE: 's3',
        RCLONE_CONFIG_SINK_PROVIDER: 'Other',
        RCLONE_CONFIG_SINK_ENDPOINT: url,
        RCLONE_CONFIG_SINK_REGION: 'us-east-1',
        RCLONE_CONFIG_SINK_ACCESS_KEY_ID: keys.id,
        RCLONE_CONFIG_SINK_SECRET_ACCESS_KEY: keys.secret,
      },
    };
  },
};
