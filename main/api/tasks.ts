import { z } from 'zod';
import type { TaskRequests } from '../../preload/contract/tasks.ts';
import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { CheckSaid } from '../base/said.ts';
import type { Accesses } from '../desk/accesses.ts';
import type { KeptFolders } from '../desk/kept-folders.ts';
import type { Tasks } from '../desk/tasks.ts';
import { runDoctor } from '../doctor/doctor.ts';
import { policyFor } from '../doctor/policy.ts';
import type { ProxyEnvironment } from '../doctor/proxy-route.ts';
import { type CheckResult, checkIds, countOf } from '../doctor/report.ts';
import { grantOf } from '../doctor/rights.ts';
import type { Engine } from '../engine.ts';
import type { StoreKind } from '../model/target.ts';
import type { NetworkSetup } from '../remote/store-setup.ts';
import type { FolderEvent, PlanLine, VerifyListener } from '../sync/folder-sync.ts';
import { maskKeyId } from '../text/format.ts';
import * as common from './common-schemas.ts';
import { folderDraft } from './folder-schemas.ts';
import { settingsOf } from './folders.ts';
import type { Area } from './handlers.ts';

export interface TaskAreaSetup {
  readonly engine: () => Engine;
  readonly tasks: Tasks;
  readonly folders: KeptFolders;
  readonly accesses: Accesses;
  readonly clock: Clock;
  readonly log: Log;
  readonly network: () => NetworkSetup;
  readonly proxies: ProxyEnvironment;
  readonly checkPath: (path: string) => Promise<void>;
}

/** A test wants to know soon; uploads are more patient. */
const connectTimeoutMs = 10_000;
const progressTimeoutMs = 20_000;
const byId = z.strictObject({ id: common.id });

export function createTaskArea(setup: TaskAreaSetup): Area<TaskRequests> {
  const { engine, tasks, folders, accesses, clock, log } = setup;
  const ok = { ok: true } as const;
  return {
    schemas: {
      startDoctor: z.strictObject({ target: common.target }),
      startDryRun: folderDraft,
      startVerify: z.strictObject({
        folderId: common.id,
        sample: z.number().gt(0).max(1),
        repair: z.enum(['none', 'remote', 'local']),
      }),
      startRestore: z.strictObject({ folderId: common.id, match: z.string().min(1).max(4_096).nullable() }),
      getTask: byId,
      listTaskRows: z.strictObject({ id: common.id, ...common.window }),
      stopTask: byId,
      dismissTask: byId,
    },
    handlers: {
      async startDoctor({ target }) {
        const { access, prefix } = await accesses.open(target);
        const network = { ...setup.network(), connectTimeoutMs, progressTimeoutMs };
        const taskId = tasks.start('doctor', null, async (progress, signal) => {
          const { kind } = access.address;
          const onResult = (result: CheckResult) => progress.row(doctorRow(result, kind));
          const { proxies } = setup;
          const report = await runDoctor(
            { access, key: prefix, network, proxies, clock, log, onResult },
            signal,
          );
          const { results, missing, left } = report;
          const policy = policyFor(access.address, prefix, missing);
          return {
            summary: {
              passed: countOf(results, 'passed'),
              warned: countOf(results, 'warned'),
              failed: countOf(results, 'failed'),
              skipped: countOf(results, 'skipped'),
              leftObjects: left.keys.length,
              leftUploads: left.uploads.length,
            },
            policy: policy && JSON.stringify(policy, null, 2),
          };
        });
        return { taskId, checks: checkIds };
      },
      async startDryRun({ root, target, settings }) {
        await setup.checkPath(root);
        const { access, prefix, account } = await accesses.open(target);
        const wish = { root, access, prefix, settings: { ...settingsOf(settings), account } };
        const taskId = tasks.start('dryRun', null, async (progress, signal) => {
          const seen = { files: 0, bytes: 0 };
          const onEvent = (event: FolderEvent) => {
            if (event.type === 'listing') progress.count({ objects: event.objects });
          };
          const onLine = (line: PlanLine) => {
            if (line.what === 'skip') return;
            seen.files += 1;
            seen.bytes += line.size;
            progress.count(seen);
            progress.row({ ...line, kind: 'dryRun' });
          };
          const plan = await engine().planFolder(wish, onEvent, onLine, signal);
          const byKind = Object.entries(plan.byKind).flatMap(([kind, { files, bytes }]) => [
            [`${kind}Files`, files] as const,
            [`${kind}Bytes`, bytes] as const,
          ]);
          const { requests, deletesHeld, problems } = plan;
          return {
            summary: {
              ...Object.fromEntries(byKind),
              putRequests: requests.put,
              getRequests: requests.get,
              deletesHeld,
              failed: problems.failed,
              warnings: problems.warnings,
            },
          };
        });
        return { taskId };
      },
      async startVerify({ folderId, sample, repair }) {
        folders.find(folderId);
        const taskId = tasks.start('verify', folderId, async (progress, signal) => {
          const listener: VerifyListener = {
            found: (path, reason) => progress.row({ kind: 'verify', path, reason }),
            counted: ({ files, verified, bytesRead, missing, different }) =>
              progress.count({ files, verified, bytesRead, missing, different }),
          };
          const result = await folders.between(folderId, (folder, closing) =>
            folder.verify({ sample, repair }, AbortSignal.any([signal, closing]), listener),
          );
          return { summary: { ...result } };
        });
        return { taskId };
      },
      async startRestore({ folderId, match }) {
        folders.find(folderId);
        const taskId = tasks.start('restore', folderId, async (_, signal) => {
          const result = await folders.between(folderId, (folder, closing) =>
            folder.restoreTrash(match, AbortSignal.any([signal, closing])),
          );
          return { summary: { ...result } };
        });
        return { taskId };
      },
      async getTask({ id }) {
        const { view, summary, policy } = tasks.find(id);
        return { task: view, summary, policy };
      },
      listTaskRows: async ({ id, offset, limit }) => ({ ...tasks.rows(id, offset, limit), offset }),
      async stopTask({ id }) {
        tasks.stop(id);
        return ok;
      },
      async dismissTask({ id }) {
        tasks.dismiss(id);
        return ok;
      },
    },
  };
}

function doctorRow({ id, finding, tookMs, missing }: CheckResult, kind: StoreKind) {
  const isFailed = finding.became === 'failed';
  return {
    kind: 'doctor' as const,
    check: id,
    became: finding.became,
    says: isFailed ? null : withMaskedKey(finding.says),
    error: isFailed ? finding.error : null,
    missingRight: missing === null ? null : (grantOf(kind, missing)?.action ?? null),
    tookMs: Math.round(tookMs),
  };
}

/** Of a key id its ends alone, as in the view of its account. */
function withMaskedKey(said: CheckSaid): CheckSaid {
  const { keyId } = said.facts;
  return typeof keyId === 'string' ? { ...said, facts: { ...said.facts, keyId: maskKeyId(keyId) } } : said;
}
