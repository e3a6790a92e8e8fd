import type {
  ExplanationView,
  FolderSettingsView,
  FolderStanding,
  FolderView,
  IgnorePreview,
  ProblemView,
  WaitingView,
} from '../../../../preload/contract/folders.ts';
import type { TargetView } from '../../../../preload/contract/targets.ts';
import { errors } from './errors.ts';
import { now } from './fake-clock.ts';
import { dayMs, hourMs, minuteMs } from './numbers.ts';
import type { Scene } from './scene.ts';

export const target: TargetView = {
  account: 'work',
  kind: 'oss',
  bucket: 'longshore-photos',
  prefix: 'backup/',
};

export const usualSettings: FolderSettingsView = {
  mode: 'upload-only',
  ignore: [],
  usesDefaultIgnores: true,
  includesGit: false,
  symlinks: 'skip',
  keepsEmptyDirectories: false,
  keepsPermissions: false,
  onConflict: 'keep-both',
  appendPatterns: [],
  holdsBadNames: false,
  trustsMtime: true,
  quietMs: 2_000,
  patienceMs: 60_000,
  rescanMs: hourMs,
  staleMs: 7 * dayMs,
  deletes: { maxFiles: 100, maxPercent: 10, delayMs: minuteMs, trash: '.longshore-trash/' },
  options: { keepsMtime: true },
};

/** Folders in standings that differ; the same ones with troubles where much has gone wrong. */
export function createFakeFolders({ state }: Scene): readonly FolderView[] {
  if (state === 'empty' || state === 'first') return [];
  const nowMs = now();
  const isFailing = state === 'failing';
  const standing = (good: FolderStanding, bad: FolderStanding) => (isFailing ? bad : good);
  const base: FolderView = {
    id: 'photos',
    root: '/home/lin/Photos',
    name: 'Photos',
    target: { ...target, prefix: 'photos/' },
    standing: standing('sending', 'deletesHeld'),
    isPaused: false,
    error: null,
    files: 48_213,
    bytes: 318_442_910_331,
    provenFiles: 44_812,
    provenBytes: 301_882_104_883,
    waiting: 3_389,
    waitingBytes: 16_560_805_448,
    sent: 12,
    toSend: 3_401,
    failed: 0,
    warnings: isFailing ? 4 : 0,
    skipped: 2,
    lastScanMs: nowMs - 4 * minuteMs,
    nextScanMs: nowMs + 56 * minuteMs,
    upToDateAtMs: nowMs - 3 * hourMs,
    verifiedAtMs: nowMs - 2 * dayMs,
    coverage: {
      directoriesFound: 1_204,
      directoriesWatched: 1_204,
      overflows: 0,
      mode: 'live',
      reason: null,
    },
    heldDeletes: isFailing ? { count: 1_812, known: 48_213 } : null,
    settings: { ...usualSettings, mode: isFailing ? 'mirror' : 'upload-only', ignore: ['*.tmp', '.cache/'] },
  };
  const documents: FolderView = {
    ...base,
    id: 'documents',
    root: '/home/lin/Documents',
    name: 'Documents',
    target: { ...target, prefix: 'documents/' },
    standing: standing('upToDate', 'problems'),
    files: 9_120,
    bytes: 8_112_400_220,
    provenFiles: isFailing ? 9_104 : 9_120,
    provenBytes: 8_112_400_220,
    waiting: 0,
    waitingBytes: 0,
    sent: 0,
    toSend: 0,
    failed: isFailing ? 16 : 0,
    warnings: isFailing ? 3 : 0,
    upToDateAtMs: nowMs - 20 * minuteMs,
    verifiedAtMs: nowMs - 20 * minuteMs,
    heldDeletes: null,
    coverage: isFailing
      ? {
          directoriesFound: 812,
          directoriesWatched: 640,
          overflows: 3,
          mode: 'live',
          reason: errors.watchLimit,
        }
      : { directoriesFound: 812, directoriesWatched: 812, overflows: 0, mode: 'live', reason: null },
    settings: usualSettings,
  };
  const archive: FolderView = {
    ...documents,
    id: 'archive',
    root: '/media/lin/Elements/归档',
    name: '归档',
    target: { ...target, bucket: 'longshore-archive', prefix: '' },
    standing: standing('rootLost', 'blocked'),
    error: isFailing ? errors.wrongKeys : errors.rootLost,
    files: 201_118,
    bytes: 2_912_400_220_118,
    provenFiles: 201_118,
    provenBytes: 2_912_400_220_118,
    failed: 0,
    warnings: 0,
    upToDateAtMs: nowMs - 9 * dayMs,
    verifiedAtMs: nowMs - 30 * dayMs,
    lastScanMs: nowMs - 9 * dayMs,
    nextScanMs: null,
    coverage: null,
  };
  return [base, documents, archive];
}

export function fakeProblems(): readonly ProblemView[] {
  const sinceMs = now() - 3 * hourMs;
  return [
    { path: 'contracts/2026-Q3.pdf', weight: 'failed', error: errors.unreadable, sinceMs, retryAtMs: null },
    {
      path: '发票/2026-03.xlsx',
      weight: 'failed',
      error: errors.denied,
      sinceMs,
      retryAtMs: now() + minuteMs,
    },
    {
      path: 'Archive/a-very-long-name.txt',
      weight: 'failed',
      error: errors.tooLong,
      sinceMs,
      retryAtMs: null,
    },
    { path: 'Photos/IMG_0001.jpg', weight: 'warning', error: errors.clash, sinceMs, retryAtMs: null },
  ];
}

export function fakeWaiting(index: number): WaitingView {
  return {
    path: `2026/summer/IMG_${1_000 + index}.jpg`,
    what: 'upload',
    size: 3_812_555 + index * 977,
    reason: { code: 'new', facts: {} },
  };
}

export function fakePreview(settings: FolderSettingsView): IgnorePreview {
  const rules = settings.ignore.filter(line => line.trim() !== '' && !line.startsWith('#'));
  return {
    files: 48_213,
    ignoredFiles: 318 * rules.length,
    ignoredDirectories: 2 * rules.length,
    ignored: rules.flatMap(line => [
      { path: `2026/drafts/${line.replace(/[*/]/g, '')}-1`, line, source: 'folder' },
      { path: `2025/${line.replace(/[*/]/g, '')}/`, line, source: 'folder' },
    ]),
    invalid: [],
    isComplete: true,
  };
}

export function fakeExplanation(path: string): ExplanationView {
  const nowMs = now();
  return {
    folderId: 'photos',
    path,
    known: {
      size: 3_812_555,
      key: 'photos/2026/IMG_1204.jpg',
      etag: '5D41402ABC4B2A76B9719D911017C592',
      provenAtMs: nowMs - 3 * hourMs,
      verifiedAtMs: nowMs - 2 * hourMs,
    },
    problem: null,
    planned: null,
    isThere: true,
    leftOutBy: null,
    decisions: [
      {
        atMs: nowMs - 3 * hourMs,
        what: 'upload',
        reason: { code: 'size-changed', facts: { sizeBefore: 3_811_004, sizeNow: 3_812_555 } },
      },
      { atMs: nowMs - 9 * dayMs, what: 'upload', reason: { code: 'new', facts: {} } },
    ],
  };
}
