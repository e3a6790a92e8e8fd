import { execFileSync } from 'node:child_process';

/** The commit from which this process was started; a record speaks of it, whatever is committed while it runs. */
export const commitAtStart = execFileSync('git', ['rev-parse', '--short', 'HEAD'], {
  encoding: 'utf8',
}).trim();
