import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Joined } from '../../upload/by-hand/join-parts.ts';
import { withBucket } from '../bucket-session.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import { addCallbackOptions, type CallbackFlags, callbackOf } from '../object-options.ts';
import { addConnectionOptions, type ConnectionOptions } from '../options.ts';
import { proofFacts } from '../proof-text.ts';
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
      'Joins the parts in the order of their numbers and prints the object with its proof, as JSON: the checksums of the\nparts, combined, equal that of the whole. Where the store tells none, "proven" is false and the exit code 1, although\nthe object is stored; --checksum-of proves it from the local file. Complete may be repeated when its answer was lost.',
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
    here.terminal.emit('completed', { bucket: access.address.bucket, key, uploadId, ...joinedFacts(joined) });
    const { proof } = joined;
    const object = { path, offset: 0, target: { address: access.address, key } };
    await report?.write(proof ? [{ ...object, proof }] : [], here.clock.now());
    return exitCodeOfJoined(joined);
  });
}

/** Pure. */
export function joinedFacts({ stored, proof, parts, size }: Joined): object {
  const { etag, versionId, requestId, callback } = stored;
  const told = callback ? { callback } : {};
  if (proof) return { parts, proven: true, ...proofFacts(proof), ...told };
  const reason =
    'the parts carry no checksums that could be joined; --checksum-of FILE proves the object from the file';
  return { parts, proven: false, reason, size, etag, versionId, requestId, ...told };
}

/** Pure. Not proven is not done, though the object is stored. */
export function exitCodeOfJoined({ stored, proof }: Joined): ExitCode {
  if (!proof) return exitCodes.failed;
  return stored.callback?.became === 'failed' ? exitCodes.calledBackInVain : exitCodes.done;
}
