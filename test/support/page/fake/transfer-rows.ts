import type {
  PartMap,
  TransferDetail,
  TransferRow,
  TransferStateName,
} from '../../../../preload/contract/transfers.ts';
import { errors } from './errors.ts';
import { now } from './fake-clock.ts';
import { chance, dayMs, hex, hourMs, minuteMs, pick } from './numbers.ts';
import type { Scene } from './scene.ts';

const names: readonly [string, ...string[]] = [
  'DSC_{n}.NEF',
  'IMG_{n}.jpg',
  'interview-{n}.mov',
  '西湖-{n}.jpg',
  'render-{n}.exr',
  'backup-2026-{n}.tar.zst',
  '合同扫描件-{n}.pdf',
  'dataset-{n}.parquet',
  'notes-{n}.md',
  'a name that is rather long, as names of downloaded files tend to be, {n}.zip',
];
const folders: readonly [TransferRow['folder'], ...TransferRow['folder'][]] = [
  { id: 'photos', name: 'Photos' },
  null,
  { id: 'documents', name: 'Documents' },
  null,
];
const sizes: readonly [number, ...number[]] = [
  48_213, 3_812_555, 28_441_092, 812_004_331, 4_811_230_112, 941, 212_889_001,
];
const largeSizes: readonly [number, ...number[]] = [812_004_331, 4_811_230_112, 212_889_001, 18_310_223_872];
const rates: readonly [number, ...number[]] = [2_100_000, 5_400_000, 880_000, 11_300_000];
const partSize = 8 * 1024 * 1024;
/** What was made up is so old as the page. */
let madeAtMs = 0;
export function beginRows(): void {
  madeAtMs = now();
}

/** The state that a transfer has before anybody touched it. The newest come first: those that move, then the others mixed. */
export function firstState(scene: Scene, index: number): TransferStateName {
  const age = scene.transfers - 1 - index;
  if (age < scene.moving) return age % 7 === 3 ? 'checking' : age % 11 === 6 ? 'starting' : 'sending';
  const drawn = chance(index, 1);
  if (scene.state === 'failing' && age < 400) {
    if (drawn < 0.4) return 'failed';
    if (drawn < 0.6) return 'blocked';
  }
  if (age < 400 && drawn < 0.45) return drawn < 0.03 ? 'failed' : drawn < 0.1 ? 'paused' : 'waiting';
  return drawn > 0.995 ? 'failed' : drawn > 0.99 ? 'cancelled' : 'done';
}

export const idOf = (index: number) => `t${String(index).padStart(7, '0')}`;
export const indexOf = (id: string) => Number(id.slice(1));

export function nameOf(index: number): string {
  return pick(names, index, 2).replace('{n}', String(1_000 + (index % 9_000)));
}

export function sizeOf(scene: Scene, index: number): number {
  const isMoving = scene.transfers - 1 - index < scene.moving;
  return pick(isMoving ? largeSizes : sizes, index, 3) + Math.floor(chance(index, 4) * 900_000);
}

export const isMovingState = (state: TransferStateName) =>
  state === 'starting' || state === 'sending' || state === 'finishing' || state === 'checking';

export function progressOf(scene: Scene, index: number, state: TransferStateName, nowMs: number) {
  const size = sizeOf(scene, index);
  const id = idOf(index);
  if (!isMovingState(state)) {
    const share = state === 'done' ? 1 : state === 'waiting' ? 0 : chance(index, 5) * 0.8;
    return {
      id,
      state,
      confirmedBytes: Math.floor(size * share),
      movingBytes: 0,
      bytesPerSecond: 0,
      secondsLeft: null,
    };
  }
  if (state !== 'sending') {
    const sent = state === 'starting' ? 0 : size;
    return { id, state, confirmedBytes: sent, movingBytes: 0, bytesPerSecond: 0, secondsLeft: null };
  }
  const bytesPerSecond = Math.floor(
    pick(rates, index, 6) * (0.8 + 0.4 * chance(Math.floor(nowMs / 1000) + index, 7)),
  );
  const sent =
    (size * (0.1 + chance(index, 8) * 0.6) + ((nowMs - madeAtMs) / 1000) * bytesPerSecond * 0.2) % size;
  const confirmedBytes = Math.floor(sent / partSize) * partSize;
  return {
    id,
    state,
    confirmedBytes,
    movingBytes: Math.floor(Math.min(size - confirmedBytes, sent - confirmedBytes + 3 * partSize)),
    bytesPerSecond,
    secondsLeft: Math.ceil((size - sent) / bytesPerSecond),
  };
}

