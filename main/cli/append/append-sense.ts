import { AppError } from '../../base/app-error.ts';

/** The options of `append` that can exclude each other. */
export interface AppendChoices {
  readonly follow?: boolean;
  readonly interval?: number;
  readonly fromRemote?: boolean;
  readonly roll?: string | false;
  readonly rollAt?: number;
  readonly forbidOverwrite?: boolean;
}

/** Pure. `usage` for options that exclude each other. */
export function requireSense(choices: AppendChoices): void {
  const { follow, interval, fromRemote, roll, rollAt, forbidOverwrite } = choices;
  if (interval !== undefined && !follow) {
    throw usage('--interval says how often to look with --follow, which is missing');
  }
  if (roll === false && rollAt !== undefined) {
    throw usage('--roll-at says where a further object begins, and --no-roll that none does');
  }
  if (fromRemote && forbidOverwrite) {
    throw usage('--from-remote goes on from an object that is there, which --forbid-overwrite forbids');
  }
}

function usage(problem: string): AppError {
  return new AppError('usage', 'an append that makes no sense', { problem, command: 'append' });
}
