import table from '../../assets/text/server-codes.json' with { type: 'json' };
import type { ErrorCode, ErrorRecord } from '../base/app-error.ts';
import type { StoreKind } from './target.ts';

/** Sentences for one code. `{name}` and `{name:form}` stand for facts; a part in `[…]` vanishes when a fact in it is missing. */
export interface Template {
  readonly cause: string;
  readonly remedy: string;
  /** What the page and the desktop say instead, where the usual sentence speaks of commands and their options. */
  readonly page?: Partial<Record<'cause' | 'remedy', string>>;
}

export type Templates = Readonly<Record<'en' | 'zh-CN', Template>>;

/** What a store's own error code means. */
export interface ServerCode extends Templates {
  readonly stores: readonly StoreKind[];
  /** The HTTP status that it usually comes with. */
  readonly status: number;
  /** Our code for it, when nothing else in the answer says otherwise. */
  readonly is: ErrorCode;
}

/** A cause that OSS numbers (EC) within a code; without sentences of its own, the code's say it all. */
export type FinerCode =
  | { readonly code: string }
  | ({ readonly code: string; readonly is: ErrorCode } & Templates);

/** The codes of OSS and of S3 and its kin, by the names that the servers give them. */
export const serverCodes: ReadonlyMap<string, ServerCode> = new Map(
  Object.entries(table.codes as Readonly<Record<string, ServerCode>>),
);

/** OSS's finer numbers; they may change, so they choose sentences and decide nothing. */
export const finerCodes: ReadonlyMap<string, FinerCode> = new Map(
  Object.entries(table.ec as Readonly<Record<string, FinerCode>>),
);

/**
 * The sentences that fit a refusal best: those of the EC, else of the server's code; null when neither is known, or when the
 * error stands for something else here than the code usually means. Pure; the page, which can't import from here, reads
 * the same JSON by the same rule.
 */
export function serverTemplates({ code, facts }: ErrorRecord): Templates | null {
  const finer = finerCodes.get(String(facts['ec']));
  if (finer && 'is' in finer && finer.is === code) return finer;
  const known = serverCodes.get(String(facts['code']));
  return known?.is === code ? known : null;
}
