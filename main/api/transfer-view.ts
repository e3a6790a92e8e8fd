import { basename } from 'node:path';
import type {
  DecisionView,
  ProofView,
  TransferDetail,
  TransferRow,
} from '../../preload/contract/transfers.ts';
import type { Decision } from '../model/action.ts';
import { nameOfStream } from '../model/hand.ts';
import type { Proof } from '../model/proof.ts';
import type { ListedTransfer, TransferEventRecord, TransferRecord } from '../store/transfer-list.ts';

/** One transfer as the list shows it. Pure. */
export function transferRow(listed: ListedTransfer, rootOf: (folderId: string) => string): TransferRow {
  const { id, origin, place, kind, bucket, key, state, error, createdAtMs, changedAtMs } = listed;
  const isFile = origin === 'file' || origin === 'text';
  const shownPath = isFile ? listed.path : nameOfStream(origin, listed.path);
  const isSizeKnown = isFile || listed.size > 0 || state === 'done';
  return {
    id,
    source: origin,
    folder: place && { id: place.folderId, name: basename(rootOf(place.folderId)) },
    name: basename(origin === 'web' ? key : shownPath),
    path: origin === 'file' || origin === 'append' ? shownPath : null,
    kind,
    bucket,
    key,
    size: isSizeKnown ? listed.size : null,
    state,
    error,
    createdAtMs,
    changedAtMs,
    progress: {
      id,
      state,
      confirmedBytes: state === 'done' ? listed.size : listed.confirmedBytes,
      movingBytes: 0,
      bytesPerSecond: 0,
      secondsLeft: null,
    },
  };
}

export function proofView({ ours, theirs, callback, ...proof }: Proof): ProofView {
  return {
    ...proof,
    algorithm: ours.algorithm,
    ours: ours.value,
    theirs,
    callback: callback && { isAccepted: callback.became === 'answered', status: null },
  };
}

export function decisionView({ atMs, what, reason }: Decision): DecisionView {
  return { atMs, what, reason };
}

export function eventView({
  atMs,
  what,
  said,
  error,
}: TransferEventRecord): TransferDetail['events'][number] {
  const requestId = error?.facts['requestId'];
  return { atMs, what, note: said, error, requestId: typeof requestId === 'string' ? requestId : null };
}

/** What only the running program knows of a transfer. */
export interface TransferSurroundings {
  readonly rootOf: (folderId: string) => string;
  readonly parts: TransferDetail['parts'];
  readonly retries: number;
  readonly requestIds: readonly string[];
  readonly decisions: readonly Decision[];
}

export function transferDetail(record: TransferRecord, around: TransferSurroundings): TransferDetail {
  const { listed, options, upload, events, proof } = record;
  const requestIds = [...around.requestIds, ...(proof ? [proof.requestId] : [])];
  return {
    row: transferRow(listed, around.rootOf),
    endpoint: listed.endpoint,
    region: listed.region,
    options,
    uploadId: upload?.uploadId ?? null,
    checksumAlgorithm: proof?.ours.algorithm ?? upload?.algorithm ?? null,
    parts: around.parts,
    retries: around.retries,
    requestIds: [...new Set(requestIds)].filter(each => each !== ''),
    events: events.map(eventView),
    decisions: around.decisions.map(decisionView),
    proof: proof && proofView(proof),
  };
}
