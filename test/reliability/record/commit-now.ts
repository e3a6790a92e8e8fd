import { execFileSync } from 'node:child_process';

/** The commit that a record speaks of. */
export function commitNow(): string {
  return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
}
