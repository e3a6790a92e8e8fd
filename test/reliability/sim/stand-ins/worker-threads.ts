import { EventEmitter } from 'node:events';
import type { Owner } from '../owner.ts';
import { Channel } from '../scheduler.ts';
import { livingOwner, stage } from '../stage.ts';
import { openThread, type SimThread } from '../threads.ts';

/** Threads run in the engine's own thread here, as owners of their own; what they are told is copied as between real ones. */
export class Worker extends EventEmitter {
  readonly #thread: SimThread;
  readonly #inbox: Channel<unknown>;

  constructor(file: URL, options: { readonly workerData?: unknown } = {}) {
    super();
    const { scheduler } = stage();
    const process = livingOwner();
    const outbox = new Channel<unknown>(scheduler, process, 'from thread', message =>
      this.emit('message', message),
    );
    this.#thread = openThread(file, process, structuredClone(options.workerData), {
      post: message => outbox.send(structuredClone(message)),
      ended: (code, error) =>
        scheduler.post(process, 'thread ended', () => {
          if (error) this.emit('error', error);
          this.emit('exit', code);
        }),
    });
    const owner: Owner = this.#thread.owner;
    this.#inbox = new Channel<unknown>(scheduler, owner, 'to thread', message => this.#thread.tell(message));
  }

  postMessage(message: unknown): void {
    this.#inbox.send(structuredClone(message));
  }

  async terminate(): Promise<void> {
    this.#thread.end(1);
  }

  ref(): void {}

  unref(): void {}
}

/** Threads get theirs from whoever starts them. */
export const parentPort = null;
export const workerData = null;
