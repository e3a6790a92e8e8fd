import type { Command } from 'commander';
import { AppError } from '../base/app-error.ts';
import type { Clock } from '../base/clock.ts';
import type { Engine } from '../engine.ts';
import type { BucketAccess } from '../model/access.ts';
import { type Transfer, uploadOf } from '../model/transfer.ts';
import type { ObjectStore, PendingUpload, UploadRef } from '../remote/object-store.ts';
import { withBucket } from './bucket-session.ts';
import { confirm } from './confirm.ts';
import { type ExitCode, exitCodes } from './exit-code.ts';
import { formatBytes, formatCount, formatExactBytes, formatSpan, printable } from './format.ts';
import { addConnectionOptions, type ConnectionOptions } from './options.ts';
import { parseSpan } from './size.ts';
import type { Surroundings } from './surroundings.ts';

/** Parts in flight may survive an abort, so it is repeated until the server lists none; so often, so far apart. */
const mostAborts = 10;
const betweenAbortsMs = 500;

interface UploadsOptions extends ConnectionOptions {
  readonly abort?: string | true;
  readonly olderThan?: number;
  readonly yes?: boolean;
}

/** An unfinished upload on the server, with what it costs and whether this computer knows it. */
interface FoundUpload extends PendingUpload {
  readonly parts: number;
  readonly storedBytes: number;
  /** The transfer of this computer that it belongs to; null when somebody else began it, or another data directory. */
  readonly transfer: Transfer | null;
}

export function addUploads(program: Command, here: Surroundings): void {
  const command = program
    .command('uploads')
    .summary('list or remove unfinished uploads on the server')
    .description(
      'Lists uploads that were begun and never completed. Their parts are stored and billed until they are removed.',
    )
    .argument('<target>', 'oss://bucket/prefix, s3://bucket/prefix or account:bucket/prefix')
    .option('--abort [id]', 'remove this upload, or all that are listed; their parts are deleted')
    .option('--older-than <span>', 'only uploads begun longer ago, such as 12h or 7d', parseSpan)
    .option('-y, --yes', 'do not ask');
  addConnectionOptions(command).action(async (target: string, options: UploadsOptions) => {
    here.endWith(await uploads(target, options, here));
  });
}

async function uploads(target: string, options: UploadsOptions, here: Surroundings): Promise<ExitCode> {
  const { terminal, clock } = here;
  return withBucket(target, options, here, async (store, prefix, signal, engine, access) => {
    const chosen: FoundUpload[] = [];
    for await (const upload of findUploads(store, prefix, engine, signal)) {
      if (typeof options.abort === 'string' && upload.uploadId !== options.abort) continue;
      if (clock.now() - upload.initiatedAtMs < (options.olderThan ?? 0)) continue;
      chosen.push(upload);
      show(upload, options, here);
      await terminal.drained();
    }
    if (typeof options.abort === 'string' && chosen.length === 0) {
      throw new AppError('upload.gone', 'no such upload', { key: options.abort });
    }
    const bytes = chosen.reduce((sum, { storedBytes }) => sum + storedBytes, 0);
    const figures = `${formatCount(chosen.length, 'unfinished upload')}, ${formatExactBytes(bytes)} stored`;
    if (options.abort === undefined || chosen.length === 0) {
      if (options.json) terminal.emit('summary', { uploads: chosen.length, storedBytes: bytes });
      else terminal.tell(figures);
      return exitCodes.done;
    }
    if (!options.yes) await confirm(`Remove ${figures}?`, here);
    for (const upload of chosen) {
      await remove(upload, store, engine, access, clock, signal);
      const { key, uploadId, storedBytes } = upload;
      if (options.json) terminal.emit('aborted', { key, uploadId, storedBytes });
      else terminal.print(`removed ${printable(key)} ${printable(uploadId)}, ${formatBytes(storedBytes)}`);
    }
    return exitCodes.done;
  });
}

async function* findUploads(
  store: ObjectStore,
  prefix: string,
  engine: Engine,
  signal: AbortSignal,
): AsyncGenerator<FoundUpload> {
  const ours = new Map(
    engine.unfinished().map(transfer => [uploadOf(transfer.state)?.uploadId ?? '', transfer] as const),
  );
  let after: { readonly key: string; readonly uploadId: string } | null = null;
  do {
    const page = await store.listUploads(prefix, after, signal);
    for (const pending of page.uploads) {
      const stored = await sumParts(store, pending, signal);
      yield { ...pending, ...stored, transfer: ours.get(pending.uploadId) ?? null };
    }
    after = page.next;
  } while (after !== null);
}

/** An upload that ended between the two listings has no parts. */
async function sumParts(store: ObjectStore, upload: UploadRef, signal: AbortSignal) {
  let [parts, storedBytes, after] = [0, 0, 0 as number | null];
  try {
    while (after !== null) {
      const page = await store.listParts(upload, after, signal);
      parts += page.parts.length;
      storedBytes += page.parts.reduce((sum, { size }) => sum + size, 0);
      after = page.next;
    }
  } catch (thrown) {
    if (!isGone(thrown)) throw thrown;
  }
  return { parts, storedBytes };
}

/** Our own transfer ends with its upload; somebody else's is only removed from the server. */
async function remove(
  upload: FoundUpload,
  store: ObjectStore,
  engine: Engine,
  access: BucketAccess,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  if (upload.transfer) return engine.cancel(upload.transfer.id, access, signal);
  for (let attempt = 0; attempt < mostAborts; attempt += 1) {
    await store.abandon(upload, signal);
    try {
      const { parts } = await store.listParts(upload, 0, signal);
      if (parts.length === 0) return;
    } catch (thrown) {
      if (isGone(thrown)) return;
      throw thrown;
    }
    await clock.sleep(betweenAbortsMs, signal);
  }
  throw new AppError('remote.conflict', 'parts keep arriving in an upload that is being removed', {
    key: upload.key,
  });
}

function isGone(thrown: unknown): boolean {
  return thrown instanceof AppError && thrown.code === 'upload.gone';
}

function show(upload: FoundUpload, options: UploadsOptions, { terminal, clock }: Surroundings): void {
  const { key, uploadId, initiatedAtMs, parts, storedBytes, transfer } = upload;
  if (options.json) {
    const transferId = transfer?.id ?? null;
    terminal.emit('upload', { key, uploadId, initiatedAtMs, parts, storedBytes, transferId });
    return;
  }
  const age = formatSpan(clock.now() - initiatedAtMs);
  const from = transfer ? `  from ${printable(transfer.source.path)} (${transfer.state.at})` : '';
  terminal.print(
    `${formatBytes(storedBytes).padStart(10)}  ${formatCount(parts, 'part')}  ${age.padStart(7)} old  ${printable(key)}  ${printable(uploadId)}${from}`,
  );
}
