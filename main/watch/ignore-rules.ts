import ignore, { type Ignore } from 'ignore';
import { AppError } from '../base/app-error.ts';
import type { IgnoreSetup } from './ignore.ts';
import { defaultIgnoreLines, gitIgnoreLines, ownNamePrefix } from './ignore-defaults.ts';
import type { IgnoreFile } from './ignore-file.ts';
import { type IgnoreLine, parseIgnoreLines, rebaseIgnoreLine } from './ignore-lines.ts';

/** Which list a rule stands in: the built-in ones, the folder's own settings, or an ignore file. */
export type IgnoreSource = 'own' | 'default' | 'git' | 'folder' | 'file';

/** One rule and where it stands. */
export interface IgnoreRule {
  readonly source: IgnoreSource;
  /** Of `file`: from the folder's root, with `/`. */
  readonly file: string | null;
  readonly line: number;
  readonly text: string;
}

/** The rules that hold in one directory of a folder: later ones win, and those of deeper ignore files come later. */
export interface IgnoreRules {
  /** For a path from the root whose directory is one that these rules hold in and that is not left out itself. */
  ignores(path: string, isDirectory: boolean): boolean;
  /** The last rule that names the path itself; its text tells whether it leaves out or brings back. */
  decide(path: string, isDirectory: boolean): IgnoreRule | null;
  /** With the ignore file of a directory below, for all that lies in it. */
  within(directory: string, file: IgnoreFile): IgnoreRules;
}

/** Linux tells `A` from `a`, and so do rules there; elsewhere they don't, as git has it. */
const ignoreCase = process.platform === 'win32' || process.platform === 'darwin';

/** The library remembers every path it was asked about; a fresh copy after so many keeps that bounded. */
const mostRemembered = 1_024;

const ownRule: IgnoreRule = { source: 'own', file: null, line: 1, text: `${ownNamePrefix}*` };

/** The rules at a folder's root, without its ignore file. Throws `ignore.invalid` for a line of the folder. */
export function createIgnoreRules(setup: IgnoreSetup): IgnoreRules {
  const listed = (source: IgnoreSource, lines: readonly string[]) =>
    parseIgnoreLines(lines, null).map(({ number, text }) => ({ source, file: null, line: number, text }));
  return rulesOf(null, [
    ...(setup.usesDefaults ? listed('default', defaultIgnoreLines) : []),
    ...(setup.includesGit ? [] : listed('git', gitIgnoreLines)),
    ...listed('folder', setup.lines),
  ]);
}

interface Layer {
  readonly rules: readonly IgnoreRule[];
  readonly compiled: Ignore;
}

/** Compiled rules are shared by all layers above them; `base` is the directory that the new ones are written for. */
function rulesOf(outer: Layer | null, added: readonly IgnoreRule[], base = ''): IgnoreRules {
  const rules = [...(outer?.rules ?? []), ...added];
  const compiled = ignore({ ignoreCase });
  if (outer) compiled.add(outer.compiled);
  const offset = rules.length - added.length;
  compiled.add(
    added.map(({ text }, index) => ({
      pattern: rebaseIgnoreLine(text, base),
      mark: String(offset + index),
    })),
  );
  const layer: Layer = { rules, compiled };
  const ask = createAsking(compiled);
  /** A file that did not change is the same value, and its rules are compiled once. */
  const inner = new WeakMap<IgnoreFile, IgnoreRules>();

  return {
    ignores: (path, isDirectory) => isOwn(path) || ask(path, isDirectory).ignored,
    decide(path, isDirectory) {
      if (isOwn(path)) return ownRule;
      const { ignored, rule } = ask(path, isDirectory);
      if (ignored) return rules[Number(rule?.mark)] ?? null;
      return lastThatBringsBack(layer, path, isDirectory);
    },
    within(directory, file) {
      const known = inner.get(file);
      if (known) return known;
      const source = { source: 'file', file: file.path } as const;
      const added = file.lines.map(({ number, text }) => ({ ...source, line: number, text }));
      const made = rulesOf(layer, added, directory);
      inner.set(file, made);
      return made;
    },
  };
}

function isOwn(path: string): boolean {
  return path.startsWith(ownNamePrefix, path.lastIndexOf('/') + 1);
}

function createAsking(compiled: Ignore) {
  let asked = 0;
  let copy = ignore({ ignoreCase }).add(compiled);
  return (path: string, isDirectory: boolean) => {
    asked += 1;
    if (asked % mostRemembered === 0) copy = ignore({ ignoreCase }).add(compiled);
    return copy.test(isDirectory ? `${path}/` : path);
  };
}

/** The library does not say which rule brought a path back, so each that could is asked alone. */
function lastThatBringsBack({ rules }: Layer, path: string, isDirectory: boolean): IgnoreRule | null {
  for (const rule of rules.toReversed()) {
    if (!rule.text.startsWith('!')) continue;
    const base = rule.file?.includes('/') ? rule.file.slice(0, rule.file.lastIndexOf('/')) : '';
    const alone = ignore({ ignoreCase }).add({ pattern: rebaseIgnoreLine(rule.text, base) });
    if (alone.test(isDirectory ? `${path}/` : path).unignored) return rule;
  }
  return null;
}

/** Says whether paths are named by lines in gitignore syntax, for other uses than leaving out. */
export interface PathMatcher {
  /** For a path with `/` that begins at the folder's root; a line that names a directory names all that lies in it. */
  matches(path: string, isDirectory?: boolean): boolean;
}

/** Throws `ignore.invalid` for a line that can't be understood. */
export function createMatcher(lines: readonly string[]): PathMatcher {
  const patterns = parseIgnoreLines(lines, null).map(({ text }: IgnoreLine) => ({ pattern: text }));
  const ask = createAsking(ignore({ ignoreCase }).add(patterns));
  return {
    matches(path, isDirectory = false) {
      if (!ignore.isPathValid(path)) throw new AppError('bug', `${path} does not begin at the folder's root`);
      return ask(path, isDirectory).ignored;
    },
  };
}
