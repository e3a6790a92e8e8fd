import { AppError } from '../../base/app-error.ts';
import type { ProblemFacts } from '../../base/said.ts';

/** Refuses a command line before anything is done. */
export function syncUsage(about: ProblemFacts, command = 'sync'): AppError {
  return new AppError('usage', `a folder command that makes no sense: ${about.problem}`, {
    ...about,
    command,
  });
}
