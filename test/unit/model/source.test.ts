import { expect, test } from 'vitest';
import { compareSources } from '../../../main/model/source.ts';

const file = {
  size: 5,
  mtimeNs: '1700000000000000001',
  ctimeNs: '1700000000000000002',
  inode: '7',
  device: '1',
};

test.each([
  ['same', {}],
  ['doubtful', { ctimeNs: '1700000000000000003' }],
  ['doubtful', { inode: '8' }],
  ['doubtful', { device: '2' }],
  ['changed', { size: 6 }],
  ['changed', { mtimeNs: '1700000000000000000' }],
  ['changed', { mtimeNs: '1700000000000000000', ctimeNs: '1', inode: '8' }],
] as const)('a file is %s with %j', (verdict, change) => {
  expect(compareSources(file, { ...file, ...change })).toBe(verdict);
});
