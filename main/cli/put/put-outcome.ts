import { AppError, type ErrorRecord, toErrorRecord } from '../../base/app-error.ts';
import type { Proof } from '../../model/proof.ts';
import type { Transfer } from '../../model/transfer.ts';
import { type ExitCode, exitCodeOf, exitCodes } from '../exit-code.ts';
import type { PutItem } from './put-item.ts';

/** What became of one item. */
export type PutOutcome =
  | {
      readonly item: PutItem;
      /** Both are proven; of `callbackFailed` the application does not know. */
      readonly became: 'proven' | 'callbackFailed';
      readonly transferId: string;
      readonly proof: Proof;
    }
  | { readonly item: PutItem; readonly became: 'failed' | 'blocked'; readonly error: ErrorRecord }
  | {
      readonly item: PutItem;
      /** Ended by a signal: `paused` goes on later, of `stopped` nothing is left. */
      readonly became: 'paused' | 'stopped';
    };

export function provenOutcome(item: PutItem, transferId: string, proof: Proof): PutOutcome {
  const became = proof.callback?.became === 'failed' ? 'callbackFailed' : 'proven';
  return { item, became, transferId, proof };
}

export function failedOutcome(item: PutItem, error: ErrorRecord): PutOutcome {
  const became = exitCodeOf(error.code) === exitCodes.blocked ? 'blocked' : 'failed';
  return { item, became, error };
}

export function outcomeOfTransfer(item: PutItem, { id, state }: Transfer): PutOutcome {
  switch (state.at) {
    case 'done':
      return provenOutcome(item, id, state.proof);
    case 'failed':
    case 'blocked':
      return { item, became: state.at, error: state.error };
    case 'paused':
      return { item, became: 'paused' };
    default:
      return failedOutcome(
        item,
        toErrorRecord(new AppError('bug', `the upload ended while it was ${state.at}`)),
      );
  }
}

export function exitCodeOfOutcome(outcome: PutOutcome): ExitCode {
  switch (outcome.became) {
    case 'proven':
      return exitCodes.done;
    case 'callbackFailed':
      return exitCodes.calledBackInVain;
    case 'blocked':
      return exitCodes.blocked;
    case 'paused':
    case 'stopped':
      return exitCodes.paused;
    case 'failed':
      return exitCodeOf(outcome.error.code);
  }
}
