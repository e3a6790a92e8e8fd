import { parentPort } from 'node:worker_threads';
import type { FromWorker, ToWorker } from '../../main/upload/job.ts';

/** An upload worker that ends when it is given a file named `deadly`, and answers everything else with its own name. */
parentPort?.on('message', (messages: readonly ToWorker[]) => messages.forEach(take));

function take(message: ToWorker): void {
  if (message.type === 'cancel') {
    answer({ type: 'aborted', id: message.id });
    return;
  }
  if (message.type === 'close') process.exit(0);
  const { path } = message.job.slice.source;
  if (path === 'deadly') process.exit(7);
  if (path === 'throwing') throw new Error('nobody catches this');
  if (path !== 'hanging') answer({ type: 'finished', id: message.id, value: [path] });
}

function answer(message: FromWorker): void {
  parentPort?.postMessage([message]);
}
