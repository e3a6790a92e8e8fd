import { lstat, open, rename, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { AppError } from '../../base/app-error.ts';
import { type ProblemFacts, problem } from '../../base/said.ts';
import { formatReport, type ReportEntry } from '../../model/report.ts';
import type { PutItem } from './put-item.ts';
import type { PutOutcome } from './put-outcome.ts';

/** The place of a report. */
export interface ReportFile {
  /** All at once, in place of an older report. Throws `disk.full` or `disk.failed`; then the older one is still there. */
  write(entries: readonly ReportEntry[], nowMs: number): Promise<void>;
}

/** Makes sure, before anything is sent, that a report can be written; `usage` when it can't, or would replace what goes up. */
export async function openReportFile(
  name: string,
  items: readonly Pick<PutItem, 'source'>[],
): Promise<ReportFile> {
  if (name === '-') {
    throw usage(problem('report.stdout'));
  }
  const path = resolve(name);
  const draft = `${path}.${process.pid}.part`;
  if (items.some(({ source }) => source.kind === 'file' && source.path === path)) {
    throw usage(problem('report.replacesFile', { path }));
  }
  const existing = await lstat(path).catch(() => null);
  if (existing !== null && !existing.isFile()) {
    throw usage(problem('report.notRegular', { path }));
  }
  try {
    await (await open(draft, 'w')).close();
    await rm(draft);
  } catch (thrown) {
    throw usage(problem('report.unwritable', { path, reason: reasonOf(thrown) }));
  }
  return {
    async write(entries, nowMs) {
      try {
        const file = await open(draft, 'w');
        try {
          await file.writeFile(formatReport(entries, nowMs));
          await file.sync();
        } finally {
          await file.close();
        }
        await rename(draft, path);
      } catch (thrown) {
        await rm(draft, { force: true }).catch(() => {});
        const reason = reasonOf(thrown);
        const code = reason === 'ENOSPC' || reason === 'EDQUOT' ? 'disk.full' : 'disk.failed';
        throw new AppError(code, 'the report could not be written', { path, reason }, thrown);
      }
    },
  };
}

/** What a report says of the outcomes: those that are proven. Pure. */
export function reportEntries(outcomes: readonly PutOutcome[]): readonly ReportEntry[] {
  return outcomes.flatMap(outcome => {
    if (!('proof' in outcome)) return [];
    const { item, proof } = outcome;
    const { source, access, key } = item;
    const isFile = source.kind === 'file';
    return {
      path: isFile ? source.path : null,
      offset: isFile ? (source.window?.offset ?? 0) : 0,
      target: { address: access.address, key },
      proof,
    };
  });
}

function reasonOf(thrown: unknown): string {
  return (thrown as NodeJS.ErrnoException).code ?? String(thrown);
}

function usage(about: ProblemFacts): AppError {
  return new AppError('usage', 'no place for the report', about);
}
