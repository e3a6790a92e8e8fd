import { AppError, type ErrorRecord } from '../base/app-error.ts';
import type { ChecksumAlgorithm } from './checksum.ts';
import type { Proof } from './proof.ts';
import type { Source } from './source.ts';
import type { ObjectOptions, ObjectTarget } from './target.ts';

/** What stays fixed for one multipart upload, whatever the settings say later. */
export interface Upload {
  readonly uploadId: string;
  readonly partSize: number;
  /** How this upload is going to be proven. */
  readonly algorithm: ChecksumAlgorithm;
  /** True when the key held an object before; an unproven object is removed only when it did not. */
  readonly existedBefore: boolean;
}

/** `upload` is null while a file goes, or would go, as one PUT. */
export type TransferState =
  | { readonly at: 'waiting'; readonly upload: Upload | null }
  | { readonly at: 'starting' }
  | { readonly at: 'sending'; readonly upload: Upload | null }
  | { readonly at: 'finishing'; readonly upload: Upload }
  | { readonly at: 'checking'; readonly upload: Upload | null }
  | { readonly at: 'done'; readonly proof: Proof }
  | { readonly at: 'paused'; readonly upload: Upload | null }
  | { readonly at: 'blocked'; readonly upload: Upload | null; readonly error: ErrorRecord }
  | { readonly at: 'failed'; readonly upload: Upload | null; readonly error: ErrorRecord }
  | { readonly at: 'cancelled' };

export type TransferEvent =
  | { readonly type: 'started' }
  | { readonly type: 'begun'; readonly upload: Upload | null }
  | { readonly type: 'allPartsStored' }
  | { readonly type: 'partsMissing' }
  | { readonly type: 'answerLost' }
  | { readonly type: 'proven'; readonly proof: Proof }
  | { readonly type: 'restarted' }
  | { readonly type: 'paused' }
  | { readonly type: 'blocked'; readonly error: ErrorRecord }
  | { readonly type: 'failed'; readonly error: ErrorRecord }
  | { readonly type: 'cancelled' };

/** The path of a watched folder that a transfer is for. */
export interface FolderPlace {
  readonly folderId: string;
  /** From the folder's root, with `/`. */
  readonly path: string;
}

/** One file on its way to one key. */
export interface Transfer {
  readonly id: string;
  readonly source: Source;
  readonly target: ObjectTarget;
  readonly options: ObjectOptions;
  /** Null for what was asked for by hand. */
  readonly place: FolderPlace | null;
  readonly state: TransferState;
  readonly createdAtMs: number;
}

/** States in which nothing is left to do. */
export function isOver(state: TransferState): boolean {
  return state.at === 'done' || state.at === 'cancelled';
}

/** The multipart upload that a state carries, if any. */
export function uploadOf(state: TransferState): Upload | null {
  return 'upload' in state ? state.upload : null;
}

/** The next state. Pure; an event that makes no sense in a state is a bug and throws. */
export function step(now: TransferState, event: TransferEvent): TransferState {
  const wrong = () => new AppError('bug', `${event.type} can't happen to a transfer that is ${now.at}`);
  if (isOver(now)) throw wrong();
  switch (event.type) {
    case 'started':
      if (now.at === 'starting' || now.at === 'sending' || now.at === 'finishing') throw wrong();
      if (now.at === 'checking') return now;
      return uploadOf(now) ? { at: 'sending', upload: uploadOf(now) } : { at: 'starting' };
    case 'begun':
      if (now.at !== 'starting') throw wrong();
      return { at: 'sending', upload: event.upload };
    case 'allPartsStored':
      if (now.at !== 'sending' || now.upload === null) throw wrong();
      return { at: 'finishing', upload: now.upload };
    case 'partsMissing':
      if (now.at !== 'finishing' && now.at !== 'checking') throw wrong();
      return { at: 'sending', upload: now.upload };
    case 'answerLost':
      if (now.at !== 'finishing' && now.at !== 'sending') throw wrong();
      return { at: 'checking', upload: now.upload };
    case 'proven':
      if (now.at !== 'sending' && now.at !== 'finishing' && now.at !== 'checking') throw wrong();
      return { at: 'done', proof: event.proof };
    case 'restarted':
      return { at: 'starting' };
    case 'paused':
      return { at: 'paused', upload: uploadOf(now) };
    case 'blocked':
      return { at: 'blocked', upload: uploadOf(now), error: event.error };
    case 'failed':
      return { at: 'failed', upload: uploadOf(now), error: event.error };
    case 'cancelled':
      return { at: 'cancelled' };
  }
}
