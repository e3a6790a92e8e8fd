import { expect, test } from 'vitest';
import type { Folder } from '../../../main/model/folder.ts';
import { placeBefore, trashKey } from '../../../main/sync/trash-key.ts';

const folder = { prefix: 'backup/', settings: { deletes: { trash: 'trash/' } } } as unknown as Folder;
const at = (time: string) => Date.parse(`2026-11-27T${time}Z`);
const keyAt = (time: string, salt = '') => trashKey(folder, 'backup/a/b', at(time), salt) ?? '';

test('a key of the trash tells where its object was', () => {
  expect(keyAt('09:31:59', '-1795772')).toBe('backup/trash/20261127T0931Z-1795772/a/b');
  expect(placeBefore(folder, keyAt('09:31:59', '-1795772'))?.key).toBe('backup/a/b');
  for (const other of [
    'backup/a/b',
    'backup/trash/a/b',
    'backup/trash/20261127T0931Z/',
    'elsewhere/trash/x',
  ]) {
    expect(placeBefore(folder, other), other).toBeNull();
  }
});

test('of what left one place, the later has the greater rank: within a minute, and from one to the next', () => {
  const keys = [
    keyAt('09:31:59'),
    keyAt('09:31:59', `-${at('09:31:59.100')}`),
    keyAt('09:31:59', `-${at('09:31:59.900')}`),
    keyAt('09:32:00'),
    keyAt('09:32:00', `-${at('09:32:00.100')}`),
  ];
  const ranks = keys.map(key => placeBefore(folder, key)?.rank ?? '');
  expect(ranks.toSorted()).toEqual(ranks);
  expect(new Set(ranks).size).toBe(ranks.length);
});
