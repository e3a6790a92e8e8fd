import { parentPort } from 'node:worker_threads';
import { AppError } from '../base/app-error.ts';
import { serveWalks } from './serve-walks.ts';
import type { ToWalkWorker } from './walk-messages.ts';

/** Thread entry: nothing else runs in this thread. */
const port = parentPort;
if (!port) throw new AppError('bug', 'the walk worker was started outside a worker thread');
const take = serveWalks(
  message => port.postMessage(message),
  () => process.exit(0),
);
port.on('message', (message: ToWalkWorker) => take(message));
