import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { ErrorRecord } from '../../base/app-error.ts';
import type { Joined } from '../../upload/by-hand/join-parts.ts';
import { withBucket } from '../bucket-session.ts';
import { callbackCommand, wordsTo } from '../callback-command.ts';
import { callbackError, lostCallback, tellCallbackFailure } from '../callback-text.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import { failureFacts } from '../failure-view.ts';
import { addCallbackOptions, type CallbackFlags, callbackOf } from '../object-options.ts';
import { addConnectionOptions, type ConnectionOptions } from '../options.ts';
import { proofFacts, showTarget } from '../proof-text.ts';
import { openReportFile } from '../put/report-file.ts';
import type { Surroundings } from '../surroundings.ts';
import { readPartsFile } from './parts-file.ts';
import { requireKey } from './require-key.ts';

interface CompleteOptions extends ConnectionOptions, CallbackFlags {
  readonly uploadId: string;
  readonly parts?: string;
  readonly checksumOf?: string;
  readonly forbidOverwrite?: boolean;
  readonly acl?: string;
  readonly report?: string;
}

export function addComplete(uploads: Command, here: Surroundings): void {
  const command = uploads
    .command('complete')
    .summary('by hand: join the parts, prove the object')
    .description(
      'Joins the parts in the order of their numbers and prints the object with its proof, as JSON: the checksums of the\nparts, combined, equal that of the whole. Where the store tells none, "proven" is false and the exit code 1, although\nthe object is stored; --checksum-of proves it from the local file. When the answer was lost, the same command finds the\nobject that was made ("found" is true), if --checksum-of or --parts with ETag and size of each part tell what it has to\nbe: no store says from which upload an object comes, so without either it can only say that the upload is gone.',
    )
    .argument('<target>', 'as given to uploads start')
    .requiredOption('--upload-id <id>', 'as printed by uploads start')
    .option(
      '--parts <file>',
      'join these: JSON as printed by uploads part or parts, - for standard input; else all',
    )
    .option('--checksum-of <file>', 'the object has to equal this file; compared before and after')
    .option('--forbid-overwrite', 'fail when there is an object of that name already')
    .option('--acl <acl>', 'for example private or public-read')
    .option('--report <file>', 'write what was proven to this file, for longshore prove --check');
  addCallbackOptions(command);
  addConnectionOptions(command).action(async (target: string, options: CompleteOptions) => {
    here.endWith(await complete(target, options, here));
  });
}

async function complete(target: string, flags: CompleteOptions, here: Surroundings): Promise<ExitCode> {
  const { uploadId, checksumOf, forbidOverwrite, acl } = flags;
  const callback = callbackOf(flags);
  const parts = flags.parts === undefined ? null : await readPartsFile(flags.parts, here);
  const path = checksumOf === undefined ? null : resolve(checksumOf);
  const read = path === null ? [] : [{ source: { kind: 'file', path } as const }];
  const report = flags.report === undefined ? null : await openReportFile(flags.report, read);
  return withBucket(target, flags, here, async (_, key, signal, engine, access) => {
    requireKey(key, target);
    const wish = {
      access,
      key,
      uploadId,
      parts,
      ...(path !== null && { path }),
      options: {
        ...(forbidOverwrite !== undefined && { forbidOverwrite }),
        ...(acl !== undefined && { acl }),
        ...(callback && { callback }),
      },
    };
    const joined = await engine.joinParts(wish, signal);
    const error = callback === undefined ? null : callbackErrorOf(joined);
    const told = { bucket: access.address.bucket, key, uploadId, ...joinedFacts(joined) };
    if (error === null || callback === undefined) here.terminal.emit('completed', told);
    else {
      const again = callbackCommand(wordsTo(target, key, flags), callback, wish.options);
      const place = showTarget(access.address, key);
      const context = { key, bucket: access.address.bucket, target: place };
      const { terminal, environment } = here;
      const failure = failureFacts(error, context, environment.language);
      terminal.emit('completed', { ...told, ...failure, repeat: again });
      if (!flags.json) tellCallbackFailure(terminal, place, error, context, again, environment.language);
    }
    const { proof } = joined;
    const object = { path, offset: 0, target: { address: access.address, key } };
    await report?.write(proof ? [{ ...object, proof }] : [], here.clock.now());
    return exitCodeOfJoined(joined, error);
  });
}

/** Null when the application has answered; an answer that never came leaves that open. */
function callbackErrorOf({ stored }: Joined): ErrorRecord | null {
  const { callback = null, requestId } = stored;
  return callback === null ? lostCallback({ requestId }) : callbackError({ callback });
}

/** Pure. */
export function joinedFacts({ stored, proof, parts, size, isFound: found }: Joined): object {
  const { etag, versionId, requestId, callback } = stored;
  const told = callback ? { callback } : {};
  if (proof) return { parts, found, proven: true, ...proofFacts(proof), ...told };
  const reason =
    'the parts carry no checksums that could be joined; --checksum-of FILE proves the object from the file';
  return { parts, found, proven: false, reason, size, etag, versionId, requestId, ...told };
}

/** Pure. Not proven is not done, though the object is stored; nor is it when the application does not know. */
export function exitCodeOfJoined({ proof }: Joined, inVain: ErrorRecord | null): ExitCode {
  if (!proof) return exitCodes.failed;
  return inVain === null ? exitCodes.done : exitCodes.calledBackInVain;
}
