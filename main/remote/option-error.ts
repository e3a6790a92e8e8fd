import { AppError } from '../base/app-error.ts';
import type { ProblemFacts } from '../base/said.ts';

/** An option whose value can't be, named as on the command line without dashes. */
export function invalidOption(option: string, about: ProblemFacts): AppError {
  return new AppError('options.invalid', `${option}: ${about.problem}`, { ...about, option });
}

/** An option that the store lacks. */
export function unsupportedOption(option: string, about: ProblemFacts): AppError {
  return new AppError('options.unsupported', `${option}: ${about.problem}`, { ...about, option });
}

/** A user's text for a sentence. */
export function shown(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
