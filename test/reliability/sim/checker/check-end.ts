import type { BucketView, StoredObject } from './bucket-view.ts';
import { checkProofs } from './check-proofs.ts';
import { checksumOf, hashOf } from './checksums.ts';
import type { Denied } from './denied.ts';
import type { LocalFile } from './files-view.ts';
import type { ProblemRow, StateView } from './state-view.ts';
import { Violation } from './violation.ts';
import type { Watchman } from './watchman.ts';

/** What is there when all is quiet. */
export interface End {
  readonly prefix: string;
  readonly trash: string | null;
  readonly isMirror: boolean;
  /** False where the settings let what others stored be overwritten. */
  readonly keepsForeign: boolean;
  readonly files: readonly LocalFile[];
  /** Whether the rules leave a path out; what lay in the bucket before stays there. */
  readonly isIgnored: (path: string) => boolean;
  /** Whether something that is no file to upload has taken the place of a path; what lay in the bucket before stays there as well. */
  readonly isReplaced: (path: string) => boolean;
  readonly bucket: BucketView;
  readonly state: StateView;
  readonly watchman: Watchman;
  /** Whether what is listed as failed has a cause that the world still shows. */
  readonly hasCause: (problem: ProblemRow) => boolean;
  readonly denied: Denied;
  /** Of what the engine told while it lived, in order. */
  readonly states: ReadonlyMap<string, readonly string[]>;
  readonly decisions: readonly string[];
}

/** Everything that has to hold once nothing is to be done any more. Throws a `Violation`. */
export function checkEnd(end: End): void {
  checkRecord(end);
  checkUploads(end);
  checkListed(end);
  checkFiles(end);
  checkObjects(end);
  checkProofs(end);
  checkHistory(end);
}

function checkRecord({ state }: End): void {
  const broken = state.integrity();
  if (broken.length > 0) throw new Violation('integrity', broken.join('; '));
  for (const { sort, told, there } of state.tallies()) {
    if (told !== there) throw new Violation('tally', `${sort}: ${told} are counted, ${there} are there`);
  }
}

/** Every upload on the server is one that the record knows of. */
function checkUploads({ bucket, state, denied }: End): void {
  const known = new Set(state.looseUploads());
  for (const { detail, at } of state.transfers()) {
    if (at === 'done' || at === 'cancelled') continue;
    const { upload } = JSON.parse(detail) as { upload?: { uploadId?: string } | null };
    if (upload?.uploadId) known.add(upload.uploadId);
  }
  const unheard = [...state.unheardBegins()];
  for (const { id, key, parts } of bucket.uploads()) {
    // Removed when its file is taken up again, or given up. Each begin leaves one.
    const begin = unheard.findIndex(each => each.key === key && !each.others.includes(id));
    if (begin !== -1 && parts === 0) {
      unheard.splice(begin, 1);
      continue;
    }
    if (!known.has(id) && !denied.searches.has(key) && !denied.uploads.has(id))
      throw new Violation('leaked upload', `${id} of ${key} is left on the server and known to nobody`);
  }
}

/** Nothing is listed as failed for ever because of what is over. */
function checkListed({ state, hasCause }: End): void {
  for (const problem of state.problems()) {
    if (problem.weight !== 'failed' || hasCause(problem)) continue;
    const { path, code, facts } = problem;
    throw new Violation(
      'listed for nothing',
      `${path} is listed with ${code} ${facts}, and nothing is wrong`,
    );
  }
}

/** Every file is its object byte for byte, or is listed; and what is known of it agrees with both sides. */
function checkFiles({ prefix, isMirror, isIgnored, files, bucket, state, watchman }: End): void {
  const known = new Map(state.known().map(row => [row.path, row] as const));
  const problems = state.problems();
  const listed = new Set(problems.filter(({ weight }) => weight === 'failed').map(({ path }) => path));
  const isListed = (path: string) => {
    if (listed.has(path)) return true;
    for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) {
      if (listed.has(path.slice(0, at + 1))) return true;
    }
    return false;
  };
  for (const { path, node } of files) {
    if (isListed(path)) continue;
    const row = known.get(path);
    const key = row?.key ?? prefix + path;
    const stored = bucket.find(key);
    if (!row) throw new Violation('lost file', `${path} is neither known nor listed`);
    // What others do behind its back is found by a comparison, and by no ordinary run.
    if (watchman.isOfOthers(key)) continue;
    if (!stored) throw new Violation('lost file', `${path} has no object ${key}`);
    if (hashOf(stored.bytes) !== hashOf(node.bytes)) {
      throw new Violation(
        'lost file',
        `${path} and ${key} differ: ${node.bytes.length} and ${stored.bytes.length} bytes`,
      );
    }
    const isSame =
      row.size === node.bytes.length &&
      row.mtimeNs === String(node.mtimeNs) &&
      row.inode === String(node.inode) &&
      row.etag.toLowerCase() === stored.etag;
    if (!isSame) {
      const is = `${node.bytes.length} ${node.mtimeNs} ${node.inode} ${stored.etag}`;
      throw new Violation('known file', `${path} is known as ${JSON.stringify(row)}, and is ${is}`);
    }
    if (row.algorithm && row.checksum && row.algorithm !== 'md5') {
      const found = checksumOf(row.algorithm, stored.bytes);
      if (found !== row.checksum) throw new Violation('known file', `${path}: ${row.algorithm} is ${found}`);
    }
  }
  // An entry that could be a directory once it can be looked at: what is known below it is kept.
  const unsure = problems.filter(({ code }) => code === 'link.broken').map(({ path }) => `${path}/`);
  const there = new Set(files.map(({ path }) => path));
  for (const path of known.keys()) {
    const isMark = path === '' || path.endsWith('/');
    // A folder that only uploads may keep what it knows of a file that is gone.
    if (!isMirror || isMark || there.has(path) || isListed(path) || isIgnored(path)) continue;
    if (unsure.some(above => path.startsWith(above))) continue;
    throw new Violation('known file', `${path} is known, and no such file is here`);
  }
}

