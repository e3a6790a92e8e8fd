import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { AppError, type ErrorRecord } from '../base/app-error.ts';
import { problem } from '../base/said.ts';
import type { Engine } from '../engine.ts';
import type { BucketAccess } from '../model/access.ts';
import { parseReport, type ReportEntry } from '../model/report.ts';
import type { BucketAddress, StoreKind } from '../model/target.ts';
import { printable } from '../text/format.ts';
import { type Texts, textsIn } from '../text/texts.ts';
import type { CheckedEntry } from '../upload/prove/check-entry.ts';
import { toFileError } from '../upload/source.ts';
import { type ExitCode, exitCodeOf, exitCodes, worstOf } from './exit-code.ts';
import { failureFacts, tellFailure } from './failure-view.ts';
import type { ConnectionOptions } from './options.ts';
import { showTarget } from './proof-text.ts';
import { createReadProgress } from './read-progress.ts';
import { openSession } from './session.ts';
import type { Surroundings } from './surroundings.ts';
import { openTarget } from './target.ts';

export interface CheckOptions extends ConnectionOptions {
  readonly objectOnly?: boolean;
  readonly account?: string;
}

/** Looks again at every entry of a report, one after the other, and lists what is as it was and what is not. */
export async function checkReport(
  name: string,
  options: CheckOptions,
  here: Surroundings,
): Promise<ExitCode> {
  const { terminal } = here;
  const entries = await readReport(name);
  requireStores(entries, options);
  const session = await openSession(options, here);
  const progress = createReadProgress(options, here);
  const codes: ExitCode[] = [];
  const counts = { entries: entries.length, sound: 0, failed: 0, grown: 0, filesGone: 0, bytes: 0 };
  try {
    const accessTo = rememberAccess(options, here);
    const signal = AbortSignal.any([here.signal, terminal.gone]);
    for (const entry of entries) {
      const access = await accessTo(entry.target.address);
      const checked = await checkOne(session.engine, access, entry, options, progress, signal);
      show(entry, checked, options, here);
      const errors = errorsOf(checked);
      codes.push(errors.length === 0 ? exitCodes.done : worstOf(errors.map(({ code }) => exitCodeOf(code))));
      if (checked.file === 'gone') counts.filesGone += 1;
      if (checked.grownBytes > 0) counts.grown += 1;
      if (errors.length > 0) counts.failed += 1;
      else {
        counts.sound += 1;
        counts.bytes += entry.proof.size + checked.grownBytes;
      }
    }
  } finally {
    progress.stop();
    await session.close();
  }
  if (options.json) terminal.emit('summary', counts);
  else {
    const { say } = textsIn(here.environment.language);
    const { entries: count, sound, failed, grown, filesGone, bytes: size } = counts;
    const gone = filesGone > 0 ? say('prove.filesGone', { count: filesGone }) : null;
    terminal.print(
      say('prove.summary', { count, sound, failed, grown: grown > 0 ? grown : null, gone, size }),
    );
  }
  return worstOf(codes);
}

async function readReport(name: string): Promise<readonly ReportEntry[]> {
  const path = resolve(name);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (thrown) {
    throw toFileError(thrown, path);
  }
  const entries = parseReport(text, path);
  if (entries.length > 0) return entries;
  throw new AppError('proof.invalid', 'it holds no proofs', { ...problem('report.empty'), path });
}

/** `usage` for an option that counts for one kind of store alone, when the report names none of it. Pure. */
function requireStores(entries: readonly ReportEntry[], { sign, checksum }: CheckOptions): void {
  const names = (kind: StoreKind) => entries.some(({ target }) => target.address.kind === kind);
  const refuse = (flag: string, store: string) =>
    new AppError('usage', 'an option for another store', {
      ...problem('prove.otherStore', { flag, store }),
      command: 'prove',
    });
  if (sign !== undefined && !names('oss')) throw refuse('--sign', 'OSS');
  if (checksum !== undefined && !names('s3')) throw refuse('--checksum', 'S3');
}

/** The way into the buckets of a report: its addresses, with the keys that a TARGET there would get. */
function rememberAccess({ account, sign, checksum, ...options }: CheckOptions, here: Surroundings) {
  const known = new Map<string, Promise<BucketAccess>>();
  const fitting = (kind: StoreKind) =>
    kind === 'oss'
      ? { ...(sign !== undefined && { sign }) }
      : { ...(checksum !== undefined && { checksum }) };
  return (address: BucketAddress): Promise<BucketAccess> => {
    const id = JSON.stringify(address);
    const { kind, bucket, endpoint, region } = address;
    const target = account === undefined ? `${kind}://${bucket}/` : `${account}:${bucket}/`;
    const access =
      known.get(id) ??
      openTarget(target, { ...options, ...fitting(kind), endpoint, region }, here).then(found => {
        if (found.access.address.kind === kind) return { ...found.access, address };
        throw new AppError('usage', 'the account does not fit', {
          ...problem('prove.otherKind', {
            account: account ?? '',
            kind: found.access.address.kind,
            bucket: `${kind}://${bucket}`,
          }),
          command: 'prove',
        });
      });
    known.set(id, access);
    return access;
  };
}

function checkOne(
  engine: Engine,
  access: BucketAccess,
  entry: ReportEntry,
  { objectOnly = false }: CheckOptions,
  progress: ReturnType<typeof createReadProgress>,
  signal: AbortSignal,
): Promise<CheckedEntry> {
  const wish = { access, entry, isObjectOnly: objectOnly };
  if (objectOnly || entry.path === null) return engine.checkProof(wish, signal);
  const window = { offset: entry.offset, length: entry.proof.size };
  return progress.during(entry.path, window, onRead => engine.checkProof({ ...wish, onRead }, signal));
}

function errorsOf({ object, file }: CheckedEntry): readonly ErrorRecord[] {
  return [object, typeof file === 'string' ? null : file].filter(error => error !== null);
}

function show(
  entry: ReportEntry,
  checked: CheckedEntry,
  { json }: CheckOptions,
  { terminal, environment: { language } }: Surroundings,
): void {
  const { target } = entry;
  const { object, grownBytes, file, path } = checked;
  const place = { bucket: target.address.bucket, key: target.key, path };
  const context = { ...place, target: showTarget(target.address, target.key) };
  if (json) {
    const told = (error: ErrorRecord | null) =>
      error === null ? 'same' : failureFacts(error, context, language);
    terminal.emit('checked', {
      ...place,
      object: told(object),
      grownBytes,
      file: typeof file === 'string' ? file : told(file),
    });
    return;
  }
  const texts = textsIn(language);
  const { say } = texts;
  const word = grownBytes > 0 ? say('word.grown') : say('word.notSound');
  if (object === null) terminal.print(soundText(context.target, checked, texts));
  else tellFailure(terminal, word, context.target, object, context, language);
  if (file !== null && typeof file !== 'string') {
    tellFailure(terminal, say('word.notTheFile'), printable(path ?? ''), file, context, language);
  }
}

function soundText(target: string, { path, grownBytes, file }: CheckedEntry, { say }: Texts): string {
  const facts = { target, grown: grownBytes > 0 ? grownBytes : null };
  if (path === null || file === 'unread') return say('prove.sound', facts);
  if (file === 'gone') return say('prove.sound', { ...facts, gone: path });
  return say('prove.sound', { ...facts, path: file === null ? path : null });
}
