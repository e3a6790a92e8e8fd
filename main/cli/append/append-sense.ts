import { AppError } from '../../base/app-error.ts';
import { type ProblemFacts, problem } from '../../base/said.ts';

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
    throw usage(problem('append.intervalAlone'));
  }
  if (roll === false && rollAt !== undefined) {
    throw usage(problem('append.rollAtAlone'));
  }
  if (fromRemote && forbidOverwrite) {
    throw usage(problem('append.remoteForbidden'));
  }
}

function usage(about: ProblemFacts): AppError {
  return new AppError('usage', 'an append that makes no sense', { ...about, command: 'append' });
}
