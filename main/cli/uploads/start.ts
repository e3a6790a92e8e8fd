import type { Command } from 'commander';
import { checkOptions } from '../../remote/check-options.ts';
import { withBucket } from '../bucket-session.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import { addObjectOptions, type ObjectFlags, objectOptionsOf } from '../object-options.ts';
import { addConnectionOptions, type ConnectionOptions } from '../options.ts';
import { typeOfKey } from '../put/put-items.ts';
import type { Surroundings } from '../surroundings.ts';
import { requireKey } from './require-key.ts';

interface StartOptions extends ConnectionOptions, ObjectFlags {}

export function addStart(uploads: Command, here: Surroundings): void {
  const command = uploads
    .command('start')
    .summary('by hand: begin an upload, print its id')
    .description('Begins an upload by parts and prints where it is and its uploadId, as JSON.')
    .argument('<target>', 'oss://bucket/key, s3://bucket/key or account:bucket/key');
  addObjectOptions(command, here.clock);
  addConnectionOptions(command).action(async (target: string, options: StartOptions) => {
    here.endWith(await start(target, options, here));
  });
}

async function start(target: string, flags: StartOptions, here: Surroundings): Promise<ExitCode> {
  return withBucket(target, flags, here, async (store, key, signal, engine, access) => {
    requireKey(key, target);
    // There is no file whose time of modification could be kept.
    const { keepsMtime: _, ...wished } = objectOptionsOf(flags);
    const options = { contentType: typeOfKey(key), ...wished };
    checkOptions(access.address.kind, options);
    const { uploadId, algorithm } = await store.begin(key, options, signal);
    const { address } = access;
    engine.loose.add({ target: { address, key }, uploadId, reason: 'by-hand' });
    here.terminal.emit('begun', { bucket: address.bucket, key, uploadId, algorithm });
    return exitCodes.done;
  });
}
