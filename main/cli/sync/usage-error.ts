import { AppError, type Facts } from '../../base/app-error.ts';
import { fillTemplate } from '../error-text.ts';

/** What can be wrong with the words of the folder commands; `{…}` are facts. */
const problems = {
  'no-dir': 'sync needs at least one DIR with its TARGET (or --all for every folder that is remembered)',
  'all-and-dir': '--all means every folder that is remembered, so no DIR goes with it',
  'none-remembered': 'no folder is remembered yet; longshore sync DIR TARGET begins with one',
  'target-first': '"{word}" is a TARGET, and its DIR comes before it: longshore sync DIR TARGET',
  'no-target': '"{word}" is followed by no TARGET, and has not been synced from here before',
  'dir-twice': '"{word}" is named twice',
  'place-without-target':
    'where a remembered folder goes is in the record; --endpoint, --region, --path-style, --sign and --checksum need a TARGET beside DIR',
  'other-target': '{root} goes to {known}, not to {target}; longshore folders remove forgets that',
  'one-at-a-time': 'only one of {options} can be done at a time',
  'one-folder': '{option} is for one folder; name one DIR',
  'mirror-only': '{option} is about deletions, which follow only with --mode mirror',
  'price-alone': '--price tells what a --dry-run would cost, and there is none',
  'quiet-over-patience':
    'a file would never be quiet for {quiet:span} before the patience of {patience:span} is over; --patience has to be the longer one',
  percent: '"{text}" is not a share; write for example 10% (from 0% to 100%)',
  sample: '"{text}" is not a share of the files; write for example 1% or 100%',
  span: '"{text}" is out of range; from {least:span} to {most:span}',
  trash: '"{text}" can not be a trash; it is a prefix below that of the folder, such as .longshore-trash/',
  'ignore-file': '--ignore-file: {path} can not be read ({reason})',
  'path-outside': '"{path}" does not lie below {root}',
  price:
    '"{text}" is not a price; write 0.12 or "0.12 CNY" for a GB and month, with put=0.01 and get=0.01 for 10,000 requests where they are to count',
} as const;

export type SyncProblem = keyof typeof problems;

/** Refuses a command line before anything is done. */
export function syncUsage(problem: SyncProblem, facts: Facts = {}, command = 'sync'): AppError {
  const text = fillTemplate(problems[problem], facts);
  return new AppError('usage', `a folder command that makes no sense: ${problem}`, {
    problem: text,
    command,
  });
}
