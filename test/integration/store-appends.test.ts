import { expect, test } from 'vitest';
import type { AppendPlace, AppendPlaces, AppendSubject } from '../../main/store/append-log.ts';
import { openTestStore } from '../support/open-test-store.ts';
import { sampleTransfer } from '../support/sample-transfer.ts';
import { createTempDir } from '../support/temp-dir.ts';

const subject: AppendSubject = { path: '/var/log/app.log', target: sampleTransfer().target };

const place: AppendPlace = {
  key: 'logs/app.1.log',
  roll: 1,
  base: 5_368_709_120,
  position: 42,
  crc: '995dc9bbdf1939fa',
  headCrc: '0000000000000001',
  tailCrc: '0000000000000002',
  next: { size: 7, crc: '0000000000000003' },
  inode: '18446744073709551615',
  device: '64769',
};

const places: AppendPlaces = {
  now: place,
  left: [
    { ...place, key: 'logs/app.log', roll: 0, base: 0, next: null, inode: '7' },
    { ...place, key: 'logs/app.2.log', roll: 2 },
  ],
};

test('places read back as they were saved, in this opening and the next', async () => {
  const dir = await createTempDir();
  const first = await openTestStore(dir);
  const { id, places: none } = first.appends.claim(subject);
  expect(none).toBeNull();
  first.appends.save(id, places);
  first.appends.release(id);
  expect(first.appends.claim(subject)).toEqual({ id, places });
  const later = { now: { ...place, position: 49, next: null }, left: places.left.slice(1) };
  first.appends.save(id, later);
  first.close();
  const second = await openTestStore(dir);
  expect(second.appends.claim(subject)).toEqual({ id, places: later });
});

test('places of files that were left and make no sense are said to be damaged', async () => {
  const dir = await createTempDir();
  const store = await openTestStore(dir);
  const { id } = store.appends.claim(subject);
  store.appends.save(id, { now: place, left: [{ ...place, position: 'far' } as unknown as AppendPlace] });
  store.appends.release(id);
  expect(() => store.appends.claim(subject)).toThrow(
    expect.objectContaining({ code: 'store.damaged', message: expect.stringContaining('position') }),
  );
});

test('a subject of which nothing was saved is forgotten', async () => {
  const { appends } = await openTestStore(await createTempDir());
  const first = appends.claim(subject);
  appends.release(first.id);
  expect(appends.claim(subject).id).not.toBe(first.id);
});

test('another path, key, bucket, endpoint or kind is another subject', async () => {
  const { appends } = await openTestStore(await createTempDir());
  const { address, key } = subject.target;
  const others: AppendSubject[] = [
    { ...subject, path: '/other' },
    { ...subject, target: { address, key: 'other' } },
    { ...subject, target: { address: { ...address, bucket: 'other-bucket' }, key } },
    { ...subject, target: { address: { ...address, endpoint: 'http://other.invalid' }, key } },
    { ...subject, target: { address: { ...address, kind: 's3' }, key } },
  ];
  const ids = [subject, ...others].map(each => appends.claim(each).id);
  expect(new Set(ids).size).toBe(ids.length);
});

test('one opening at a time has a subject, and a closed one gives it up', async () => {
  const dir = await createTempDir();
  const [first, second] = [await openTestStore(dir), await openTestStore(dir)];
  const { id } = first.appends.claim(subject);
  first.appends.save(id, places);
  const busy = expect.objectContaining({
    code: 'transfer.busy',
    facts: expect.objectContaining({ path: subject.path, pid: process.pid }),
  });
  expect(() => first.appends.claim(subject)).toThrow(busy);
  expect(() => second.appends.claim(subject)).toThrow(busy);
  first.close();
  expect(second.appends.claim(subject)).toEqual({ id, places });
});

test('nothing is saved without the claim', async () => {
  const { appends } = await openTestStore(await createTempDir());
  const { id } = appends.claim(subject);
  appends.save(id, places);
  appends.release(id);
  expect(() => appends.save(id, { now: place, left: [] })).toThrow(
    expect.objectContaining({ code: 'transfer.busy' }),
  );
  expect(() => appends.save('unknown', places)).toThrow(expect.objectContaining({ code: 'bug' }));
  expect(appends.claim(subject).places).toEqual(places);
});
