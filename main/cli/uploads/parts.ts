import type { Command } from 'commander';
import { eachPart } from '../../remote/paging.ts';
import { asUnknown } from '../../upload/by-hand/unknown-upload.ts';
import { withBucket } from '../bucket-session.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import { addConnectionOptions, type ConnectionOptions } from '../options.ts';
import type { Surroundings } from '../surroundings.ts';
import { partFacts } from './part-facts.ts';
import { requireKey } from './require-key.ts';

interface PartsOptions extends ConnectionOptions {
  readonly uploadId: string;
}

export function addParts(uploads: Command, here: Surroundings): void {
  const command = uploads
    .command('parts')
    .summary('by hand: list the parts that the server has')
    .description('Prints the parts of an upload that the server has, one JSON object a line, in order.')
    .argument('<target>', 'as given to uploads start')
    .requiredOption('--upload-id <id>', 'as printed by uploads start');
  addConnectionOptions(command).action(async (target: string, options: PartsOptions) => {
    here.endWith(await parts(target, options, here));
  });
}

async function parts(target: string, options: PartsOptions, here: Surroundings): Promise<ExitCode> {
  const { terminal } = here;
  return withBucket(target, options, here, async (store, key, signal) => {
    requireKey(key, target);
    const upload = { key, uploadId: options.uploadId };
    try {
      for await (const part of eachPart(store, upload, signal)) {
        terminal.emit('part', partFacts(part));
        await terminal.drained();
      }
    } catch (thrown) {
      throw asUnknown(thrown, upload);
    }
    return exitCodes.done;
  });
}
