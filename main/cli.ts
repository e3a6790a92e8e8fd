#!/usr/bin/env node
import { nodeComplaint } from './base/node-version.ts';

/** Asked first and by itself: under an older Node the native database module would end the process without a word. */
const complaint = nodeComplaint();
if (complaint === null) {
  const { runCli } = await import('./cli/program.ts');
  await runCli(process.argv);
} else {
  process.stderr.write(`${complaint}\n`);
  process.exitCode = 1;
}
