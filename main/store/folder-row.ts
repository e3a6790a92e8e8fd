import { z } from 'zod';
import { AppError } from '../base/app-error.ts';
import { type FolderMode, type FolderScan, type FolderSettings, usualSettings } from '../model/folder.ts';
import { recordedAddress, recordedOptions } from '../model/record-schema.ts';
import type { FolderRecord } from './folder-log.ts';

const settings: z.ZodType<FolderSettings> = z.object({
  account: z.object({
    profile: z.string().nullable(),
    signing: z.enum(['v4', 'v1']),
    checksum: z.enum(['crc32', 'crc32c', 'crc64nvme']),
  }),
  mode: z.enum(['upload-only', 'mirror']),
  ignore: z.array(z.string()),
  usesDefaultIgnores: z.boolean(),
  includesGit: z.boolean(),
  symlinks: z.enum(['skip', 'follow']),
  keepsEmptyDirectories: z.boolean(),
  keepsPermissions: z.boolean(),
  onConflict: z.enum(['keep-both', 'ours-wins']),
  appendPatterns: z.array(z.string()),
  holdsBadNames: z.boolean(),
  trustsMtime: z.boolean(),
  quietMs: z.number(),
  patienceMs: z.number(),
  rescanMs: z.number(),
  staleMs: z.number(),
  deletes: z.object({
    maxFiles: z.number(),
    maxPercent: z.number(),
    delayMs: z.number(),
    trash: z.string().nullable(),
  }),
  options: recordedOptions,
});

/** A setting that an older version did not have gets its usual value. */
function toSettings(text: string): FolderSettings {
  const found = z.record(z.string(), z.unknown()).parse(JSON.parse(text));
  return settings.parse({ ...usualSettings, ...found });
}

const recordedScan: z.ZodType<FolderScan> = z.object({
  startedAtMs: z.number(),
  endedAtMs: z.number(),
  files: z.int().nonnegative(),
  directories: z.int().nonnegative(),
  bytes: z.number().nonnegative(),
  ignored: z.int().nonnegative(),
});

/** A row of `folder`. */
export interface FolderRow {
  readonly number: number;
  readonly id: string;
  readonly root: string;
  readonly kind: 'oss' | 's3';
  readonly endpoint: string;
  readonly bucket: string;
  readonly region: string;
  readonly addressing: string;
  readonly prefix: string;
  readonly settings: string;
  readonly is_paused: number;
  readonly agreed_deletes: number;
  readonly scan: string | null;
  readonly root_identity: string | null;
  readonly up_to_date_at_ms: number | null;
  readonly listed_at_ms: number | null;
  readonly verified_at_ms: number | null;
  readonly owner: string | null;
  readonly created_at_ms: number;
}

/** Null where the settings make no sense. */
export function modeOf({ settings: text }: Pick<FolderRow, 'settings'>): FolderMode | null {
  try {
    return toSettings(text).mode;
  } catch {
    return null;
  }
}

/** Throws `store.damaged` with the row's id when what it holds makes no sense. */
export function toFolderRecord(row: FolderRow, isBusy: boolean): FolderRecord {
  try {
    return {
      folder: {
        id: row.id,
        root: row.root,
        address: recordedAddress.parse(row),
        prefix: row.prefix,
        settings: toSettings(row.settings),
        isPaused: row.is_paused !== 0,
        createdAtMs: row.created_at_ms,
      },
      lastScan: row.scan === null ? null : recordedScan.parse(JSON.parse(row.scan)),
      upToDateAtMs: row.up_to_date_at_ms,
      listedAtMs: row.listed_at_ms,
      verifiedAtMs: row.verified_at_ms,
      rootIdentity: row.root_identity,
      agreedDeletes: row.agreed_deletes,
      isBusy,
    };
  } catch (thrown) {
    const reason = thrown instanceof z.ZodError ? z.prettifyError(thrown) : String(thrown);
    const message = `the record of the folder ${row.root} makes no sense: ${reason}`;
    throw new AppError('store.damaged', message, { id: row.id, path: row.root }, thrown);
  }
}
