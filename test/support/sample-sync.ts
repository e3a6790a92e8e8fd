import type { FolderSubject } from '../../main/cli/sync/sync-view.ts';
import { type FolderSettings, usualSettings } from '../../main/model/folder.ts';
import type { Problem } from '../../main/model/problem.ts';
import type { BucketAddress } from '../../main/model/target.ts';
import type { FolderRecord } from '../../main/store/folder-log.ts';
import type { FolderState, SyncResult } from '../../main/sync/folder-sync.ts';

/** 09:12 local time on a winter's day. */
export const sampleMs = new Date(2026, 0, 5, 9, 12).getTime();

export const sampleAddress: BucketAddress = {
  kind: 'oss',
  endpoint: 'http://127.0.0.1:9',
  bucket: 'bucket',
  region: 'cn-hangzhou',
  addressing: 'path',
};

export const sampleSubject: FolderSubject = {
  root: '/data',
  target: 'oss://bucket/backup/',
  facts: { bucket: 'bucket', endpoint: sampleAddress.endpoint, region: sampleAddress.region },
  mode: 'upload-only',
  isRemembered: false,
  lastScanMs: null,
};

interface RecordChoices {
  readonly root?: string;
  readonly settings?: Partial<FolderSettings>;
  readonly isPaused?: boolean;
}

export function sampleRecord(
  { root = '/data', settings = {}, isPaused = false }: RecordChoices = {},
  more: Partial<FolderRecord> = {},
): FolderRecord {
  return {
    folder: {
      id: `id of ${root}`,
      root,
      address: sampleAddress,
      prefix: 'backup/',
      settings: { ...usualSettings, ...settings },
      isPaused,
      createdAtMs: 1,
    },
    lastScan: {
      startedAtMs: sampleMs - 1000,
      endedAtMs: sampleMs,
      files: 3401,
      directories: 120,
      bytes: 5_000_000,
      ignored: 7,
    },
    upToDateAtMs: sampleMs,
    listedAtMs: sampleMs,
    verifiedAtMs: null,
    rootIdentity: '1:2',
    agreedDeletes: 0,
    isBusy: false,
    ...more,
  };
}

/** Up to date, unless told otherwise. */
export function sampleState(more: Partial<FolderState> = {}): FolderState {
  return {
    record: sampleRecord(),
    provenFiles: 3401,
    provenBytes: 5_000_000,
    problems: { failed: 0, warnings: 0, skipped: 0 },
    waiting: 0,
    waitingBytes: 0,
    deletes: { actions: 0, bytes: 0 },
    heldDeletes: 0,
    isUpToDate: true,
    coverage: null,
    ...more,
  };
}

export function sampleResult(more: Partial<SyncResult> = {}): SyncResult {
  return {
    state: sampleState(),
    uploaded: 0,
    uploadedBytes: 0,
    adopted: 0,
    copied: 0,
    appendedBytes: 0,
    deleted: 0,
    replaced: 0,
    conflicts: 0,
    isStopped: false,
    ...more,
  };
}

export function sampleProblem(path: string, weight: Problem['weight'] = 'failed'): Problem {
  const code =
    weight === 'failed' ? 'file.unreadable' : weight === 'warning' ? 'name.reserved' : 'link.skipped';
  return { path, weight, sinceMs: sampleMs, retryAtMs: null, error: { code, message: '', facts: { path } } };
}
