import { execFileSync } from 'node:child_process';

/** `nobody` on every Linux. */
const nobody = 65534;

/** Runs a task as somebody for whom rights mean something: root opens everything. `dirs` are given to that user, with all that they hold. */
export async function asOrdinaryUser(dirs: readonly string[], task: () => Promise<void>): Promise<void> {
  if (process.geteuid?.() !== 0) {
    await task();
    return;
  }
  execFileSync('chown', ['-R', `${nobody}:${nobody}`, ...dirs]);
  process.seteuid?.(nobody);
  try {
    await task();
  } finally {
    process.seteuid?.(0);
  }
}
