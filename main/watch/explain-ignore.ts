import { lstatSync } from 'node:fs';
import { errnoOf } from './errno.ts';
import type { IgnoreSetup } from './ignore.ts';
import { createIgnoreFiles } from './ignore-file.ts';
import { createIgnoreRules, type IgnoreRule } from './ignore-rules.ts';

/** Why a path is left out, or is not. */
export interface IgnoreExplanation {
  readonly path: string;
  readonly isIgnored: boolean;
  /** What the rule names: the path, or the directory above it that is left out with all that lies in it. */
  readonly named: string;
  /** The rule that decided; where nothing is left out, one that brought the path back, or null. */
  readonly rule: IgnoreRule | null;
}

/**
 * For a path from the root with `/`; it need not exist, and stands for a directory when it ends in `/` or is one. Throws
 * what reading the ignore files above it throws.
 */
export function explainIgnore(root: string, setup: IgnoreSetup, path: string): IgnoreExplanation {
  const steps = path.split('/').filter(step => step !== '');
  const files = createIgnoreFiles(root);
  let rules = createIgnoreRules(setup);
  let directory = '';
  for (const [index, step] of steps.entries()) {
    const file = files.read(directory);
    if (file) rules = rules.within(directory, file);
    const named = directory === '' ? step : `${directory}/${step}`;
    const isLast = index === steps.length - 1;
    const isDirectory = !isLast || path.endsWith('/') || isDirectoryAt(`${root}/${named}`);
    const isIgnored = rules.ignores(named, isDirectory);
    if (isIgnored || isLast) return { path, isIgnored, named, rule: rules.decide(named, isDirectory) };
    directory = named;
  }
  return { path, isIgnored: false, named: '', rule: null };
}

/** Where nothing can be looked at, nothing is below either. */
function isDirectoryAt(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  } catch (thrown) {
    if (errnoOf(thrown) === null) throw thrown;
    return false;
  }
}
