import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { BucketServer } from '../../main/bucket/server.ts';

/** A bucket server that can be killed; `at` is enough of a `BucketServer` to send requests to. */
export async function startBucketProcess(
  dir: string,
  script: string = fileURLToPath(new URL('bucket-process-main.ts', import.meta.url)),
) {
  const child = spawn(process.execPath, [script, dir], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const first = await lines.next();
  if (first.done) throw new Error('the bucket process ended before it listened');
  const port = Number(first.value);
  return {
    at: { host: '127.0.0.1', port, url: `http://127.0.0.1:${port}` } as BucketServer,
    /** SIGKILL: no handler runs. */
    async kill(): Promise<void> {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
