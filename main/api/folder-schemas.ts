import { z } from 'zod';
import type { FolderDraft, FolderSettingsView } from '../../preload/contract/folders.ts';
import * as common from './common-schemas.ts';

const lines = z.array(z.string().max(4_096)).max(10_000);
const span = z.number().min(0).max(Number.MAX_SAFE_INTEGER);

const settings = z.strictObject({
  mode: z.enum(['upload-only', 'mirror']),
  ignore: lines,
  usesDefaultIgnores: z.boolean(),
  includesGit: z.boolean(),
  symlinks: z.enum(['skip', 'follow']),
  keepsEmptyDirectories: z.boolean(),
  keepsPermissions: z.boolean(),
  onConflict: z.enum(['keep-both', 'ours-wins']),
  appendPatterns: lines,
  holdsBadNames: z.boolean(),
  trustsMtime: z.boolean(),
  quietMs: span,
  patienceMs: span,
  rescanMs: z.number().min(10_000).max(Number.MAX_SAFE_INTEGER),
  staleMs: z.number().min(60_000).max(Number.MAX_SAFE_INTEGER),
  deletes: z.strictObject({
    maxFiles: z.int().min(0),
    maxPercent: z.number().min(0).max(100),
    delayMs: span,
    trash: z
      .string()
      .max(512)
      .regex(/^[^/].*\/$/)
      .nullable(),
  }),
  options: common.objectWishes,
});

/** A file that is written all the time would never be looked at with less patience than rest. */
export const folderSettings: z.ZodType<FolderSettingsView> = settings.refine(
  ({ quietMs, patienceMs }) => quietMs <= patienceMs,
  { path: ['quietMs'], message: 'longer than patienceMs' },
);

export const folderDraft: z.ZodType<FolderDraft> = z.strictObject({
  root: common.path,
  target: common.target,
  settings: folderSettings,
});
