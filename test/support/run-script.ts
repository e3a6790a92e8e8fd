import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Runs a script of the project to its end, and fails with all that it said unless it ended well; resolves with what it said. */
export async function runScript(file: URL, args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [file.pathname, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let told = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      told += String(chunk);
    });
  }
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${file.pathname} ended with ${code}:\n${told}`);
  return told;
}
