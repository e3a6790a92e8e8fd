import type { Command } from 'commander';
import { createAccountContext } from '../../account/account-context.ts';
import { AppError, toErrorRecord } from '../../base/app-error.ts';
import { type ProblemFacts, problem } from '../../base/said.ts';
import { readPrice } from '../../config/prices.ts';
import { type FoundUpload, findUploads, isOurs } from '../../desk/unfinished/found-upload.ts';
import { type Remover, removeFound } from '../../desk/unfinished/remove-found.ts';
import type { Price } from '../../model/price.ts';
import { parseCount, parseSpan } from '../../model/size.ts';
import { textsIn } from '../../text/texts.ts';
import { unknownUpload } from '../../upload/by-hand/unknown-upload.ts';
import { withBucket } from '../bucket-session.ts';
import { confirm } from '../confirm.ts';
import { type ExitCode, exitCodeOf, exitCodes, worstOf } from '../exit-code.ts';
import { addTransferOptions, type TransferOptions } from '../options.ts';
import { showTarget } from '../proof-text.ts';
import type { Surroundings } from '../surroundings.ts';
import { openTarget } from '../target.ts';
import { lifecycleRule } from './lifecycle-rule.ts';
import { createListJsonView, createListTextView, type ListView } from './list-view.ts';
import { parsePrice } from './price-option.ts';
import { resumeTransfers } from './resume.ts';
import { forgetGone, tidyLeft } from './tidy.ts';
import { addTo, noTotals } from './totals.ts';

interface ListOptions extends TransferOptions {
  readonly abort?: string | true;
  readonly abortOurs?: boolean;
  readonly resume?: boolean;
  readonly olderThan?: number;
  readonly force?: boolean;
  readonly yes?: boolean;
  readonly price?: Price;
  readonly lifecycleRule?: number;
}

export function addList(uploads: Command, here: Surroundings): void {
  const command = uploads
    .command('list', { isDefault: true })
    .summary('list unfinished uploads, go on with them, or remove them')
    .description(
      'Lists uploads that were begun and never completed, with who began them. Their parts are stored and billed until they\nare removed. What earlier runs have given up and could not remove is removed in passing.',
    )
    .argument('<target>', 'oss://bucket/prefix, s3://bucket/prefix or account:bucket/prefix')
    .option('--resume', 'go on with those from files of this computer')
    .option('--abort [id]', 'remove this upload, or all that are listed; their parts are deleted')
    .option('--abort-ours', 'remove those that were begun on this computer')
    .option('--older-than <span>', 'only uploads begun longer ago, such as 12h or 7d', parseSpan)
    .option('--force', 'remove also what a living process works on')
    .option('-y, --yes', 'do not ask')
    .option(
      '--price <price>',
      'of a GB for a month, such as 0.12 or "0.12 CNY"; tells what they cost',
      parsePrice,
    )
    .option(
      '--lifecycle-rule <days>',
      'print the rule by which the store removes them itself after so many days',
      text => parseCount(text, 1, 3650),
    );
  addTransferOptions(command).action(async (target: string, options: ListOptions) => {
    here.endWith(await list(target, options, here));
  });
}

async function list(target: string, options: ListOptions, here: Surroundings): Promise<ExitCode> {
  const { terminal, clock, environment } = here;
  requireSense(options);
  if (options.lifecycleRule !== undefined) return printRule(target, options.lifecycleRule, options, here);
  const price = options.price ?? (await readPrice(createAccountContext(clock).profiles.file));
  const view = options.json
    ? createListJsonView(terminal, environment.language)
    : createListTextView(terminal, clock, environment.language);
  return withBucket(target, options, here, async (store, prefix, signal, engine, access) => {
    const remover: Remover = { engine, store, access, clock };
    const sinceMs = clock.now();
    await tidyLeft(prefix, view, remover, signal);
    const seen = new Set<string>();
    const chosen: FoundUpload[] = [];
    let totals = noTotals;
    for await (const upload of findUploads(store, prefix, engine, signal)) {
      if (isOurs(upload)) seen.add(upload.uploadId);
      if (!isMeant(upload, options, sinceMs)) continue;
      totals = addTo(totals, upload);
      if (actsOn(options)) chosen.push(upload);
      view.found(upload);
      await terminal.drained();
    }
    forgetGone(prefix, seen, sinceMs, remover);
    if (typeof options.abort === 'string' && totals.uploads === 0) {
      throw unknownUpload({ key: prefix, uploadId: options.abort });
    }
    view.summed(totals, price);
    if (chosen.length === 0) return exitCodes.done;
    if (options.resume) return resume(chosen, target, view, remover, options, here);
    if (!options.yes) {
      const { say } = textsIn(environment.language);
      const uploads = say('count.uploads', { count: chosen.length });
      await confirm(say('uploads.confirm', { uploads, size: totals.storedBytes }), here);
    }
    return removeAll(chosen, view, remover, options, here, signal);
  });
}

