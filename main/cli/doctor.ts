import type { Command } from 'commander';
import { folderOf, runDoctor } from '../doctor/doctor.ts';
import { type CheckResult, countOf } from '../doctor/report.ts';
import { logFor } from './command-log.ts';
import { createDoctorView } from './doctor-view.ts';
import { type ExitCode, exitCodeOf, exitCodes } from './exit-code.ts';
import { addConnectionOptions, type ConnectionOptions } from './options.ts';
import { settingsOf } from './settings.ts';
import type { Surroundings } from './surroundings.ts';
import { keyFacts, openTarget } from './target.ts';

/** A test wants to know soon; uploads are more patient. */
const connectTimeoutMs = 10_000;
const progressTimeoutMs = 20_000;

export function addDoctor(program: Command, here: Surroundings): void {
  const command = program
    .command('doctor')
    .summary('test everything that uploads to TARGET need')
    .description(
      'Tests names, proxy, TLS, clock, keys, each right, checksums, part sizes and speed, in a folder of its own below\nTARGET that is removed at the end. For rights that are missing it prints the smallest policy that grants them.',
    )
    .argument('<target>', 'oss://bucket/prefix, s3://bucket/prefix or account:bucket/prefix');
  addConnectionOptions(command).action(async (target: string, options: ConnectionOptions) => {
    here.endWith(await doctor(target, options, here));
  });
}

async function doctor(target: string, options: ConnectionOptions, here: Surroundings): Promise<ExitCode> {
  const { terminal, clock, environment, signal } = here;
  const { access, key } = await openTarget(target, options, here);
  const facts = await keyFacts(access);
  const view = createDoctorView(
    terminal,
    access,
    facts,
    folderOf(key),
    options.json === true,
    environment.language,
  );
  const { network } = settingsOf(options, environment);
  const log = logFor(options, here);
  view.started();
  const report = await runDoctor(
    {
      access,
      key,
      network: { ...network, connectTimeoutMs, progressTimeoutMs },
      proxies: environment.proxies,
      clock,
      log,
      onResult: view.concluded,
    },
    AbortSignal.any([signal, terminal.gone]),
  );
  view.finished(report);
  return signal.aborted ? exitCodes.paused : exitCodeOfResults(report.results);
}

/** Pure. What waits for the user, such as keys and permissions, outranks other failures. */
export function exitCodeOfResults(results: readonly CheckResult[]): ExitCode {
  if (countOf(results, 'failed') === 0) return exitCodes.done;
  const isBlocked = ({ finding }: CheckResult) =>
    finding.became === 'failed' && exitCodeOf(finding.error.code) === exitCodes.blocked;
  return results.some(isBlocked) ? exitCodes.blocked : exitCodes.failed;
}
