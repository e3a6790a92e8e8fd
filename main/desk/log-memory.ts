import { constants } from 'node:os';
import { AppError, isErrorCode } from '../base/app-error.ts';
import { serverCodes } from '../model/server-codes.ts';
import type { LogLine } from './diagnostics.ts';

/** The last lines of the log, for the diagnostics. */
export interface LogMemory {
  /** Takes a line as `createLog` writes it. */
  write(line: string): void;
  lines(): readonly LogLine[];
}

const mostLines = 500;

export function createLogMemory(): LogMemory {
  const kept: string[] = [];
  return {
    write(line) {
      kept.push(line);
      if (kept.length > mostLines) kept.shift();
    },
    lines: () => kept.flatMap(line => allowedOf(line) ?? []),
  };
}

/** Time, level, what happened, and the code of an error: facts may name files and buckets, and stay here. */
function allowedOf(line: string): LogLine | null {
  const { time, level, event, code, error } = JSON.parse(line) as Readonly<Record<string, unknown>>;
  return {
    time: String(time),
    level: String(level),
    event: String(event),
    code: knownCode(code) ?? codeOf(error),
  };
}

/** An error is logged as `Name code: message`, or as a record. */
function codeOf(error: unknown): string | null {
  if (typeof error === 'object' && error !== null) return 'code' in error ? knownCode(error.code) : null;
  if (typeof error !== 'string') return null;
  const [, name = null, code] = /^([A-Za-z]*Error)(?: (\S+))?:/.exec(error) ?? [];
  return knownCode(code) ?? (name !== null && knownNames.has(name) ? name : null);
}

const knownNames: ReadonlySet<string> = new Set(
  [AppError, Error, TypeError, RangeError, SyntaxError, ReferenceError, AggregateError].map(
    ({ name }) => name,
  ),
);

/** What else stands in place of a code may be anything. */
export function knownCode(code: unknown): string | null {
  if (typeof code !== 'string') return null;
  const isKnown = isErrorCode(code) || serverCodes.has(code) || Object.hasOwn(constants.errno, code);
  return isKnown ? code : null;
}