function requireSense(options: ListOptions): void {
  const { abort, abortOurs, resume, lifecycleRule: rule } = options;
  const wishes = [abort !== undefined, abortOurs, resume, rule !== undefined].filter(Boolean);
  if (wishes.length > 1) throw usage(problem('uploads.oneWish'));
  if (rule !== undefined && options.olderThan !== undefined) throw usage(problem('uploads.ageAndRule'));
  if (rule !== undefined && options.price !== undefined) throw usage(problem('uploads.priceAndRule'));
  if (options.force && abort === undefined && !abortOurs) throw usage(problem('uploads.forceAlone'));
}

function usage(about: ProblemFacts): AppError {
  return new AppError('usage', 'wishes that exclude each other', { ...about, command: 'uploads list' });
}

function actsOn({ abort, abortOurs, resume }: ListOptions): boolean {
  return abort !== undefined || abortOurs === true || resume === true;
}

/** What the options leave of the list; with a wish, what it is about. */
function isMeant(upload: FoundUpload, options: ListOptions, nowMs: number): boolean {
  const { abort, abortOurs, resume, olderThan = 0 } = options;
  if (typeof abort === 'string' && upload.uploadId !== abort) return false;
  if (abortOurs && !isOurs(upload)) return false;
  if (resume && upload.origin.from !== 'transfer') return false;
  return nowMs - upload.initiatedAtMs >= olderThan;
}

/** Transfers that live already are left to their process. */
async function resume(
  chosen: readonly FoundUpload[],
  target: string,
  view: ListView,
  { engine, access }: Remover,
  options: ListOptions,
  here: Surroundings,
): Promise<ExitCode> {
  const transfers = chosen.flatMap(upload => {
    const { origin, isLiving } = upload;
    if (isLiving) view.spared(upload);
    return origin.from === 'transfer' && !isLiving ? [origin.transfer] : [];
  });
  if (transfers.length === 0) return exitCodes.done;
  return resumeTransfers(engine, access, transfers, target, options, here);
}

/** Each by itself: one that can't be removed does not keep the others. */
async function removeAll(
  chosen: readonly FoundUpload[],
  view: ListView,
  remover: Remover,
  { abort, force }: ListOptions,
  { signal: stopped }: Surroundings,
  signal: AbortSignal,
): Promise<ExitCode> {
  const isForced = force === true;
  const codes: ExitCode[] = [];
  for (const upload of chosen) {
    if (upload.isLiving && !isForced && typeof abort !== 'string') {
      view.spared(upload);
      continue;
    }
    try {
      await removeFound(upload, isForced, remover, signal);
      view.removed(upload);
    } catch (thrown) {
      if (signal.aborted) throw thrown;
      const error = toErrorRecord(thrown);
      const { address } = remover.access;
      view.failed(upload, error, { bucket: address.bucket, target: showTarget(address, upload.key) });
      codes.push(exitCodeOf(error.code));
    }
  }
  return stopped.aborted ? exitCodes.paused : worstOf(codes);
}

/** Nothing is asked of the server: the rule is for the user to hand in. */
async function printRule(
  target: string,
  days: number,
  options: ListOptions,
  here: Surroundings,
): Promise<ExitCode> {
  const { terminal, environment } = here;
  const { access, key } = await openTarget(target, options, here);
  const texts = textsIn(options.json ? 'en' : environment.language);
  const { format, document, apply } = lifecycleRule(access.address, key, days, texts);
  if (options.json) terminal.emit('lifecycleRule', { format, document, apply });
  else {
    terminal.print(document);
    for (const line of apply) terminal.tell(line);
  }
  return exitCodes.done;
}