/** Nothing lies in the bucket that has no reason to, and nothing is missing that others or we had stored and nobody was to remove. */
function checkObjects({
  denied,
  isIgnored,
  isReplaced,
  prefix,
  trash,
  isMirror,
  keepsForeign,
  files,
  bucket,
  state,
  watchman,
}: End): void {
  const paths = new Set(files.map(({ path }) => path));
  const knownKeys = new Set(state.known().map(({ path, key }) => key ?? prefix + path));
  const listed = new Set(
    state
      .problems()
      .filter(({ weight }) => weight === 'failed')
      .map(({ path }) => path),
  );
  const forgotten = new Set(state.forgottenByRule());
  const contents = new Set<string>();
  for (const stored of bucket.all()) {
    contents.add(hashOf(stored.bytes));
    if (!stored.key.startsWith(prefix)) continue;
    checkObject(stored, stored.key.slice(prefix.length));
  }
  for (const hash of keepsForeign ? watchman.foreignContents() : []) {
    if (!contents.has(hash) && !watchman.mayLose(hash)) {
      throw new Violation('lost object', 'what another machine stored is nowhere in the bucket any more');
    }
  }

  function checkObject(stored: StoredObject, path: string): void {
    const isDirectory = path.endsWith('/') || path === '';
    if (
      !isDirectory &&
      !watchman.hadContent(stored.bytes) &&
      !watchman.foreignContents().has(hashOf(stored.bytes))
    ) {
      throw new Violation('strange object', `${stored.key} holds what nobody ever stored`);
    }
    if (!isMirror || isDirectory || paths.has(path) || knownKeys.has(stored.key) || listed.has(path)) return;
    if (isIgnored(path) || isReplaced(path) || forgotten.has(path) || denied.objects.has(stored.key)) return;
    if (trash !== null && path.startsWith(trash)) return;
    if (watchman.isOfOthers(stored.key)) return;
    // What others had stored before ours was put beside it.
    const [, original = null] = /^(.*)\.conflict-[^/]*$/.exec(path) ?? [];
    if (original !== null && watchman.hadForeignLike(prefix + original)) return;
    throw new Violation('left object', `${stored.key} mirrors no file`);
  }
}

/** Lines of one path that the journal keeps. */
const journalLines = 20;

/** What was told is written down. */
function checkHistory({ state, states, decisions }: End): void {
  const written = new Map<string, string[]>();
  for (const { transferId, what } of state.events()) {
    written.set(transferId, [...(written.get(transferId) ?? []), what]);
  }
  const known = new Set(state.transfers().map(({ id }) => id));
  for (const [id, told] of states) {
    if (!known.has(id)) continue;
    const lines = written.get(id) ?? [];
    for (const what of new Set(told)) {
      const [said, kept] = [told, lines].map(all => all.filter(each => each === what).length);
      if ((kept ?? 0) < (said ?? 0)) {
        throw new Violation(
          'history',
          `${id} was told to be ${what} ${said} times, and ${kept} are written down`,
        );
      }
    }
  }
  const lines = state.decisions();
  const journal = new Set(lines.map(({ path, reason }) => `${path} ${reason}`));
  const ofPath = Map.groupBy(lines, ({ path }) => path);
  for (const decision of decisions) {
    const path = decision.slice(0, decision.lastIndexOf(' '));
    // Older lines of a path are dropped.
    if ((ofPath.get(path)?.length ?? 0) >= journalLines) continue;
    if (!journal.has(decision))
      throw new Violation('history', `a decision is not in the journal: ${decision}`);
  }
}
