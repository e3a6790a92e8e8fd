import { parse, TomlError, type TomlTable } from 'smol-toml';
import type { z } from 'zod';
import { AppError, type Facts } from '../base/app-error.ts';
import { problem } from '../base/said.ts';

/**
 * Parses TOML. The parser's own message quotes lines of the file, which may hold a secret: an error tells the place only,
 * and keeps no cause.
 */
export function parseToml(file: string, text: string): TomlTable {
  try {
    return parse(text);
  } catch (thrown) {
    const { line, column } = thrown instanceof TomlError ? thrown : { line: 0, column: 0 };
    const message = `${file} is not valid TOML at line ${line}, column ${column}`;
    throw new AppError('account.invalid', message, problem('account.toml', { file, line, column }));
  }
}

/** The value as the schema has it, else `account.invalid` that names file, profile and field. */
export function checkProfile<T>(file: string, profile: string, schema: z.ZodType<T>, value: unknown): T {
  return check(file, `profile ${profile}`, { profile }, schema, value);
}

/** The same for a table that is no profile. */
export function checkTable<T>(file: string, table: string, schema: z.ZodType<T>, value: unknown): T {
  return check(file, table, {}, schema, value);
}

function check<T>(file: string, place: string, facts: Facts, schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const field = [...(issue?.path ?? []), ...(issue?.code === 'unrecognized_keys' ? issue.keys : [])].join(
    '.',
  );
  const reason =
    issue?.code === 'unrecognized_keys' ? 'there is no such setting' : (issue?.message ?? 'invalid');
  const message = `${file}: ${place}: ${field}: ${reason}`;
  const found = issue?.code === 'unrecognized_keys' ? 'account.unknownField' : 'account.badField';
  throw new AppError('account.invalid', message, {
    ...facts,
    ...problem(found, { file, table: place, field }),
    reason,
  });
}
