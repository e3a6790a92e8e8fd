import { parentPort } from 'node:worker_threads';
import type { ToWalkWorker } from '../../main/watch/walk-messages.ts';

/** A walk worker that dies at the first step it is asked for. */
parentPort?.on('message', (message: ToWalkWorker) => {
  if (message.type === 'next') throw new Error('nobody catches this');
  if (message.type === 'close') process.exit(0);
});
