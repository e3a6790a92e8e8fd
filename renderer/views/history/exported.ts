import type { ErrorText } from '../../../main/text/error-text.ts';
import type { ErrorView } from '../../../preload/contract/common.ts';
import type { HistoryLine, ProofLine } from '../../../preload/contract/history.ts';
import { toCsv } from './csv.ts';

const timeOf = (ms: number) => new Date(ms).toISOString();

/** Times are UTC; what people read is in the page's language. Pure. */
export function historyCsv(
  lines: readonly HistoryLine[],
  words: (line: HistoryLine) => { readonly what: string; readonly why: string | null },
  describe: (error: ErrorView) => ErrorText,
): string {
  return toCsv(
    ['time', 'event', 'folder', 'path', 'key', 'reason', 'error', 'cause', 'remedy', 'transfer'],
    lines.map(line => {
      const { atMs, folder, path, key, error, transferId } = line;
      const { what, why } = words(line);
      const { cause, remedy } = error === null ? { cause: null, remedy: null } : describe(error);
      const code = error?.code ?? null;
      return [timeOf(atMs), what, folder?.name ?? null, path, key, why, code, cause, remedy, transferId];
    }),
  );
}

/** The lines as the engine told them, each with its time as people write it. Pure. */
export function historyJson(lines: readonly HistoryLine[]): string {
  return `${JSON.stringify(
    lines.map(line => ({ at: timeOf(line.atMs), ...line })),
    null,
    2,
  )}\n`;
}

/** Pure. */
export function proofsCsv(lines: readonly ProofLine[]): string {
  return toCsv(
    [
      ...['path', 'store', 'endpoint', 'bucket', 'key', 'bytes', 'algorithm', 'ours', 'theirs'],
      ...['etag', 'version', 'request', 'proven'],
    ],
    lines.map(({ path, kind, endpoint, bucket, key, proof }) => [
      ...[path, kind, endpoint, bucket, key, proof.size, proof.algorithm, proof.ours, proof.theirs],
      ...[proof.etag, proof.versionId, proof.requestId, timeOf(proof.provenAtMs)],
    ]),
  );
}
