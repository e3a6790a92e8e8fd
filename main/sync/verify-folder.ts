import { AppError, toAppError } from '../base/app-error.ts';
import { breathe, forEachParallel } from '../base/async.ts';
import type { Reason } from '../model/action.ts';
import { isOfParts } from '../model/checksum.ts';
import type { KnownFile } from '../model/known-file.ts';
import { compareSources, type Source } from '../model/source.ts';
import { usualThreshold } from '../plan/partition.ts';
import { createSampler, type PassedFile, sampleSize } from '../plan/verify-order.ts';
import type { Listing } from '../store/listing.ts';
import type { FolderRun } from './folder-run.ts';
import type { VerifyListener, VerifyResult, VerifyWish } from './folder-sync.ts';
import { takeListing } from './take-listing.ts';

const pageSize = 500;

type Tally = { -readonly [Name in keyof VerifyResult]: VerifyResult[Name] };

/** One verification under way. */
interface Verification {
  readonly run: FolderRun;
  readonly wish: VerifyWish;
  readonly tally: Tally;
  readonly listener: VerifyListener;
  readonly signal: AbortSignal;
}

const nobody: VerifyListener = { found() {}, counted() {} };

/**
 * Compares the bucket with what is known, and files with what was proven by reading them again: a share of them, those first whose last pass
 * is longest ago. All objects are compared, by one listing and a look at those that are not as we stored them. What is
 * wrong is listed among the problems and, as the wish says, planned to be sent; an ordinary run does the sending.
 */
export async function verifyFolder(
  run: FolderRun,
  wish: VerifyWish,
  signal: AbortSignal,
  listener: VerifyListener = nobody,
): Promise<VerifyResult> {
  const { folder, store } = run;
  const listing = await takeListing(run, signal);
  try {
    const tally = emptyTally(store.known.totals(folder.id).files, listing.totals().objects);
    const verification = { run, wish, tally, listener, signal };
    // A full pass reads what it has just compared, so it needs no memory for a choice.
    const sampler = wish.sample < 1 ? createSampler(sampleSize(wish.sample, tally.files)) : null;
    for await (const page of eachPage(run)) {
      const sound = await compareObjects(verification, page, listing);
      if (sampler === null) await readFiles(verification, sound);
      else for (const known of sound) sampler.add(known);
    }
    if (sampler) await readFiles(verification, sampler.chosen());
    tally.oldestPassMs = store.known.oldestVerified(folder.id);
    if (tally.oldestPassMs !== null) store.folders.setVerified(folder.id, tally.oldestPassMs);
    return tally;
  } finally {
    listing.close();
  }
}

function emptyTally(files: number, objects: number): Tally {
  return {
    files,
    verified: 0,
    bytesRead: 0,
    changed: 0,
    missing: 0,
    different: 0,
    unprovable: 0,
    foreign: objects,
    repaired: 0,
    oldestPassMs: null,
  };
}

/** Holds known files against the listing; those whose objects are sound may be read. */
async function compareObjects(
  verification: Verification,
  page: readonly KnownFile[],
  listing: Listing,
): Promise<readonly KnownFile[]> {
  const { run, signal } = verification;
  const sound: KnownFile[] = [];
  const check = async (known: KnownFile, partSignal: AbortSignal) => {
    if (await isObjectSound(verification, known, listing, partSignal)) sound.push(known);
    verification.listener.counted(verification.tally);
  };
  await forEachParallel(page, run.parallel, check, signal);
  return sound;
}

async function readFiles(verification: Verification, files: readonly PassedFile[]): Promise<void> {
  const { run, signal } = verification;
  const read = async ({ path }: PassedFile, partSignal: AbortSignal) => {
    await readAgain(verification, path, partSignal);
    verification.listener.counted(verification.tally);
  };
  await forEachParallel(files, run.parallel, read, signal);
}

async function isObjectSound(
  verification: Omit<Verification, 'signal'>,
  known: KnownFile,
  listing: Listing,
  signal: AbortSignal,
): Promise<boolean> {
  const { run, tally } = verification;
  const { bucket } = run;
  const { path, key, identity, checksum } = known;
  const isFile = !path.endsWith('/');
  const listed = listing.find(key);
  if (listed !== null) tally.foreign -= 1;
  if (listed?.etag === known.etag && listed.size === identity.size) return isFile;
  // A listing is as old as its first page; what it lacks may have come since.
  const info = await bucket.head(key, signal);
  if (info === null) {
    tally.missing += 1;
    mend(verification, known, { code: 'object-missing', facts: { key } });
    return false;
  }
  const isSame =
    info.size === identity.size &&
    (info.etag === known.etag ||
      (checksum !== null &&
        info.checksum?.algorithm === checksum.algorithm &&
        info.checksum.value === checksum.value));
  if (isSame) return isFile;
  tally.different += 1;
  mend(verification, known, { code: 'object-differs', facts: { key, etag: info.etag } });
  return false;
}

