import { expect } from 'vitest';
import { keyVariables, runCommand } from './command.ts';

export const chineseEnvironment = { ...keyVariables, LONGSHORE_LANG: 'zh-CN' };
/** Lines to be copied, and documents for the store, are the same in every language. */
const copied = /^ {2}(export|longshore|ossutil|aws) |^curl |^https?:|^[ <{}[\]"]*[<{}[\]"]/;
/** The server's words and examples are quoted; commands and the variables of callbacks are what is typed. */
const literal = /“[^”]*”|"[^"]*"|longshore( [a-z-]+)+|\$\{[^}]*\}/g;
/** Three English words in a row, the last two of them small. */
const english = /[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}/;

/** Runs a command in Chinese; fails when it says a sentence in English, or has a gap in one. */
export async function inChinese(folder: string, args: readonly string[], input = '') {
  const end = await runCommand(args, { folder, environment: chineseEnvironment, input });
  const lines = `${end.stdout}${end.stderr}`.split('\n').filter(line => line !== '' && !copied.test(line));
  for (const line of lines) {
    const said = line.replace(literal, '');
    expect(said).not.toMatch(english);
    expect(said).not.toMatch(/[{}–]|undefined|null/);
  }
  return end;
}
