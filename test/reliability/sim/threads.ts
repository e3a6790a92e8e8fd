import type { ToWorker, WorkerSetup } from '../../../main/upload/job.ts';
import { serveJobs } from '../../../main/upload/serve-jobs.ts';
import { serveWalks } from '../../../main/watch/serve-walks.ts';
import type { ToWalkWorker } from '../../../main/watch/walk-messages.ts';
import { Owner } from './owner.ts';
import { stage } from './stage.ts';

/** How a thread speaks to the process that it belongs to. */
interface ThreadHooks {
  readonly post: (message: unknown) => void;
  /** Once. */
  readonly ended: (code: number, error?: Error) => void;
}

export interface SimThread {
  readonly owner: Owner;
  tell(message: unknown): void;
  end(code: number, error?: Error): void;
}

const threads = new Set<SimThread>();
let lastNumber = 0;

export function forgetThreads(): void {
  threads.clear();
  lastNumber = 0;
}

/** Those that could be ended from outside. */
export function livingThreads(): readonly SimThread[] {
  return [...threads];
}

/** Starts the program of a thread's file; unknown ones are refused. */
export function openThread(file: URL, process: Owner, data: unknown, hooks: ThreadHooks): SimThread {
  lastNumber += 1;
  const owner = new Owner(`${process.name}/thread-${lastNumber}`, process);
  const thread: SimThread = {
    owner,
    tell: message => receive(message),
    end(code, error) {
      if (!threads.delete(thread)) return;
      owner.die();
      hooks.ended(code, error);
    },
  };
  threads.add(thread);
  process.atDeath.add(() => threads.delete(thread));
  const leave = () => thread.end(0);
  const post = (message: unknown) => {
    if (!owner.isDead) hooks.post(message);
  };
  const { scheduler } = stage();
  const receive = scheduler.as(owner, () => {
    const name = file.pathname.split('/').at(-1);
    if (name === 'worker.js') {
      const onMessage = serveJobs(data as WorkerSetup, post, leave);
      return (message: unknown) => onMessage(message as readonly ToWorker[]);
    }
    if (name !== 'walk-worker.js') throw new Error(`${file.href} is no thread that the simulation knows`);
    const onMessage = serveWalks(post, leave);
    return (message: unknown) => onMessage(message as ToWalkWorker);
  });
  return thread;
}
