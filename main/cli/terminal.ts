import { AppError } from '../base/app-error.ts';

/** For a terminal that does not tell its width, or says 0. */
const usualColumns = 80;

/** The streams of a process, as far as they are used. */
export interface OutputStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly writableNeedDrain: boolean;
  write(chunk: string | Uint8Array): boolean;
  once(event: 'drain', listener: () => void): unknown;
  on(event: 'error', listener: (error: NodeJS.ErrnoException) => void): unknown;
}

export interface TerminalSetup {
  readonly out: OutputStream;
  readonly err: OutputStream;
  /** Nothing is redrawn, whatever the streams can do. */
  readonly isPlain: boolean;
}

/**
 * Where a command writes: results to standard output, so that they can be piped on; progress, notices and failures to
 * standard error. A reader that went away (`longshore ls … | head`) never ends in a crash: writing goes on into nothing,
 * and `gone` fires so that commands without other purpose stop.
 */
export interface Terminal {
  /** True when one line at the bottom may be redrawn. */
  readonly isLive: boolean;
  /** Fires when nobody reads standard output any more. */
  readonly gone: AbortSignal;
  columns(): number;
  /** One line of result. */
  print(line: string): void;
  /** One line about what goes on. */
  tell(line: string): void;
  /** Text without a line's end, such as a question. */
  tellRaw(text: string): void;
  /** One JSON object a line on standard output. */
  emit(event: string, facts?: object): void;
  /** Replaces the line at the bottom; empty takes it away. Does nothing where lines can't be redrawn. */
  redraw(line: string): void;
  /** Raw bytes to standard output; resolves when more may be written. Throws when they could not be. */
  pipe(bytes: Uint8Array): Promise<void>;
  /** Resolves when standard output takes more, or when nobody reads it any more. */
  drained(): Promise<void>;
  /** Why standard output failed, when it was more than a reader that had enough. */
  failure(): AppError | null;
}

export function createTerminal({ out, err, isPlain }: TerminalSetup): Terminal {
  const goneSwitch = new AbortController();
  let outFailure: AppError | null = null;
  let isErrOpen = true;
  let live = '';

  out.on('error', error => {
    if (error.code !== 'EPIPE' && outFailure === null) {
      outFailure = new AppError(
        error.code === 'ENOSPC' ? 'disk.full' : 'disk.failed',
        'standard output failed',
        { reason: error.code ?? error.message },
        error,
      );
    }
    goneSwitch.abort();
  });
  err.on('error', () => {
    isErrOpen = false;
  });

  const isLive = !isPlain && err.isTTY === true;
  const tellRaw = (text: string) => {
    if (isErrOpen) err.write(text);
  };
  const wipe = () => {
    if (live !== '') tellRaw('\r\u001b[2K');
  };

  async function drained(): Promise<void> {
    if (goneSwitch.signal.aborted || !out.writableNeedDrain) return;
    await new Promise<void>(resolve => {
      const go = () => {
        goneSwitch.signal.removeEventListener('abort', go);
        resolve();
      };
      out.once('drain', go);
      goneSwitch.signal.addEventListener('abort', go, { once: true });
    });
  }

  return {
    isLive,
    gone: goneSwitch.signal,
    columns: () => err.columns || usualColumns,
    print(line: string) {
      if (goneSwitch.signal.aborted) return;
      wipe();
      out.write(`${line}\n`);
      tellRaw(live);
    },
    tellRaw,
    tell(line: string) {
      wipe();
      tellRaw(`${line}\n${live}`);
    },
    emit(event: string, facts: object = {}) {
      if (!goneSwitch.signal.aborted) out.write(`${JSON.stringify({ event, ...facts })}\n`);
    },
    redraw(line: string) {
      if (!isLive || line === live) return;
      wipe();
      live = line;
      tellRaw(live);
    },
    async pipe(bytes: Uint8Array) {
      if (goneSwitch.signal.aborted) throw outFailure ?? brokenPipe();
      out.write(bytes);
      await drained();
      if (outFailure) throw outFailure;
    },
    drained,
    failure: () => outFailure,
  };
}

function brokenPipe(): Error {
  return new DOMException('nobody reads standard output', 'AbortError');
}
