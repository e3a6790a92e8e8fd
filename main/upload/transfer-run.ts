import { type AppError, toAppError, toErrorRecord } from '../base/app-error.ts';
import { isOver, type Transfer, uploadOf } from '../model/transfer.ts';
import { beginUpload } from './begin-upload.ts';
import { removeUpload } from './remove-upload.ts';
import { createRun, type Run, type RunTools } from './run.ts';
import { sendByParts } from './send-parts.ts';
import { sendWhole } from './send-whole.ts';
import { confirmSource } from './source-check.ts';
import { waitUntilQuiet } from './wait-until-quiet.ts';

/** Starting over again and again means that something else is wrong: a file that never rests, a server that forgets. */
const mostRestarts = 5;

/**
 * Drives one transfer through its states until it is `done`, `failed`, `blocked`, or `paused` by the signal, and returns
 * what became of it. Never rejects for what happens to the transfer. Each state is stored before it is acted on.
 */
export async function runTransfer(first: Transfer, tools: RunTools, signal: AbortSignal): Promise<Transfer> {
  const run = createRun(first, tools, signal);
  const { ledger } = tools;
  let isRepeat = first.state.at !== 'waiting';
  try {
    if (isLeftInTheMiddle(first)) run.change({ type: 'paused' });
    run.change({ type: 'started' });
    for (let restarts = 0; ; restarts += 1) {
      try {
        await sendFile(run, isRepeat);
        break;
      } catch (thrown) {
        const error = toAppError(thrown);
        if (signal.aborted || error.reaction !== 'restart' || restarts >= mostRestarts) throw thrown;
        if (await isSameFileAfterAll(run, error)) continue;
        await startOver(run, error);
        isRepeat = false;
      }
    }
    ledger.close(first.id, 'done');
  } catch (thrown) {
    end(run, thrown);
    if (!signal.aborted) ledger.close(first.id, 'failed');
  }
  return run.transfer;
}

/** True for the states that only a process which ended suddenly leaves behind. */
function isLeftInTheMiddle({ state }: Transfer): boolean {
  return (
    state.at === 'starting' || state.at === 'sending' || state.at === 'finishing' || state.at === 'checking'
  );
}

async function sendFile(run: Run, isRepeat: boolean): Promise<void> {
  const known = uploadOf(run.transfer.state);
  if (known) return sendByParts(run, known, true);
  await confirmSource(run, null);
  if (goesWhole(run)) {
    run.change({ type: 'begun', upload: null });
    return sendWhole(run, isRepeat);
  }
  const { upload, isFound } = await beginUpload(run);
  run.change({ type: 'begun', upload });
  return sendByParts(run, upload, isFound);
}

/** Small files go by one PUT; an empty one always does, since a part must not be empty. */
function goesWhole({ transfer, settings, store }: Run): boolean {
  const { size } = transfer.source;
  return size === 0 || (size < settings.threshold && size <= store.limits.maxPut);
}

/** A file that was only touched while it was sent keeps its upload, once the bytes that were sent have been compared. */
async function isSameFileAfterAll(run: Run, error: AppError): Promise<boolean> {
  const upload = uploadOf(run.transfer.state);
  if (error.code !== 'file.changed' || run.transfer.state.at !== 'sending' || !upload) return false;
  try {
    await confirmSource(run, upload);
    return true;
  } catch (thrown) {
    if (toAppError(thrown).code !== 'file.changed') throw thrown;
    return false;
  }
}

/** Leaves the old upload behind, cleaned up as far as the server lets us, and takes the file as it is now. */
async function startOver(run: Run, error: AppError): Promise<void> {
  const { transfer, log, ledger, store, clock, signal } = run;
  run.note('restarted', `${error.message} (${error.code})`);
  const upload = uploadOf(transfer.state);
  if (upload) {
    const ref = { key: transfer.target.key, uploadId: upload.uploadId };
    try {
      await removeUpload(store, ref, clock, signal);
    } catch (thrown) {
      signal.throwIfAborted();
      run.note('uploadLeft', `upload ${upload.uploadId} could not be removed: ${toAppError(thrown).message}`);
    }
  }
  if (error.code === 'file.changed') {
    const source = await waitUntilQuiet(run);
    log.dropReceipts(transfer.id);
    run.setSource(source);
  } else {
    log.dropReceipts(transfer.id);
  }
  run.setOptions(run.wished);
  ledger.open(transfer.id, run.transfer.source.size);
  run.change({ type: 'restarted' });
}

/** The state in which a run leaves its transfer. A record that can't be written must not hide the first trouble. */
function end(run: Run, thrown: unknown): void {
  if (isOver(run.transfer.state)) return;
  const error = toErrorRecord(thrown);
  const { reaction } = toAppError(thrown);
  const isBlocked = reaction === 'block' || reaction === 'renew';
  const event = run.signal.aborted
    ? ({ type: 'paused' } as const)
    : ({ type: isBlocked ? 'blocked' : 'failed', error } as const);
  try {
    run.change(event);
  } catch {
    run.changeInMemory(event);
  }
}
