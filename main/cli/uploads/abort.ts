import type { Command } from 'commander';
import { toAppError } from '../../base/app-error.ts';
import { type FoundUpload, looseIn } from '../../desk/unfinished/found-upload.ts';
import { removeFound } from '../../desk/unfinished/remove-found.ts';
import { uploadOf } from '../../model/transfer.ts';
import type { ObjectStore, UploadRef } from '../../remote/object-store.ts';
import { eachPart } from '../../remote/paging.ts';
import { unknownUpload } from '../../upload/by-hand/unknown-upload.ts';
import { withBucket } from '../bucket-session.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import { addConnectionOptions, type ConnectionOptions } from '../options.ts';
import type { Surroundings } from '../surroundings.ts';
import { requireKey } from './require-key.ts';

interface AbortOptions extends ConnectionOptions {
  readonly uploadId: readonly string[];
  readonly force?: boolean;
}

export function addAbort(uploads: Command, here: Surroundings): void {
  const command = uploads
    .command('abort')
    .summary('by hand: give an upload up')
    .description(
      'Removes an upload with all its parts, again until none is left, and prints what it had, as JSON.',
    )
    .argument('<target>', 'as given to uploads start')
    .requiredOption('--upload-id <id>', 'as printed by uploads start; may be given again', addId)
    .option('--force', 'also while a living process works on it');
  addConnectionOptions(command).action(async (target: string, options: AbortOptions) => {
    here.endWith(await abort(target, options, here));
  });
}

function addId(id: string, before: readonly string[] = []): readonly string[] {
  return [...before, id];
}

async function abort(target: string, options: AbortOptions, here: Surroundings): Promise<ExitCode> {
  const { terminal, clock } = here;
  return withBucket(target, options, here, async (store, key, signal, engine, access) => {
    requireKey(key, target);
    for (const uploadId of options.uploadId) {
      const upload = { key, uploadId };
      const stored = await sumListed(store, upload, signal);
      const transfer = engine.unfinished().find(({ state }) => uploadOf(state)?.uploadId === uploadId);
      const loose = looseIn(engine, access.address, key).find(each => each.uploadId === uploadId);
      const found: FoundUpload = {
        ...upload,
        ...stored,
        initiatedAtMs: 0,
        origin: transfer ? { from: 'transfer', transfer } : { from: 'unknown' },
        isLiving: transfer ? engine.isBusy(transfer.id) : (loose?.isOwned ?? false),
      };
      await removeFound(found, options.force === true, { engine, store, access, clock }, signal);
      terminal.emit('aborted', { bucket: access.address.bucket, ...upload, ...stored });
    }
    return exitCodes.done;
  });
}

/** What goes; an id that the server does not know is most likely a slip of the pen. Keys that may not list parts may still remove. */
async function sumListed(store: ObjectStore, upload: UploadRef, signal: AbortSignal) {
  let [parts, storedBytes] = [0, 0];
  try {
    for await (const { size } of eachPart(store, upload, signal)) {
      parts += 1;
      storedBytes += size;
    }
    return { parts, storedBytes };
  } catch (thrown) {
    const { code } = toAppError(thrown);
    if (code === 'upload.gone') throw unknownUpload(upload);
    if (code !== 'remote.denied') throw thrown;
    return { parts: 0, storedBytes: 0 };
  }
}
