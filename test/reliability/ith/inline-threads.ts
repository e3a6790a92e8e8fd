import { AsyncLocalStorage } from 'node:async_hooks';
import { EventEmitter } from 'node:events';
import { syncBuiltinESMExports } from 'node:module';
import { basename } from 'node:path';
import threads, { type WorkerOptions } from 'node:worker_threads';

/** What a thread's program sees of itself. */
interface Inside extends EventEmitter {
  postMessage(message: unknown): void;
  unref(): void;
  ref(): void;
}

/** The source of what is built: its modules are those of the engine that is tried, so that one fault reaches both. */
const sources: Readonly<Record<string, string>> = {
  'worker.js': 'upload/worker.ts',
  'walk-worker.js': 'watch/walk-worker.ts',
};

function sourceOf(built: URL): URL {
  const source = sources[basename(built.pathname)];
  if (source === undefined) throw new Error(`${built.href} is no thread that is known here`);
  return new URL(`../../../main/${source}`, import.meta.url);
}

const current = new AsyncLocalStorage<InlineThread>();
let starts = Promise.resolve();
let made = 0;

/**
 * A thread's program run in this thread: the same modules, the same messages, copied as between threads; only the order in which they run is
 * the same each time, faults reach them as everything else, and a start takes no time. What a program throws and nobody catches is
 * not the death of a thread here; the process hears of it.
 */
class InlineThread extends EventEmitter {
  private hasEnded = false;
  private readonly inside = new EventEmitter() as Inside;
  private readonly ready: Promise<void>;

  constructor(entry: URL, { workerData }: WorkerOptions) {
    super();
    this.inside.postMessage = message => {
      const copy = structuredClone(message);
      setImmediate(() => {
        if (!this.hasEnded) this.emit('message', copy);
      });
    };
    this.inside.ref = () => {};
    this.inside.unref = () => {};
    this.ready = this.start(entry, workerData);
  }

  /** The program reads its port and its data once, when it is loaded; one is loaded after the other. */
  private start(entry: URL, workerData: unknown): Promise<void> {
    made += 1;
    const address = `${sourceOf(entry).href}?thread=${made}`;
    const started = starts.then(() =>
      current.run(this, async () => {
        Object.assign(threads, { parentPort: this.inside, workerData });
        syncBuiltinESMExports();
        await import(address);
      }),
    );
    starts = started;
    return started;
  }

  postMessage(message: unknown): void {
    const copy = structuredClone(message);
    void this.ready.then(() =>
      setImmediate(() => {
        if (!this.hasEnded) current.run(this, () => void this.inside.emit('message', copy));
      }),
    );
  }

  ref(): void {}
  unref(): void {}

  async terminate(): Promise<number> {
    this.leave(1);
    return 1;
  }

  leave(code: number): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    setImmediate(() => this.emit('exit', code));
  }
}

/** From now on threads are inline, and `process.exit` inside one ends it alone. */
export function installInlineThreads(): void {
  Object.assign(threads, { Worker: InlineThread });
  syncBuiltinESMExports();
  const { exit } = process;
  process.exit = ((code?: number) => {
    const thread = current.getStore();
    if (!thread) return exit(code);
    thread.leave(code ?? 0);
    return undefined;
  }) as typeof process.exit;
}
