/** What is known at one moment of everything that is under way. */
export interface Standing {
  /** Transfers that are starting, sending, finishing or checking. */
  readonly active: number;
  readonly waiting: number;
  /** Transfers that need the user, and folders that ask. */
  readonly blocked: number;
  readonly isAllPaused: boolean;
  readonly bytesPerSecond: number;
  /** Bytes per second; null for no limit. */
  readonly rateLimit: number | null;
  /** Requests with a body are in flight. */
  readonly isSending: boolean;
  /** The code of the last trouble that a request is being repeated after; null when that is some seconds ago. */
  readonly recentTrouble: string | null;
}

export type WaitingFor = 'nothing' | 'disk' | 'network' | 'server' | 'rateLimit' | 'you';

/** A limit counts as reached at this share of it: the rate that is shown is an average. */
const reached = 0.85;

/** What everything together waits for. Pure. */
export function waitingForOf(now: Standing): WaitingFor {
  const { active, waiting, blocked, isAllPaused, bytesPerSecond, rateLimit, isSending, recentTrouble } = now;
  if (active === 0 && isAllPaused) return waiting > 0 || blocked > 0 ? 'you' : 'nothing';
  if (active === 0 && waiting === 0) return blocked > 0 ? 'you' : 'nothing';
  if (rateLimit !== null && bytesPerSecond >= rateLimit * reached) return 'rateLimit';
  if (recentTrouble !== null) return causeOf(recentTrouble);
  if (active === 0) return 'nothing';
  if (bytesPerSecond > 0) return 'nothing';
  return isSending ? 'network' : 'disk';
}

function causeOf(code: string): WaitingFor {
  if (code.startsWith('remote.')) return 'server';
  return /^(net|web|checksum)\./.test(code) ? 'network' : 'disk';
}
