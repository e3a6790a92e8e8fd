import type { Engine } from '../../engine.ts';
import type { BucketAccess } from '../../model/access.ts';
import type { Source } from '../../model/source.ts';
import type { Transfer } from '../../model/transfer.ts';
import { usualThreshold } from '../../plan/partition.ts';
import { wordsTo } from '../callback-command.ts';
import type { ExitCode } from '../exit-code.ts';
import type { ConnectionOptions } from '../options.ts';
import { runItems } from '../put/put.ts';
import type { PutItem } from '../put/put-item.ts';
import type { Surroundings } from '../surroundings.ts';

/** Goes on with transfers of this computer, as the same `put` again would, and shows it in the same way. */
export function resumeTransfers(
  engine: Engine,
  access: BucketAccess,
  transfers: readonly Transfer[],
  target: string,
  options: ConnectionOptions,
  here: Surroundings,
): Promise<ExitCode> {
  const items = transfers.map(transfer => {
    return itemOf(transfer, access, wordsTo(target, transfer.target.key, options));
  });
  return runItems(engine, items, null, options, here);
}

/** The wish as it was recorded. Pure. */
export function itemOf(
  { source, target, options }: Transfer,
  access: BucketAccess,
  way: readonly string[],
): PutItem {
  return {
    source: { kind: 'file', path: source.path, ...windowOf(source) },
    access,
    key: target.key,
    way,
    options,
    // It went by parts before; a file that has shrunk since goes as any other.
    threshold: Math.min(usualThreshold, source.length),
  };
}

function windowOf({ offset, length, size }: Source): Pick<PutItem['source'] & { kind: 'file' }, 'window'> {
  if (offset === 0 && length === size) return {};
  return { window: offset + length === size ? { offset } : { offset, length } };
}
