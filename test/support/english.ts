import { expect } from 'vitest';
import { AppError, type ErrorCode, type Facts } from '../../main/base/app-error.ts';
import { textsIn } from '../../main/text/texts.ts';

/** What is the matter with an error, as people read it in English; empty when it does not say. */
export function problemIn({ facts }: { readonly facts: Facts }): string {
  return textsIn('en').sayProblem(facts) ?? '';
}

/** Matches an error of this code whose problem, in English, holds a text. */
export function refusalSaying(code: ErrorCode, text: string | RegExp): Error {
  return expect.toSatisfy((thrown: unknown) => {
    if (!(thrown instanceof AppError) || thrown.code !== code) return false;
    const problem = problemIn(thrown);
    return typeof text === 'string' ? problem.includes(text) : text.test(problem);
  }, `${code} that says ${text}`);
}
