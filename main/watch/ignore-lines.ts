import { AppError } from '../base/app-error.ts';
import { type ProblemFacts, problem } from '../base/said.ts';

/** One line of a list of ignore rules that says something. */
export interface IgnoreLine {
  /** From 1. */
  readonly number: number;
  /** Without the blanks at its end that mean nothing. */
  readonly text: string;
}

const classNames = new Set(
  'alnum alpha blank cntrl digit graph lower print punct space upper xdigit'.split(' '),
);

/**
 * The lines that say something. Throws `ignore.invalid` for one that could match nothing as it is written: a rule that is
 * dropped would let go up what it was to keep back. `file` is shown with it.
 */
export function parseIgnoreLines(lines: readonly string[], file: string | null): readonly IgnoreLine[] {
  return lines.flatMap((line, index) => {
    const text = trimBlanks(line);
    if (text === '' || text.startsWith('#')) return [];
    const found = findProblem(text);
    const number = index + 1;
    if (found === null) return [{ number, text }];
    const place = file === null ? {} : { file: `${file}:${number}` };
    throw new AppError('ignore.invalid', `ignore rule ${text}: ${found.problem}`, {
      ...found,
      ...place,
      line: number,
      rule: text,
    });
  });
}

/** Blanks at the end count only where a backslash precedes them. */
function trimBlanks(line: string): string {
  let end = line.length;
  while (end > 0 && line[end - 1] === ' ' && !isEscaped(line, end - 1)) end -= 1;
  return line.slice(0, end);
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text[at - 1 - backslashes] === '\\') backslashes += 1;
  return backslashes % 2 === 1;
}

function findProblem(text: string): ProblemFacts | null {
  const body = text.startsWith('!') ? text.slice(1) : text;
  if (/^\/*$/.test(body)) return problem('rule.nothing');
  if (body.includes('\0')) return problem('rule.zero');
  if (isEscaped(body, body.length)) return problem('rule.backslash');
  if (/^\.{1,2}(\/|$)/.test(body)) return problem('rule.dots');
  return findBracketProblem(body);
}

/** As in git: a bracket that is never closed, or an unknown class in it, makes the whole rule match nothing. */
function findBracketProblem(body: string): ProblemFacts | null {
  for (let at = 0; at < body.length; at += 1) {
    if (body[at] === '\\') at += 1;
    else if (body[at] === '[') {
      const end = endOfBracket(body, at);
      if (typeof end !== 'number') return end;
      at = end;
    }
  }
  return null;
}

/** Where the bracket at `start` ends, or what is wrong with it. Its first member is never the end. */
function endOfBracket(body: string, start: number): number | ProblemFacts {
  const open = problem('rule.open', { bracket: '[' });
  let at = start + 1;
  if (body[at] === '!' || body[at] === '^') at += 1;
  for (let isFirst = true; ; isFirst = false, at += 1) {
    if (at >= body.length) return open;
    if (body[at] === ']' && !isFirst) return at;
    if (body[at] === '\\') at += 1;
    else if (body.startsWith('[:', at)) {
      const end = body.indexOf(']', at + 2);
      if (end < 0) return open;
      if (body[end - 1] === ':' && end - 1 >= at + 2) {
        const name = body.slice(at + 2, end - 1);
        if (!classNames.has(name)) return problem('rule.class', { name: `[:${name}:]` });
        at = end;
      }
    }
  }
}

/**
 * The same rule for the directory above: `directory` is where the list lies, from there and with `/`. A rule with a slash
 * before its end begins at the list's directory, any other holds at every depth below it.
 */
export function rebaseIgnoreLine(text: string, directory: string): string {
  if (directory === '') return text;
  const isNegative = text.startsWith('!');
  const body = isNegative ? text.slice(1) : text;
  const isAnchored = body.slice(0, -1).includes('/');
  const base = `/${directory.replace(/[\\*?[\]!#]/g, '\\$&')}`;
  const below = isAnchored ? body.replace(/^\//, '') : `**/${body}`;
  return `${isNegative ? '!' : ''}${base}/${below}`;
}
