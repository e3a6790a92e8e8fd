import { expect, test } from 'vitest';
import { isReplaced } from '../../reliability/sim/checker/files-view.ts';
import { Disk } from '../../reliability/sim/disk/disk.ts';

const root = '/sim/home/folder';

function makeDisk() {
  const disk = new Disk(() => 1n);
  disk.makeDirectories(`${root}/dir`);
  disk.write(`${root}/file`, Buffer.alloc(1));
  disk.write(`${root}/dir/file`, Buffer.alloc(1));
  disk.link(`${root}/link`, `${root}/dir`);
  disk.pipe(`${root}/pipe`);
  return disk;
}

test('a pipe, or a link that is not followed, takes the place of a file and of all that lay below', () => {
  const isTaken = isReplaced(makeDisk(), root, false);
  expect(['link', 'link/file', 'link/gone', 'pipe', 'pipe/gone'].filter(isTaken)).toHaveLength(5);
});

test('a file, a directory, nothing at all, or a link that is followed does not', () => {
  const disk = makeDisk();
  expect(
    ['file', 'dir', 'dir/file', 'gone', 'file/gone', 'dir/gone'].filter(isReplaced(disk, root, false)),
  ).toEqual([]);
  expect(['link', 'link/file', 'pipe'].filter(isReplaced(disk, root, true))).toEqual(['pipe']);
});
