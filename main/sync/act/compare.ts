import type { Action } from '../../model/action.ts';
import { isOfParts } from '../../model/checksum.ts';
import type { KnownFile } from '../../model/known-file.ts';
import type { Source } from '../../model/source.ts';
import { keyOf } from '../../plan/key-of.ts';
import type { FolderRun } from '../folder-run.ts';
import { knownAs } from '../known-object.ts';
import { type ActEnd, done, instead } from './act.ts';

/** Reads a file instead of sending it: against what was proven, or against what the bucket holds. */
export async function actCompare(run: FolderRun, action: Action, signal: AbortSignal): Promise<ActEnd> {
  const { folder, store } = run;
  if (action.from !== null) return await compareWithMoved(run, action, action.from, signal);
  const known = store.known.find(folder.id, action.path);
  return known && action.reason.code !== 'object-changed'
    ? await compareWithKnown(run, action, known, signal)
    : await compareWithFound(run, action, signal);
}

/** Same size and time, but something else differs: only the bytes can tell. */
async function compareWithKnown(
  run: FolderRun,
  action: Action,
  known: KnownFile,
  signal: AbortSignal,
): Promise<ActEnd> {
  const { folder, store } = run;
  const source = await run.lookAt(run.absolute(action.path));
  if (known.checksum === null) return await compareWithFound(run, action, signal);
  const read = source.size === known.identity.size ? await readAsKnown(run, known, source, signal) : null;
  if (read === null) {
    return instead(action, { do: 'upload', reason: { code: 'content-changed', facts: action.reason.facts } });
  }
  const { size, mtimeNs, ctimeNs, inode, device } = read;
  store.known.touch(folder.id, action.path, { size, mtimeNs, ctimeNs, inode, device });
  return done('skip', { code: 'touched', facts: {} });
}

/** The file as it was read, if it has the bytes that it is known by; else null. What only parts tell of is held against its object. */
async function readAsKnown(
  run: FolderRun,
  { key, etag, checksum }: KnownFile,
  source: Source,
  signal: AbortSignal,
): Promise<Source | null> {
  if (checksum === null) return null;
  if (!isOfParts(checksum)) {
    return (await run.digest(source, checksum.algorithm, signal)) === checksum.value ? source : null;
  }
  const compared = await run.compare({ access: run.access, path: source.path, key }, signal);
  return compared.verdict === 'equal' && compared.etag === etag ? compared.source : null;
}

/** What looks like a file that is known under another path is copied if its bytes are the same. */
async function compareWithMoved(
  run: FolderRun,
  action: Action,
  from: string,
  signal: AbortSignal,
): Promise<ActEnd> {
  const { folder, store } = run;
  const checksum = store.known.find(folder.id, from)?.checksum ?? null;
  const source = await run.lookAt(run.absolute(action.path));
  const isSame =
    checksum !== null && (await run.digest(source, checksum.algorithm, signal)) === checksum.value;
  if (isSame) return instead(action, { do: 'copy', reason: action.reason });
  return instead(action, { do: 'upload', from: null, reason: { code: 'new', facts: {} } });
}

/** The bucket holds an object of this size. Equal ones are adopted; no byte is sent for them. */
async function compareWithFound(run: FolderRun, action: Action, signal: AbortSignal): Promise<ActEnd> {
  const { folder, store, access, clock } = run;
  const { path, reason } = action;
  const key = store.known.find(folder.id, path)?.key ?? keyOf(folder, path);
  const etag = reason.facts['etag'];
  const file = run.absolute(path);
  if (folder.settings.trustsMtime) {
    const end = await adoptByTime(run, action, key, signal);
    if (end) return end;
  }
  const objectSize = reason.facts['objectSize'];
  const isListed = typeof etag === 'string' && typeof objectSize === 'number';
  const listed = isListed ? { listed: { etag, size: objectSize } } : {};
  const compared = await run.compare({ access, path: file, key, ...listed }, signal);
  const { verdict, info, ours, source } = compared;
  if (verdict === 'equal') {
    const object = info ?? { key, etag: compared.etag, versionId: null };
    store.known.put(folder.id, knownAs(path, source, object, ours, clock.now()));
    run.tally.adopted += 1;
    return done('adopt', { code: 'adopted-by-checksum', facts: { key } });
  }
  const code = verdict === 'missing' ? 'object-missing' : 'differs-from-bucket';
  return instead(action, { do: 'upload', reason: { code, facts: { key } } });
}

/** By size and the `mtime` that we or rclone left with the object, to the precision that is there. */
async function adoptByTime(
  run: FolderRun,
  { path }: Action,
  key: string,
  signal: AbortSignal,
): Promise<ActEnd | null> {
  const { folder, store, bucket, clock } = run;
  const info = await bucket.head(key, signal);
  const source = await run.lookAt(run.absolute(path));
  const kept = info?.meta['mtime'];
  if (!info || info.size !== source.size || kept === undefined) return null;
  if (!isSameTime(kept, BigInt(source.mtimeNs))) return null;
  store.known.put(folder.id, { ...knownAs(path, source, info, null, clock.now()), verifiedAtMs: null });
  run.tally.adopted += 1;
  return done('adopt', { code: 'adopted-by-time', facts: { key, mtime: kept } });
}

/** Seconds with up to nine decimals, as rclone writes them; digits that were not written do not count. */
export function isSameTime(text: string, mtimeNs: bigint): boolean {
  const [, sign = '', seconds = '', decimals = ''] = /^(-?)(\d+)(?:\.(\d{1,9}))?$/.exec(text) ?? [];
  if (seconds === '') return false;
  const unit = 10n ** BigInt(9 - decimals.length);
  const kept = BigInt(`${seconds}${decimals}`) * (sign === '-' ? -1n : 1n);
  const floor = (value: bigint) => (value >= 0n ? value / unit : -((-value + unit - 1n) / unit));
  return floor(mtimeNs) === kept;
}
