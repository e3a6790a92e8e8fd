import { AppError } from '../base/app-error.ts';

/** An option whose value can't be, named as on the command line without dashes; the problem is a sentence without its end. */
export function invalidOption(option: string, problem: string): AppError {
  return new AppError('options.invalid', `${option}: ${problem}`, { option, problem });
}

/** An option that the store lacks. */
export function unsupportedOption(option: string, problem: string): AppError {
  return new AppError('options.unsupported', `${option}: ${problem}`, { option, problem });
}

/** A user's text for a sentence. */
export function shown(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
