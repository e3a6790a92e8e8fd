import type { Facts } from '../../base/app-error.ts';
import { maskText } from '../../base/log.ts';
import type { Problem } from '../../model/problem.ts';
import { describeError } from '../../text/error-text.ts';
import type { Terminal } from '../terminal.ts';
import type { SyncTexts } from './sync-texts.ts';
import type { FolderSubject } from './sync-view.ts';

/** More lines than this help nobody on a terminal. */
export const mostProblemLines = 20;

/** What the sentences about a folder as a whole fill their gaps with. */
export function contextOfFolder({ root, target, facts }: FolderSubject): Facts {
  return { ...facts, path: root, root, target, command: 'sync' };
}

/** What the sentences of a problem fill their gaps with. */
export function contextOfProblem({ path }: Problem, root: string): Facts {
  return { path, root, command: 'sync' };
}

/** Lists problems, one line each, and each code's remedy once. */
export function tellProblems(
  problems: readonly Problem[],
  root: string,
  tell: Terminal['tell'],
  texts: SyncTexts,
): void {
  const remedies = new Map<string, string>();
  for (const problem of problems) {
    const { path, error, weight } = problem;
    const { cause, remedy, code } = describeError(error, contextOfProblem(problem, root), texts.language);
    const word = texts.say(`weight.${weight}`);
    tell(`  ${texts.say('problem.line', { word, path: path || root, cause: maskText(cause), code })}`);
    if (!remedies.has(code)) remedies.set(code, maskText(remedy));
  }
  for (const [code, remedy] of remedies) tell(`  ${texts.say('problem.remedy', { code, remedy })}`);
}

/** The question of held deletions is told as such. */
export function isQuestion({ error }: Problem): boolean {
  return error.code === 'folder.deletes-held';
}

/** The weightiest of all, as many as a terminal takes; left out on purpose is no problem of the folder. */
export function worstProblems(
  problems: Iterable<Problem>,
  isTold: (problem: Problem) => boolean,
): readonly Problem[] {
  const failed: Problem[] = [];
  const warnings: Problem[] = [];
  for (const problem of problems) {
    if (isQuestion(problem) || isTold(problem)) continue;
    const list = problem.weight === 'failed' ? failed : problem.weight === 'warning' ? warnings : null;
    if (list && list.length < mostProblemLines) list.push(problem);
    if (failed.length === mostProblemLines) break;
  }
  return [...failed, ...warnings].slice(0, mostProblemLines);
}
