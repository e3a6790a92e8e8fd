import type { ProblemFacts } from './said.ts';

/**
 * What a code causes.
 *
 * - `retry`: passing trouble; the same call may be made again after a pause.
 * - `renew`: fetch new credentials, then once more; if that fails too, `block`.
 * - `relist`: ask the server which parts it holds, send what is missing, go on.
 * - `restart`: this upload can't go on; begin a new one for the same file.
 * - `block`: needs the user (credentials, permission, disk, quota); the transfer keeps its place.
 * - `stop`: final for this transfer.
 */
export type Reaction = 'retry' | 'renew' | 'relist' | 'restart' | 'block' | 'stop';

/** Every failure that Longshore knows, and what follows from it. A code without a reaction does not compile. */
export const reactions = {
  'net.unreachable': 'retry',
  'net.timeout': 'retry',
  'net.interrupted': 'retry',
  'net.proxy': 'block',
  'net.tls': 'block',
  'remote.throttled': 'retry',
  'remote.unavailable': 'retry',
  'remote.truncated': 'retry',
  'remote.clock-skewed': 'retry',
  'remote.conflict': 'retry',
  'remote.not-storage': 'stop',
  'remote.wrong-endpoint': 'stop',
  'remote.denied': 'block',
  'remote.quota': 'block',
  'remote.refused': 'stop',
  'remote.unsupported': 'stop',
  'options.unsupported': 'stop',
  'options.invalid': 'stop',
  'credentials.missing': 'block',
  'credentials.wrong': 'block',
  'credentials.expired': 'renew',
  'keyring.missing': 'block',
  'bucket.missing': 'stop',
  'bucket.served': 'stop',
  'object.missing': 'stop',
  'object.exists': 'stop',
  'object.lost': 'stop',
  'object.differs': 'stop',
  'object.changed': 'stop',
  'object.not-appendable': 'stop',
  'object.position': 'stop',
  'object.archived': 'stop',
  'append.unsupported': 'stop',
  'append.diverged': 'stop',
  'append.full': 'stop',
  'key.invalid': 'stop',
  'key.in-trash': 'stop',
  'upload.gone': 'restart',
  'upload.unknown': 'stop',
  'upload.part-missing': 'relist',
  'upload.part-too-small': 'stop',
  'upload.unproven': 'stop',
  'upload.callback-failed': 'stop',
  'checksum.mismatch': 'retry',
  'proof.different': 'stop',
  'proof.impossible': 'stop',
  'proof.invalid': 'stop',
  'stream.failed': 'stop',
  'stream.too-long': 'stop',
  'web.unreachable': 'stop',
  'web.refused': 'stop',
  'web.changed': 'stop',
  'web.length': 'stop',
  'file.missing': 'stop',
  'file.unreadable': 'block',
  'file.not-regular': 'stop',
  'file.changed': 'restart',
  'file.too-large': 'stop',
  'part.size': 'stop',
  'folder.missing': 'block',
  'folder.unreadable': 'block',
  'folder.marker-missing': 'block',
  'folder.other-drive': 'block',
  'folder.deletes-held': 'block',
  'folder.paused': 'block',
  'folder.busy': 'stop',
  'folder.overlaps': 'stop',
  'folder.unknown': 'stop',
  'folder.holds-state': 'stop',
  'directory.unreadable': 'block',
  'name.not-utf8': 'stop',
  'name.too-long': 'stop',
  'name.clash': 'stop',
  'name.reserved': 'stop',
  'link.skipped': 'stop',
  'link.broken': 'stop',
  'link.loop': 'stop',
  'file.special': 'stop',
  'file.differs': 'stop',
  'ignore.invalid': 'stop',
  'watch.limit': 'block',
  'watch.failed': 'retry',
  'disk.full': 'block',
  'disk.failed': 'block',
  'store.newer': 'stop',
  'store.damaged': 'stop',
  'store.busy': 'retry',
  'transfer.busy': 'stop',
  'transfer.refused': 'stop',
  'transfer.unknown': 'stop',
  'platform.unsupported': 'stop',
  'picker.outside': 'stop',
  'task.unknown': 'stop',
  'request.invalid': 'stop',
  'request.too-large': 'stop',
  'request.unknown': 'stop',
  'request.foreign': 'stop',
  'request.stopped': 'stop',
  'session.missing': 'stop',
  'port.unusable': 'stop',
  'page.missing': 'stop',
  'port.taken': 'stop',
  'worker.died': 'retry',
  'worker.keeps-dying': 'stop',
  'account.unknown': 'stop',
  'account.invalid': 'stop',
  'account.exists': 'stop',
  'account.in-use': 'stop',
  'target.exists': 'stop',
  'settings.invalid': 'stop',
  usage: 'stop',
  bug: 'stop',
} as const satisfies Record<string, Reaction>;

export type ErrorCode = keyof typeof reactions;

export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(reactions, text);
}

/** Codes whose sentences say little by themselves: what exactly is the matter is their fact `problem`. */
export type CodeWithProblem =
  | 'usage'
  | 'options.invalid'
  | 'options.unsupported'
  | 'proof.different'
  | 'proof.impossible'
  | 'proof.invalid'
  | 'stream.failed'
  | 'account.invalid'
  | 'settings.invalid'
  | 'key.invalid'
  | 'remote.not-storage'
  | 'remote.unsupported'
  | 'net.proxy'
  | 'upload.unproven'
  | 'transfer.refused'
  | 'platform.unsupported';

/** Small values that help to explain a failure. Never a secret, a signed URL, a header or a body. */
export type Facts = Readonly<Record<string, string | number | boolean | null>>;

/**
 * The only error that crosses a module border. `message` is one English sentence for the log;
 * what the user reads is chosen by `code` and filled from `facts`.
 */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly facts: Facts;

  constructor(code: CodeWithProblem, message: string, facts: ProblemFacts, cause?: unknown);
  constructor(code: Exclude<ErrorCode, CodeWithProblem>, message: string, facts?: Facts, cause?: unknown);
  constructor(code: ErrorCode, message: string, facts: Facts = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.facts = facts;
  }

  get reaction(): Reaction {
    return reactions[this.code];
  }
}

/** An `AppError` as plain data: what may cross a thread or a process. */
export interface ErrorRecord {
  readonly code: ErrorCode;
  readonly message: string;
  readonly facts: Facts;
}

/** Turns anything thrown into an `AppError`; what nobody mapped is a `bug`, which is not retried. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new AppError('bug', message, {}, thrown);
}

export function toErrorRecord(thrown: unknown): ErrorRecord {
  const { code, message, facts } = toAppError(thrown);
  return { code, message, facts };
}

/** The error of a record; also for a code that is known only at run time. */
export function fromErrorRecord({ code, message, facts }: ErrorRecord, cause?: unknown): AppError {
  // What has been recorded was an error of this shape, or the server's word on one.
  return new AppError(code as 'bug', message, facts, cause);
}

/** True for the error that an aborted signal throws. An abort is a wish, not a failure: it is never reported. */
export function isAbort(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.name === 'AbortError';
}

/** Makes a switch that forgot a case a compile error. */
export function unreachable(value: never): never {
  throw new AppError('bug', `unexpected value ${JSON.stringify(value)}`);
}
