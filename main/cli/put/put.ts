import type { Command } from 'commander';
import { type ErrorRecord, toErrorRecord } from '../../base/app-error.ts';
import type { Engine } from '../../engine.ts';
import { parseSize } from '../../model/size.ts';
import { checkOptions } from '../../remote/check-options.ts';
import { type ExitCode, exitCodeOf } from '../exit-code.ts';
import { addCallbackOptions, addObjectOptions } from '../object-options.ts';
import { addTransferOptions, type TransferOptions } from '../options.ts';
import { openSession } from '../session.ts';
import type { Surroundings } from '../surroundings.ts';
import { openTarget } from '../target.ts';
import type { PutItem } from './put-item.ts';
import { type ItemFlags, itemsFor, readWords } from './put-items.ts';
import { createPutJsonView } from './put-json-view.ts';
import type { PutOutcome } from './put-outcome.ts';
import { runItem } from './put-run.ts';
import { summarise } from './put-summary.ts';
import { createPutTextView } from './put-text-view.ts';
import { openReportFile, type ReportFile, reportEntries } from './report-file.ts';

interface PutOptions extends TransferOptions, ItemFlags {
  readonly report?: string;
}

export function addPut(program: Command, here: Surroundings): void {
  const command = program
    .command('put')
    .summary('upload files and prove that they arrived')
    .description(
      "Uploads files and proves each: the store's checksum of the whole object equals ours.\nThe same command goes on after any interruption; parts that were confirmed are not sent again.\nAlso sends standard input (-), what a web address gives, or a text (see: longshore help sources).",
    )
    .usage('[options] FILE… TARGET')
    .argument(
      '<paths...>',
      'FILE…, - or https://…, and last TARGET: oss://bucket/key, s3://bucket/key or account:bucket/key',
    )
    .optionsGroup('What goes up:')
    .option('--text <text>', 'this text, in place of FILE')
    .option('--offset <size>', 'the file from this byte on', parseSize)
    .option('--length <size>', 'so many bytes of the file; to its end when left out', parseSize)
    .option('--report <file>', 'write what was proven to this file, to be checked later by longshore prove')
    .optionsGroup('Parts:')
    .option(
      '--part-size <size>',
      'size of a part, such as 8MiB; chosen from the file size when left out',
      parseSize,
    )
    .option('--threshold <size>', 'files of at least this size go by parts (10MiB)', parseSize)
    .option('--simple', 'one request, whatever the size (up to 5GiB)');
  addCallbackOptions(addObjectOptions(command, here.clock));
  addTransferOptions(command).action(async (paths: readonly string[], options: PutOptions) => {
    here.endWith(await put(paths, options, here));
  });
}

/** Uploads all items, each as far as it goes, and shows what became of them. */
async function put(paths: readonly string[], options: PutOptions, here: Surroundings): Promise<ExitCode> {
  const words = readWords(paths, options);
  const { access, key } = await openTarget(words.target, options, here);
  checkOptions(access.address.kind, words.options);
  const items = itemsFor(words, access, key, options);
  const report = options.report === undefined ? null : await openReportFile(options.report, items);
  const session = await openSession(options, here);
  try {
    return await runItems(session.engine, items, report, options, here);
  } finally {
    await session.close();
  }
}

/** Takes items to their ends and shows how. `options` are about the showing. */
export async function runItems(
  engine: Engine,
  items: readonly PutItem[],
  report: ReportFile | null,
  options: Pick<PutOptions, 'json'>,
  here: Surroundings,
): Promise<ExitCode> {
  const { terminal, clock, environment } = here;
  const view = options.json
    ? createPutJsonView(terminal, environment.language)
    : createPutTextView(terminal, clock, environment.language);
  const startedAtMs = clock.monotonic();
  let safeBytes = 0;
  const stopProgress = engine.onProgress(snapshot => {
    safeBytes = snapshot.confirmedBytes;
    view.progressed(snapshot);
  });
  const stopEvents = engine.onEvent(event => view.happened(event));
  view.started(items);
  const outcomes = await Promise.all(
    items.map(async item => {
      const outcome = await runItem(engine, item, here);
      view.ended(outcome);
      return outcome;
    }),
  );
  stopProgress();
  stopEvents();
  const reportError = await writeReport(report, outcomes, here);
  const more = reportError === null ? [] : [exitCodeOf(reportError.code)];
  const summary = summarise(outcomes, safeBytes, clock.monotonic() - startedAtMs, more);
  view.finished(summary);
  if (reportError !== null) view.reportFailed(reportError);
  return summary.exitCode;
}

/** Null when all is well. */
async function writeReport(
  report: ReportFile | null,
  outcomes: readonly PutOutcome[],
  { clock }: Surroundings,
): Promise<ErrorRecord | null> {
  try {
    await report?.write(reportEntries(outcomes), clock.now());
    return null;
  } catch (thrown) {
    return toErrorRecord(thrown);
  }
}
