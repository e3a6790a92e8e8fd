import type { Facts, SaidView } from '../../../../preload/contract/common.ts';
import type {
  DoctorRow,
  PlanRow,
  TaskKind,
  TaskRequests,
  TaskRow,
  TaskView,
  VerifyRow,
} from '../../../../preload/contract/tasks.ts';
import { errors } from './errors.ts';
import { fakeWaiting } from './fake-folders.ts';
import type { Handlers } from './handlers.ts';
import type { Scene } from './scene.ts';

interface FakeTask {
  readonly kind: TaskKind;
  readonly folderId: string | null;
  readonly rows: readonly TaskRow[];
  readonly startedAtMs: number;
  isStopped: boolean;
}

export interface FakeTasks {
  readonly handlers: Handlers<TaskRequests>;
  views(): readonly TaskView[];
}

/** A row comes in so much time. */
const rowMs = 120;

export function createFakeTasks(scene: Scene): FakeTasks {
  const tasks = new Map<string, FakeTask>();
  function start(kind: TaskKind, folderId: string | null, rows: readonly TaskRow[], ageMs = 0) {
    const taskId = `task-${tasks.size + 1}`;
    tasks.set(taskId, { kind, folderId, rows, startedAtMs: performance.now() - ageMs, isStopped: false });
    return { taskId };
  }
  const find = (id: string) => {
    const task = tasks.get(id);
    if (task === undefined) throw new Error(`no task ${id}`);
    return task;
  };
  const isOver = ({ startedAtMs, rows, isStopped }: FakeTask) =>
    isStopped || performance.now() - startedAtMs > (rows.length + 1) * rowMs;
  const shown = (task: FakeTask) =>
    task.rows.slice(0, Math.max(0, Math.floor((performance.now() - task.startedAtMs) / rowMs)));
  const viewOf = (id: string, task: FakeTask): TaskView => ({
    id,
    kind: task.kind,
    folderId: task.folderId,
    isOver: isOver(task),
    error: null,
    isStopped: task.isStopped,
    counts:
      task.kind === 'verify'
        ? { verified: 8_204 + shown(task).length, bytesRead: 7_200_118_220 }
        : { files: 48_213 },
    rows: shown(task).length,
  });
  if (scene.state === 'failing') start('verify', 'documents', verifyRows, 60_000);

  return {
    views: () => [...tasks].map(([id, task]) => viewOf(id, task)),
    handlers: {
      startDoctor: () => ({ ...start('doctor', null, doctorRows(scene)), checks }),
      startDryRun: () => start('dryRun', null, planRows),
      startVerify: ({ folderId }) => start('verify', folderId, verifyRows),
      startRestore: ({ folderId }) => start('restore', folderId, []),
      getTask: ({ id }) => ({
        task: viewOf(id, find(id)),
        summary: summaryOf(scene, find(id).kind),
        policy:
          find(id).kind === 'doctor' && scene.state === 'failing'
            ? JSON.stringify(
                {
                  Version: '1',
                  Statement: [
                    {
                      Effect: 'Allow',
                      Action: ['oss:PutObject'],
                      Resource: ['acs:oss:*:*:longshore-photos/*'],
                    },
                  ],
                },
                null,
                2,
              )
            : null,
      }),
      listTaskRows({ id, offset, limit }) {
        const rows = shown(find(id));
        return { total: rows.length, offset, rows: rows.slice(offset, offset + limit) };
      },
      stopTask({ id }) {
        find(id).isStopped = true;
        return { ok: true };
      },
      dismissTask({ id }) {
        tasks.delete(id);
        return { ok: true };
      },
    },
  };
}

function summaryOf({ state }: Scene, kind: TaskKind): Facts {
  if (kind !== 'doctor') return { files: 48_213, verified: 9_104, uploadFiles: 40, uploadBytes: 160_000_000 };
  const failed = state === 'failing' ? 2 : 0;
  return { passed: 17, warned: 1, failed, skipped: 1, leftObjects: 0, leftUploads: 0 };
}

const checks = [
  'names',
  'proxy',
  'connection',
  'keys',
  'bucket',
  'clock',
  'list',
  'put',
  'get',
  'begin',
  'part',
  'listParts',
  'listUploads',
  'complete',
  'abort',
  'append',
  'checksums',
  'partSize',
  'delete',
  'rate',
  'cleanup',
];

const said: Readonly<Record<string, SaidView>> = {
  clock: { key: 'clock.behind', facts: { off: 4_000 } },
  checksums: { key: 'checksums.crc64', facts: {} },
};

function doctorRows({ state }: Scene): readonly DoctorRow[] {
  return checks.map((check, index): DoctorRow => {
    const isFailed = state === 'failing' && (check === 'put' || check === 'delete');
    const became = isFailed
      ? 'failed'
      : check === 'proxy'
        ? 'skipped'
        : check === 'clock'
          ? 'warned'
          : 'passed';
    return {
      kind: 'doctor',
      check,
      became,
      says: isFailed ? null : (said[check] ?? null),
      error: isFailed ? errors.denied : null,
      missingRight: isFailed ? `oss:${check === 'put' ? 'PutObject' : 'DeleteObject'}` : null,
      tookMs: 12 + index * 7,
    };
  });
}

const planRows: readonly PlanRow[] = Array.from({ length: 40 }, (_, index) => ({
  kind: 'dryRun',
  ...fakeWaiting(index),
}));

const verifyRows: readonly VerifyRow[] = [
  {
    kind: 'verify',
    path: 'contracts/2026-Q3.pdf',
    reason: { code: 'object-missing', facts: { key: 'documents/contracts/2026-Q3.pdf' } },
  },
  {
    kind: 'verify',
    path: '发票/2026-03.xlsx',
    reason: { code: 'object-differs', facts: { key: 'documents/发票/2026-03.xlsx' } },
  },
];