export function rowOf(scene: Scene, index: number, state: TransferStateName, nowMs: number): TransferRow {
  const name = nameOf(index);
  const age = scene.transfers - 1 - index;
  const createdAtMs = madeAtMs - age * 7 * minuteMs;
  const folder = pick(folders, index, 9);
  return {
    id: idOf(index),
    source: folder === null && chance(index, 10) < 0.08 ? 'web' : 'file',
    folder,
    name,
    path: `/home/lin/${folder?.name ?? 'Downloads'}/2026/${name}`,
    kind: 'oss',
    bucket: 'longshore-photos',
    key: `${folder?.name.toLowerCase() ?? 'inbox'}/2026/${name}`,
    size: sizeOf(scene, index),
    state,
    error:
      state === 'failed'
        ? pick([errors.timeout, errors.mismatch, errors.clash], index, 11)
        : state === 'blocked'
          ? pick([errors.denied, errors.unreadable], index, 12)
          : null,
    createdAtMs,
    changedAtMs: state === 'waiting' ? createdAtMs : createdAtMs + 4 * minuteMs,
    progress: progressOf(scene, index, state, nowMs),
  };
}

/** The parts of a transfer, in which a few lag behind and one was sent twice. */
export function partsOf(row: TransferRow): PartMap | null {
  const { size, state, progress } = row;
  if (size === null || size <= partSize || state === 'done' || state === 'waiting') return null;
  const count = Math.ceil(size / partSize);
  const done = Math.min(count, Math.floor(progress.confirmedBytes / partSize));
  const moving = Math.min(4, count - done);
  const rest = count - done - moving;
  const runs = [
    { state: 'done', count: Math.max(0, done - 3) },
    { state: 'retried', count: done > 3 ? 1 : 0 },
    { state: 'done', count: Math.min(done, 2) },
    { state: state === 'sending' ? 'moving' : 'waiting', count: moving },
    { state: 'waiting', count: rest + (done === 3 ? 1 : 0) },
  ] as const;
  return { partSize, count, runs: runs.filter(run => run.count > 0) };
}

export function detailOf(row: TransferRow): TransferDetail {
  const index = indexOf(row.id);
  const { createdAtMs, changedAtMs, state } = row;
  const crc = BigInt(`0x${hex(index, 20, 16)}`).toString();
  const events = [
    { atMs: createdAtMs, what: 'added', note: null, error: null, requestId: null },
    {
      atMs: createdAtMs + 2_000,
      what: 'begun',
      note: null,
      error: null,
      requestId: hex(index, 21, 24).toUpperCase(),
    },
    ...(state === 'done' || state === 'failed' || state === 'blocked' || state === 'paused'
      ? [
          {
            atMs: changedAtMs,
            what: state,
            note: null,
            error: row.error,
            requestId: hex(index, 22, 24).toUpperCase(),
          },
        ]
      : []),
  ];
  return {
    row,
    endpoint: 'https://oss-cn-hangzhou.aliyuncs.com',
    region: 'cn-hangzhou',
    options: row.folder === null ? {} : { keepsMtime: true, storageClass: 'IA' },
    uploadId: state === 'waiting' ? null : hex(index, 23, 32).toUpperCase(),
    checksumAlgorithm: 'CRC64',
    parts: partsOf(row),
    retries: Math.floor(chance(index, 24) * 4),
    requestIds:
      state === 'waiting' ? [] : [1, 2, 3, 4, 5].map(each => hex(index + each, 25, 24).toUpperCase()),
    events,
    decisions:
      row.folder === null
        ? []
        : [
            {
              atMs: createdAtMs,
              what: 'upload',
              reason: { code: 'size-changed', facts: { sizeBefore: 3_811_004, sizeNow: row.size } },
            },
            {
              atMs: createdAtMs - 3 * dayMs - 5 * hourMs,
              what: 'upload',
              reason: { code: 'new', facts: {} },
            },
          ],
    proof:
      state === 'done'
        ? {
            size: row.size ?? 0,
            algorithm: 'CRC64',
            ours: crc,
            theirs: crc,
            etag: hex(index, 26, 32).toUpperCase(),
            requestId: hex(index, 22, 24).toUpperCase(),
            versionId: null,
            provenAtMs: changedAtMs,
            callback: null,
          }
        : null,
  };
}
