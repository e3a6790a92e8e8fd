import { parentPort } from 'node:worker_threads';
import type { ToWorker } from '../../main/upload/job.ts';

/** An upload worker that ends when it is given a file named `deadly`, and answers everything else with its own name. */
parentPort?.on('message', (message: ToWorker) => {
  if (message.type === 'cancel') {
    parentPort?.postMessage({ type: 'aborted', id: message.id });
    return;
  }
  if (message.type === 'close') process.exit(0);
  const { path } = message.job.slice.source;
  if (path === 'deadly') process.exit(7);
  if (path === 'throwing') throw new Error('nobody catches this');
  if (path !== 'hanging') parentPort?.postMessage({ type: 'finished', id: message.id, value: [path] });
});
