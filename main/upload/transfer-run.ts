import { type AppError, toAppError, toErrorRecord } from '../base/app-error.ts';
import { type Note, noted } from '../base/said.ts';
import { hasWindow, withWindow } from '../model/source.ts';
import { isOver, type Transfer, uploadOf } from '../model/transfer.ts';
import { beginUpload, leaveNoUnheard } from './begin-upload.ts';
import { goesWhole } from './goes-whole.ts';
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
 * what became of it. Never rejects for what happens to the transfer. Each state is stored before it is acted on. `isNew` tells that the
 * source is the file as it is now, and that nothing was sent before.
 */
export async function runTransfer(
  first: Transfer,
  tools: RunTools,
  signal: AbortSignal,
  isNew = false,
): Promise<Transfer> {
  const run = createRun(first, tools, signal);
  const { ledger } = tools;
  let isRepeat = !isNew && first.state.at !== 'waiting';
  try {
    if (isNew && first.state.at === 'sending') tools.onChange(first);
    else {
      if (isLeftInTheMiddle(first)) await run.change({ type: 'paused' });
      await run.change({ type: 'started' });
    }
    if (!hasWindow(first.source, tools.window)) {
      await startOver(run, 'another range of the file was asked for', noted('restartedRange'));
      isRepeat = false;
    }
    for (let restarts = 0; ; restarts += 1) {
      try {
        await sendFile(run, isRepeat);
        break;
      } catch (thrown) {
        const error = toAppError(thrown);
        if (signal.aborted || error.reaction !== 'restart' || restarts >= mostRestarts) throw thrown;
        if (await isSameFileAfterAll(run, error)) continue;
        const { code, message } = error;
        const isChanged = code === 'file.changed';
        const note = noted(isChanged ? 'restartedChanged' : 'restartedGone', { code });
        await startOver(run, `${message} (${code})`, note, isChanged);
        isRepeat = false;
      }
    }
    ledger.close(first.id, 'done');
  } catch (thrown) {
    await end(run, thrown);
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
  if (run.transfer.state.at === 'sending') return sendWhole(run, isRepeat);
  await confirmSource(run, null);
  if (goesWhole(run.transfer.source, run.settings, run.store.limits)) {
    await leaveNoUnheard(run);
    await run.change({ type: 'begun', upload: null });
    return sendWhole(run, isRepeat);
  }
  const { upload, isFound } = await beginUpload(run);
  await run.change({ type: 'begun', upload });
  return sendByParts(run, upload, isFound);
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
async function startOver(run: Run, reason: string, note: Note, isBeingWritten = false): Promise<void> {
  const { transfer, log, ledger } = run;
  run.note('restarted', reason, note);
  const upload = uploadOf(transfer.state);
  const isLeft = upload !== null && !(await isRemoved(run, upload.uploadId));
  const source = isBeingWritten
    ? await waitUntilQuiet(run)
    : withWindow(await run.lookAt(transfer.source.path), run.window);
  log.dropReceipts(transfer.id);
  run.setSource(source);
  run.setOptions(run.wished);
  ledger.open(transfer.id, source.length);
  await run.change({ type: 'restarted' });
  // Not before the transfer has let go of it: loose uploads are removed by whoever comes across them.
  if (isLeft) run.loose.add({ target: transfer.target, uploadId: upload.uploadId, reason: 'left' });
}

async function isRemoved(run: Run, uploadId: string): Promise<boolean> {
  const { transfer, store, clock, signal } = run;
  try {
    await removeUpload(store, { key: transfer.target.key, uploadId }, clock, signal);
    return true;
  } catch (thrown) {
    signal.throwIfAborted();
    const { code, message } = toAppError(thrown);
    const reason = `upload ${uploadId} could not be removed: ${message}`;
    run.note('uploadLeft', reason, noted('uploadLeft', { uploadId, code }));
    return false;
  }
}

/** The state in which a run leaves its transfer. A record that can't be written must not hide the first trouble. */
async function end(run: Run, thrown: unknown): Promise<void> {
  if (isOver(run.transfer.state)) return;
  const error = toErrorRecord(thrown);
  const { reaction } = toAppError(thrown);
  const isBlocked = reaction === 'block' || reaction === 'renew';
  const event = run.signal.aborted
    ? ({ type: 'paused' } as const)
    : ({ type: isBlocked ? 'blocked' : 'failed', error } as const);
  try {
    await run.change(event);
  } catch {
    run.changeInMemory(event);
  }
}