/** Lists what is wrong with an object, and plans to send the file again where that is wished for. */
function mend(
  { run, wish, tally, listener }: Omit<Verification, 'signal'>,
  known: KnownFile,
  reason: Reason,
): void {
  const { path, key } = known;
  const isMissing = reason.code === 'object-missing';
  const message = isMissing ? 'the object is no longer there' : 'the object is not the one that was stored';
  run.report(
    path,
    new AppError(isMissing ? 'object.lost' : 'object.differs', message, { path, key }),
    'failed',
  );
  run.journal(path, 'fail', reason);
  listener.found(path, reason);
  if (wish.repair === 'none') return;
  tally.repaired += 1;
  plan(run, known, reason);
}

function plan({ folder, store, clock }: FolderRun, { path, identity }: KnownFile, reason: Reason): void {
  store.actions.put(folder.id, {
    path,
    do: path.endsWith('/') ? 'mark' : 'upload',
    from: null,
    lane: identity.size < usualThreshold ? 'small' : 'large',
    size: identity.size,
    reason,
    dueAtMs: clock.now(),
    attempts: 0,
  });
}

/** Reads one file and holds it against what was proven. */
async function readAgain(verification: Verification, path: string, signal: AbortSignal): Promise<void> {
  const { run, tally } = verification;
  const known = run.store.known.find(run.folder.id, path);
  if (known === null) return;
  try {
    const source = await run.lookAt(run.absolute(path));
    if (compareSources(known.identity, source) === 'changed') {
      tally.changed += 1;
      return;
    }
    const verdict = await readAndCompare(run, known, source, signal);
    tally.bytesRead += source.size;
    if (verdict === 'equal') confirm(verification, known);
    else if (verdict === 'different') tellDecay(verification, known);
    else tally.unprovable += 1;
  } catch (thrown) {
    if (signal.aborted) throw thrown;
    const error = toAppError(thrown);
    if (error.code === 'file.missing' || error.code === 'file.changed') tally.changed += 1;
    else {
      run.report(path, error, 'failed');
      verification.listener.found(path, { code: 'failed', facts: { code: error.code } });
    }
  }
}

/** A file that was adopted unread, or is known by its parts alone, is held against its object, and known by its checksum from then on. */
async function readAndCompare(
  run: FolderRun,
  known: KnownFile,
  source: Source,
  signal: AbortSignal,
): Promise<'equal' | 'different' | 'impossible'> {
  const { folder, store, access } = run;
  if (known.checksum !== null && !isOfParts(known.checksum)) {
    const { algorithm, value } = known.checksum;
    return (await run.digest(source, algorithm, signal)) === value ? 'equal' : 'different';
  }
  const { key, etag, identity } = known;
  const wish = { access, path: source.path, key, listed: { etag, size: identity.size } };
  const { verdict, ours } = await run.compare(wish, signal);
  if (verdict === 'equal') store.known.put(folder.id, { ...known, checksum: ours });
  return verdict === 'missing' ? 'different' : verdict;
}

function confirm({ run, tally }: Verification, { path }: KnownFile): void {
  const { folder, store, clock } = run;
  tally.verified += 1;
  store.batch(() => {
    store.known.setVerified(folder.id, path, clock.now());
    // A warning, as of a conflict, stays true for a sound file.
    if (store.problems.find(folder.id, path)?.weight === 'failed') run.solve(path);
  });
}

/** Other bytes under the same size and time: rewritten by a program that set the time back, or spoiled by the disk. */
function tellDecay({ run, tally, wish, listener }: Verification, known: KnownFile): void {
  const { path, key } = known;
  const facts = { path, key };
  tally.different += 1;
  run.report(path, new AppError('file.differs', 'the bytes are others than were proven', facts), 'failed');
  const reason = { code: 'content-changed', facts } as const;
  run.journal(path, 'fail', reason);
  listener.found(path, reason);
  if (wish.repair !== 'local') return;
  tally.repaired += 1;
  plan(run, known, reason);
}

async function* eachPage({ folder, store }: FolderRun): AsyncGenerator<readonly KnownFile[], void, void> {
  for (let after: string | null = null; ; ) {
    const page = store.known.page(folder.id, after, pageSize);
    if (page.length === 0) return;
    yield page;
    after = page.at(-1)?.path ?? null;
    await breathe();
  }
}
