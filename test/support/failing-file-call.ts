import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { onTestFinished } from 'vitest';

type Call = (...args: unknown[]) => unknown;

/**
 * Lets one function of `node:fs` fail with `errno` where `isMeant` says so, in this thread and until the test is over. `name` as in
 * `lstatSync`, or as in `promises.lstat`. Returns how often it has failed.
 */
export function failFileCall(
  name: string,
  errno: string,
  isMeant: (...args: unknown[]) => boolean = () => true,
): () => number {
  const isPromised = name.startsWith('promises.');
  const calls = (isPromised ? fs.promises : fs) as unknown as Record<string, Call>;
  const own = name.replace('promises.', '');
  const inner = calls[own];
  if (!inner) throw new Error(`node:fs has no ${name}`);
  let failed = 0;
  const put = (call: Call) => {
    calls[own] = call;
    syncBuiltinESMExports();
  };
  const failing: Call = (...args) => {
    if (!isMeant(...args)) return inner(...args);
    failed += 1;
    const error = Object.assign(new Error(`${errno}: planned, ${own}`), { code: errno, syscall: own });
    if (isPromised) return Promise.reject(error);
    throw error;
  };
  put(Object.assign(failing, inner));
  onTestFinished(() => put(inner));
  return () => failed;
}
