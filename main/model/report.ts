import { createHash } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '../base/app-error.ts';
import { type ProblemFacts, problem } from '../base/said.ts';
import type { Proof } from './proof.ts';
import { recordedAddress, recordedProof } from './record-schema.ts';
import type { FileIdentity } from './source.ts';
import type { ObjectTarget } from './target.ts';

/** One proven object in a report: `put --report` writes it, `prove --check` looks again later. Holds no secret. */
export interface ReportEntry {
  /** Absolute path of the file that was sent; null for a stream, which nobody can read again. */
  readonly path: string | null;
  /** Of a file that was appended: which one it is, for rotations change its name. */
  readonly file?: FileIdentity;
  /** First byte of the file that went up; the proof's size says how many. */
  readonly offset: number;
  readonly target: ObjectTarget;
  readonly proof: Proof;
}

const formatName = 'longshore-proof';
const formatVersion = 1;

const entry: z.ZodType<ReportEntry> = z.object({
  path: z.string().min(1).nullable(),
  file: z.object({ inode: z.string(), device: z.string() }).exactOptional(),
  offset: z.int().nonnegative(),
  target: z.object({ address: recordedAddress, key: z.string().min(1) }),
  proof: recordedProof,
});

const head = z.object({ format: z.literal(formatName), version: z.int().positive() });
const sealed = z.object({ sha256: z.string(), entries: z.array(z.unknown()) });

/** The text of a report: JSON to be read by people too, with a checksum over its own entries. */
export function formatReport(entries: readonly ReportEntry[], nowMs: number): string {
  // Sealed as they will be read: fields that JSON leaves out must not count.
  const written: readonly unknown[] = JSON.parse(JSON.stringify(entries));
  const report = {
    format: formatName,
    version: formatVersion,
    writtenAt: new Date(nowMs).toISOString(),
    sha256: sealOf(written),
    entries: written,
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

/**
 * The entries of a report. Throws `proof.invalid` for what is no report, comes from a newer version, or was changed after it
 * was written. The checksum finds damage and careless edits; it is no signature.
 */
export function parseReport(text: string, path: string): readonly ReportEntry[] {
  const invalid = (found: ProblemFacts, cause?: unknown) =>
    new AppError('proof.invalid', `the report can't be used: ${found.problem}`, { ...found, path }, cause);
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (thrown) {
    throw invalid(problem('report.notJson'), thrown);
  }
  const about = head.safeParse(document);
  if (!about.success) throw invalid(problem('report.noReport'), about.error);
  if (about.data.version > formatVersion) {
    throw invalid(problem('report.newer', { version: about.data.version }));
  }
  const seal = sealed.safeParse(document);
  if (!seal.success) throw invalid(problem('report.damaged'), seal.error);
  if (sealOf(seal.data.entries) !== seal.data.sha256) {
    throw invalid(problem('report.changed'));
  }
  const entries = z.array(entry).safeParse(seal.data.entries);
  if (!entries.success) {
    const field = entries.error.issues[0]?.path.join('.') ?? null;
    throw invalid(problem('report.entry', { field }), entries.error);
  }
  return entries.data;
}

/** SHA-256 of the entries, whatever the order of their fields and the spaces between them. */
function sealOf(entries: readonly unknown[]): string {
  return createHash('sha256').update(canonicalText(entries), 'utf8').digest('hex');
}

function canonicalText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const fields = Object.entries(value)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, inner]) => `${JSON.stringify(name)}:${canonicalText(inner)}`);
  return `{${fields.join(',')}}`;
}
