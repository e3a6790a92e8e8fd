import type { Command } from 'commander';
import { AppError, type ErrorRecord, toErrorRecord } from '../base/app-error.ts';
import { problem } from '../base/said.ts';
import type { DeleteFailure } from '../remote/object-store.ts';
import { printable } from '../text/format.ts';
import { textsIn } from '../text/texts.ts';
import { withBucket } from './bucket-session.ts';
import { confirm } from './confirm.ts';
import { type ExitCode, exitCodeOf, exitCodes, worstOf } from './exit-code.ts';
import { failureFacts, tellFailure } from './failure-view.ts';
import { pagesOf } from './ls.ts';
import { addConnectionOptions, type ConnectionOptions } from './options.ts';
import type { Surroundings } from './surroundings.ts';

interface RemoveOptions extends ConnectionOptions {
  readonly recursive?: boolean;
  readonly yes?: boolean;
}

/** What became of one TARGET. */
interface Removal {
  readonly deleted: number;
  readonly failed: number;
  readonly code: ExitCode;
}

export function addRm(program: Command, here: Surroundings): void {
  const command = program
    .command('rm')
    .summary('delete objects')
    .description(
      'Deletes objects. With -r, TARGET is a folder: everything below TARGET/ goes, after a question.\nObjects that merely begin with the same letters stay.',
    )
    .argument('<targets...>', 'oss://bucket/key, s3://bucket/key or account:bucket/key')
    .option('-r, --recursive', 'delete the folder TARGET with everything in it')
    .option('-y, --yes', 'do not ask');
  addConnectionOptions(command).action(async (targets: readonly string[], options: RemoveOptions) => {
    const removals: Removal[] = [];
    for (const target of targets) {
      const remove = options.recursive ? removeFolder : removeOne;
      removals.push(await remove(target, options, here));
    }
    showSummary(removals, options, here);
    here.endWith(worstOf(removals.map(({ code }) => code)));
  });
}

/** A name that is not there is a failure here: it is most likely a slip of the pen. */
async function removeOne(target: string, options: RemoveOptions, here: Surroundings): Promise<Removal> {
  return withBucket(target, options, here, async (store, key, signal) => {
    if (key === '') {
      throw new AppError('usage', 'no key to delete', {
        ...problem('rm.noKey', { target }),
        command: 'rm',
      });
    }
    const found = await store.head(key, signal);
    if (found === null) {
      const error = toErrorRecord(new AppError('object.missing', 'nothing to delete', { key }));
      showFailure(error, { key, target, bucket: store.address.bucket }, options, here);
      return { deleted: 0, failed: 1, code: exitCodeOf(error.code) };
    }
    await store.delete(key, signal);
    showDeleted(key, found.size, options, here);
    return { deleted: 1, failed: 0, code: exitCodes.done };
  });
}

/** Counts first, asks, then deletes in batches while listing anew. */
async function removeFolder(target: string, options: RemoveOptions, here: Surroundings): Promise<Removal> {
  return withBucket(target, options, here, async (store, key, signal) => {
    const prefix = key === '' || key.endsWith('/') ? key : `${key}/`;
    const place = `${store.address.bucket}/${printable(prefix)}`;
    if (!options.yes) {
      let [count, bytes] = [0, 0];
      for await (const { objects } of pagesOf(store, prefix, true, signal)) {
        count += objects.length;
        bytes += objects.reduce((sum, { size }) => sum + size, 0);
      }
      if (count > 0) {
        const { say } = textsIn(here.environment.language);
        const objects = say('count.objects', { count });
        await confirm(say('rm.confirm', { objects, size: bytes, place }), here);
      }
    }
    let [deleted, kept] = [0, 0];
    for await (const { objects } of pagesOf(store, prefix, true, signal)) {
      for (let first = 0; first < objects.length; first += store.limits.maxDelete) {
        const batch = objects.slice(first, first + store.limits.maxDelete);
        const failures = await store.deleteMany(
          batch.map(object => object.key),
          signal,
        );
        const stayed = new Set(failures.map(failure => failure.key));
        for (const object of batch) {
          if (!stayed.has(object.key)) showDeleted(object.key, object.size, options, here);
        }
        for (const failure of failures) showFailure(errorOf(failure), { key: failure.key }, options, here);
        deleted += batch.length - failures.length;
        kept += failures.length;
      }
    }
    if (deleted + kept === 0) {
      const error = toErrorRecord(new AppError('object.missing', 'nothing below', { key: prefix }));
      showFailure(error, { key: prefix, target, bucket: store.address.bucket }, options, here);
      return { deleted: 0, failed: 1, code: exitCodeOf(error.code) };
    }
    return { deleted, failed: kept, code: kept > 0 ? exitCodes.failed : exitCodes.done };
  });
}

function errorOf({ code, message }: DeleteFailure): ErrorRecord {
  const denied = code === 'AccessDenied';
  return {
    code: denied ? 'remote.denied' : 'remote.refused',
    message,
    facts: { serverCode: code, serverMessage: message },
  };
}

/** To people only where there is something to count. */
function showSummary(
  removals: readonly Removal[],
  { json, recursive }: RemoveOptions,
  { terminal, environment }: Surroundings,
): void {
  const sum = (pick: (removal: Removal) => number) =>
    removals.reduce((total, removal) => total + pick(removal), 0);
  const [deleted, failed] = [sum(removal => removal.deleted), sum(removal => removal.failed)];
  if (json) terminal.emit('summary', { deleted, failed });
  else if (recursive || removals.length > 1) {
    terminal.tell(textsIn(environment.language).say('rm.summary', { deleted, failed }));
  }
}

function showDeleted(
  key: string,
  size: number,
  options: RemoveOptions,
  { terminal, environment }: Surroundings,
): void {
  if (options.json) terminal.emit('deleted', { key, size });
  else terminal.print(textsIn(environment.language).say('rm.deleted', { key }));
}

function showFailure(
  error: ErrorRecord,
  context: Readonly<Record<string, string>>,
  options: RemoveOptions,
  { terminal, environment }: Surroundings,
): void {
  const { language } = environment;
  if (options.json)
    terminal.emit('failed', { key: context['key'], ...failureFacts(error, context, language) });
  else {
    const word = textsIn(language).say('word.failed');
    tellFailure(terminal, word, printable(context['key'] ?? ''), error, context, language);
  }
}
