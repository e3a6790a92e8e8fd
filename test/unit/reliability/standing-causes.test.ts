import { expect, test } from 'vitest';
import { hasStandingCause } from '../../reliability/sim/checker/standing-causes.ts';
import { Disk } from '../../reliability/sim/disk/disk.ts';

function world() {
  const disk = new Disk(() => 0n);
  disk.makeDirectories('/root/inner');
  disk.write('/root/inner/a', Buffer.from('a'));
  const hasCause = (code: string, path: string) =>
    hasStandingCause(disk, '/root', { code, path, weight: 'failed', facts: '{}' });
  return { disk, hasCause };
}

test('what is over is no cause', () => {
  const { hasCause } = world();
  for (const code of ['file.unreadable', 'name.not-utf8', 'link.broken', 'link.loop', 'net.timeout']) {
    expect(hasCause(code, 'inner/a')).toBe(false);
  }
});

test.each(['/root/inner', '/root/inner/a'])('the rights of %s were taken away', path => {
  const { disk, hasCause } = world();
  disk.chmod(path, 0);
  expect(hasCause('file.unreadable', 'inner/a')).toBe(true);
  expect(hasCause('upload.unproven', 'inner/a')).toBe(true);
  expect(hasCause('file.unreadable', 'b')).toBe(false);
});

test('a name is no UTF-8, and a link is one', () => {
  const { disk, hasCause } = world();
  disk.writeRaw('/root', Buffer.from([0x66, 0xff]), Buffer.alloc(1));
  disk.link('/root/b', '/nowhere');
  expect(hasCause('name.not-utf8', 'f\\xff')).toBe(true);
  // A directory is shown with its slash.
  expect(hasCause('name.not-utf8', 'f\\xff/')).toBe(true);
  expect(hasCause('name.not-utf8', 'inner/a')).toBe(false);
  expect(hasCause('link.broken', 'b')).toBe(true);
});
