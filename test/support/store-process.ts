import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type ErrorRecord, fromErrorRecord } from '../../main/base/app-error.ts';
import type { Action } from '../../main/model/action.ts';
import type { KnownFile } from '../../main/model/known-file.ts';
import type { Receipt } from '../../main/model/part.ts';
import type { TransferState } from '../../main/model/transfer.ts';
import type { NewFolder } from '../../main/store/folder-log.ts';
import type { LooseUploads } from '../../main/store/loose-uploads.ts';
import type { NewTransfer } from '../../main/store/transfer-log.ts';

/** What a store process can be told. */
export type StoreCommand =
  | { readonly do: 'openStore'; readonly dir: string }
  | { readonly do: 'claim'; readonly wanted: NewTransfer }
  | { readonly do: 'setState'; readonly id: string; readonly state: TransferState }
  | { readonly do: 'addReceipt'; readonly id: string; readonly receipt: Receipt }
  | { readonly do: 'addLoose'; readonly upload: Parameters<LooseUploads['add']>[0] }
  | { readonly do: 'claimFolder'; readonly wanted: NewFolder }
  /** Writes both in one batch; the process kills itself before the commit if it is told to. */
  | {
      readonly do: 'writeBatch';
      readonly folderId: string;
      readonly file: KnownFile;
      readonly action: Action;
      readonly diesInside: boolean;
    }
  | {
      readonly do: 'migrate';
      readonly path: string;
      readonly migrations: readonly string[];
      readonly query: string;
    };

type Answer = { readonly value: unknown } | { readonly error: ErrorRecord };

/** Starts a second process over a store. `userId` lets it run without the rights of root. */
export function startStoreProcess(userId?: number) {
  const script = fileURLToPath(new URL('store-process-main.ts', import.meta.url));
  const child = spawn(process.execPath, [script], {
    stdio: ['pipe', 'pipe', 'inherit'],
    ...(userId === undefined ? {} : { uid: userId, gid: userId }),
  });
  const ended = once(child, 'exit');
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();

  return {
    pid: child.pid,
    /** One command at a time; rejects with the `AppError` that the command threw over there. */
    async ask<T>(command: StoreCommand): Promise<T> {
      child.stdin.write(`${JSON.stringify(command)}\n`);
      const next = await answers.next();
      if (next.done) throw new Error('the store process ended without an answer');
      const answer = JSON.parse(next.value) as Answer;
      if ('error' in answer) throw fromErrorRecord(answer.error);
      return answer.value as T;
    },
    /** SIGKILL: no handler runs. */
    async kill(): Promise<void> {
      child.kill('SIGKILL');
      await ended;
    },
    async end(): Promise<void> {
      child.stdin.end();
      await ended;
    },
  };
}
