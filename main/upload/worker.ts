import { parentPort, workerData } from 'node:worker_threads';
import { AppError } from '../base/app-error.ts';
import type { ToWorker, WorkerSetup } from './job.ts';
import { serveJobs } from './serve-jobs.ts';

/** Thread entry. The thread leaves by itself: ended from outside it could be anywhere. */
const port = parentPort;
if (!port) throw new AppError('bug', 'the upload worker was started outside a worker thread');
const take = serveJobs(
  workerData as WorkerSetup,
  messages => port.postMessage(messages),
  () => process.exit(0),
);
port.on('message', (messages: readonly ToWorker[]) => take(messages));
