import type { ErrorView } from '../../../../preload/contract/common.ts';

const error = (code: string, facts: ErrorView['facts']): ErrorView => ({ code, message: code, facts });

/** Failures as the engine tells them. */
export const errors = {
  denied: error('remote.denied', {
    status: 403,
    code: 'AccessDenied',
    said: 'You have no right to access this object because of bucket acl.',
    host: 'longshore-photos.oss-cn-hangzhou.aliyuncs.com',
    requestId: '6745A1B2C3D4E5F60718293A',
  }),
  wrongKeys: error('credentials.wrong', {
    account: 'work',
    status: 403,
    code: 'SignatureDoesNotMatch',
    requestId: '6745A1B2C3D4E5F60718293B',
  }),
  timeout: error('net.timeout', { host: 'oss-cn-hangzhou.aliyuncs.com', waitedMs: 30_000 }),
  unreachable: error('net.unreachable', { host: 'oss-cn-hangzhou.aliyuncs.com', reason: 'ENOTFOUND' }),
  unreadable: error('file.unreadable', {
    path: '/home/lin/Documents/contracts/2026-Q3.pdf',
    errno: 'EACCES',
  }),
  tooLong: error('name.too-long', { path: 'Archive/a-very-long-name.txt', bytes: 1_061 }),
  clash: error('name.clash', { path: 'Photos/IMG_0001.jpg', other: 'Photos/img_0001.jpg' }),
  mismatch: error('checksum.mismatch', { algorithm: 'CRC64', requestId: '6745A1B2C3D4E5F60718293C' }),
  rootLost: error('folder.missing', { root: '/media/lin/Elements/Archive' }),
  watchLimit: error('watch.limit', {
    limit: 65_536,
    command: 'sudo sysctl fs.inotify.max_user_watches=524288',
  }),
  refused: error('transfer.refused', { problem: 'hand.notDone' }),
  broken: error('store.damaged', { path: '/home/lin/.local/share/longshore/longshore.db' }),
  lost: error('net.interrupted', {}),
} as const satisfies Readonly<Record<string, ErrorView>>;
