import { basename } from 'node:path';
import { z } from 'zod';
import { AppError } from '../base/app-error.ts';
import type { Proof } from '../model/proof.ts';
import {
  checksumAlgorithm,
  recordedAddress,
  recordedError,
  recordedOptions,
  recordedProof,
} from '../model/record-schema.ts';
import type { Source } from '../model/source.ts';
import type { FolderPlace, Transfer, TransferState, Upload } from '../model/transfer.ts';

const upload: z.ZodType<Upload> = z.object({
  uploadId: z.string().min(1),
  partSize: z.int().positive(),
  algorithm: checksumAlgorithm,
  existedBefore: z.boolean(),
});

const state: z.ZodType<TransferState> = z.discriminatedUnion('at', [
  z.object({ at: z.literal('waiting'), upload: upload.nullable() }),
  z.object({ at: z.literal('starting') }),
  z.object({ at: z.literal('sending'), upload: upload.nullable() }),
  z.object({ at: z.literal('finishing'), upload }),
  z.object({ at: z.literal('checking'), upload: upload.nullable() }),
  z.object({ at: z.literal('done'), proof: recordedProof }),
  z.object({ at: z.literal('paused'), upload: upload.nullable() }),
  z.object({ at: z.literal('blocked'), upload: upload.nullable(), error: recordedError }),
  z.object({ at: z.literal('failed'), upload: upload.nullable(), error: recordedError }),
  z.object({ at: z.literal('cancelled') }),
]);

/** A row of `transfer`, with its row of `proof` where there is one. */
export interface TransferRow {
  readonly id: string;
  readonly path: string;
  readonly size: number;
  readonly byte_offset: number;
  readonly byte_length: number;
  readonly mtime_ns: string;
  readonly ctime_ns: string;
  readonly inode: string;
  readonly device: string;
  readonly kind: string;
  readonly endpoint: string;
  readonly bucket: string;
  readonly region: string;
  readonly addressing: string;
  readonly object_key: string;
  readonly options: string;
  readonly at: string;
  readonly detail: string;
  readonly owner: string | null;
  readonly created_at_ms: number;
  readonly folder_id: string | null;
  readonly folder_path: string | null;
  readonly proof_size: number | null;
  readonly algorithm: string | null;
  readonly ours: string | null;
  readonly theirs: string | null;
  readonly etag: string | null;
  readonly request_id: string | null;
  readonly version_id: string | null;
  readonly proven_at_ms: number | null;
  readonly callback: string | null;
}

export type SourceRow = Pick<
  TransferRow,
  'path' | 'size' | 'byte_offset' | 'byte_length' | 'mtime_ns' | 'ctime_ns' | 'inode' | 'device'
>;

/** SQL of the state that people see, from those of the state and of whether the desk wants the transfer. */
export function shownAs(at: string, isWanted: string): string {
  return `CASE WHEN ${isWanted} = 1 AND ${at} IN ('paused', 'failed', 'blocked') THEN 'waiting' ELSE ${at} END`;
}

const ownColumns = `transfer.id, path, transfer.size, byte_offset, byte_length, mtime_ns, ctime_ns, inode, device, kind, endpoint, bucket, region,
         addressing, object_key, options, at, detail, owner, created_at_ms, folder_id, folder_path`;

/** Selects `TransferRow`s; a condition may follow. */
export const selectRows = `
  SELECT ${ownColumns}, proof.size AS proof_size, algorithm, ours, theirs, etag, request_id, version_id, proven_at_ms, callback
  FROM transfer LEFT JOIN proof ON proof.transfer_id = transfer.id`;

/** The same for transfers that are not done: they have no proof, and SQLite plans a join anew each time it is run. */
export const selectUnproven = `
  SELECT ${ownColumns}, NULL AS proof_size, NULL AS algorithm, NULL AS ours, NULL AS theirs, NULL AS etag, NULL AS request_id,
         NULL AS version_id, NULL AS proven_at_ms, NULL AS callback
  FROM transfer`;

function stateOf(row: TransferRow): unknown {
  if (row.at !== 'done') return { ...(JSON.parse(row.detail) as object), at: row.at };
  const ours = { algorithm: row.algorithm, value: row.ours };
  const { theirs, etag } = row;
  const rest = { requestId: row.request_id, versionId: row.version_id, provenAtMs: row.proven_at_ms };
  const callback = row.callback === null ? null : JSON.parse(row.callback);
  return { at: 'done', proof: { size: row.proof_size, ours, theirs, etag, ...rest, callback } };
}

/** The path of a folder that a row is for. */
export function toPlace({
  folder_id: folderId,
  folder_path: path,
}: Pick<TransferRow, 'folder_id' | 'folder_path'>): FolderPlace | null {
  return folderId === null || path === null ? null : { folderId, path };
}

export function toSource(row: SourceRow): Source {
  return {
    path: row.path,
    size: row.size,
    offset: row.byte_offset,
    length: row.byte_length,
    mtimeNs: row.mtime_ns,
    ctimeNs: row.ctime_ns,
    inode: row.inode,
    device: row.device,
  };
}

/** Throws `store.damaged` with the row's id when what it holds makes no sense. */
export function toTransfer(row: TransferRow): Transfer {
  try {
    return {
      id: row.id,
      source: toSource(row),
      target: { address: recordedAddress.parse(row), key: row.object_key },
      options: recordedOptions.parse(JSON.parse(row.options)),
      place: toPlace(row),
      state: state.parse(stateOf(row)),
      createdAtMs: row.created_at_ms,
    };
  } catch (thrown) {
    const reason = thrown instanceof z.ZodError ? z.prettifyError(thrown) : String(thrown);
    const message = `the record of transfer ${row.id} makes no sense: ${reason}`;
    throw new AppError('store.damaged', message, { id: row.id, path: row.path }, thrown);
  }
}

/** What the columns `at` and `detail` hold for a state. */
export function fromState(now: TransferState): { readonly at: string; readonly detail: string } {
  if (now.at === 'done') return { at: now.at, detail: '{}' };
  const { at, ...detail } = now;
  return { at, detail: JSON.stringify(detail) };
}

export function sourceColumns(source: Source) {
  const { path, size, offset, length, mtimeNs, ctimeNs, inode, device } = source;
  return {
    path,
    name: basename(path),
    size,
    byte_offset: offset,
    byte_length: length,
    mtime_ns: mtimeNs,
    ctime_ns: ctimeNs,
    inode,
    device,
  };
}

/** Columns of a whole row, but for those of its owner. */
export function rowOf({ id, source, target, options, place, state, createdAtMs }: Transfer) {
  return {
    ...sourceColumns(source),
    ...target.address,
    ...fromState(state),
    id,
    object_key: target.key,
    options: JSON.stringify(options),
    folder_id: place?.folderId ?? null,
    folder_path: place?.path ?? null,
    created_at_ms: createdAtMs,
    changed_at_ms: createdAtMs,
  };
}

export function proofRow(id: string, proof: Proof) {
  const { size, ours, theirs, etag, requestId, versionId, provenAtMs, callback } = proof;
  return {
    id,
    size,
    algorithm: ours.algorithm,
    ours: ours.value,
    theirs,
    etag,
    requestId,
    versionId,
    callback: callback && JSON.stringify(callback),
    provenAtMs,
  };
}
