import { type Peer, versionOf } from './peer.ts';

/** No uploader: what it takes to look at every file and nothing more. */
export const find: Peer = {
  name: 'find',
  version: versionOf('find', '--version'),
  works: ['unchanged'],
  isTold: false,
  checksum: 'crc64',
  command: ({ path }) => ({ program: 'find', args: [path, '-printf', '%p %s %T@ %i\\n'], env: {} }),
};
