import type { Dirent } from 'node:fs';
import { opendir } from 'node:fs/promises';
import { AppError } from '../base/app-error.ts';
import { breathe } from '../base/async.ts';
import type { Clock } from '../base/clock.ts';
import { errnoOf } from './errno.ts';
import type { IgnoreSetup } from './ignore.ts';
import { createIgnoreFiles } from './ignore-file.ts';
import { createIgnoreRules, type IgnoreRules } from './ignore-rules.ts';
import { lookAtRoot } from './root.ts';

/** What rules leave out of a root, as far as it was looked at. */
export interface IgnoredOutline {
  readonly files: number;
  readonly ignoredFiles: number;
  readonly ignoredDirectories: number;
  /** From the root; a directory ends in `/`. Level by level, each directory by name. */
  readonly ignored: readonly { readonly path: string; readonly line: string; readonly source: string }[];
  /** Ignore files that can't be used; the first of them. */
  readonly unusable: readonly AppError[];
  readonly isComplete: boolean;
}

export interface PreviewLimits {
  /** Entries that are looked at. */
  readonly entries: number;
  /** Ignored ones that are named. */
  readonly named: number;
  readonly ms: number;
}

/**
 * Walks a root under rules that need not be in force yet, breadth first, so that what is cut short is what lies deepest; each directory in order
 * of its names. Links are not followed. A directory whose ignore file can't be used is not looked into, as in a scan. Throws
 * `folder.missing`, `folder.unreadable`, `ignore.invalid` for a line of the setup.
 */
export async function previewIgnore(
  root: string,
  setup: IgnoreSetup,
  limits: PreviewLimits,
  clock: Pick<Clock, 'monotonic'>,
): Promise<IgnoredOutline> {
  await lookAtRoot(root);
  const ignoreFiles = createIgnoreFiles(root);
  const endMs = clock.monotonic() + limits.ms;
  const outline = {
    ...{ files: 0, ignoredFiles: 0, ignoredDirectories: 0, isComplete: true },
    ignored: [] as { path: string; line: string; source: string }[],
    unusable: [] as AppError[],
  };
  let entries = 0;

  function note(path: string, isDirectory: boolean, rules: IgnoreRules): void {
    outline[isDirectory ? 'ignoredDirectories' : 'ignoredFiles'] += 1;
    if (outline.ignored.length >= limits.named) return;
    const rule = rules.decide(path, isDirectory);
    const source = rule === null ? 'default' : (rule.file ?? rule.source);
    outline.ignored.push({ path: isDirectory ? `${path}/` : path, line: rule?.text ?? '', source });
  }

  /** The rules that hold in a directory; null where its ignore file can't be used. */
  function rulesIn({ path, rules }: Level): IgnoreRules | null {
    try {
      const file = ignoreFiles.read(path);
      return file ? rules.within(path, file) : rules;
    } catch (thrown) {
      if (!(thrown instanceof AppError)) throw thrown;
      if (outline.unusable.length < mostUnusable) outline.unusable.push(thrown);
      return null;
    }
  }

  let level: Level[] = [{ path: '', rules: createIgnoreRules(setup) }];
  while (level.length > 0) {
    const next: Level[] = [];
    for (const directory of level) {
      const rules = rulesIn(directory);
      if (rules === null) continue;
      for (const entry of await entriesOf(`${root}/${directory.path}`, limits.entries - entries + 1)) {
        entries += 1;
        if (entries % breathEvery === 0) await breathe();
        if (entries > limits.entries || clock.monotonic() > endMs) return { ...outline, isComplete: false };
        const path = directory.path === '' ? entry.name : `${directory.path}/${entry.name}`;
        const isDirectory = entry.isDirectory();
        if (!isDirectory) outline.files += 1;
        if (rules.ignores(path, isDirectory)) note(path, isDirectory, rules);
        else if (isDirectory) next.push({ path, rules });
      }
    }
    level = next;
  }
  return outline;
}

/** A directory and the rules that hold around it. */
interface Level {
  readonly path: string;
  readonly rules: IgnoreRules;
}

/** Entries between two breaths: what else the program does must not wait. */
const breathEvery = 250;
const mostUnusable = 20;

/** By name, `most` at most; none of a directory that can't be read. */
async function entriesOf(path: string, most: number): Promise<readonly Dirent[]> {
  const found: Dirent[] = [];
  try {
    for await (const entry of await opendir(path)) {
      found.push(entry);
      if (found.length >= most) break;
    }
  } catch (thrown) {
    if (errnoOf(thrown) === null) throw thrown;
  }
  return found.sort((one, other) => (one.name < other.name ? -1 : 1));
}
