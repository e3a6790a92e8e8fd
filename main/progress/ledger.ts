import type { ProgressSnapshot } from '../../preload/contract.ts';
import { createRate, secondsLeft } from './rate.ts';

/** What one transfer adds to the totals. */
interface Account {
  totalBytes: number;
  /** False while a stream goes on whose length nobody has told; its total then is what came so far. */
  isTotalKnown: boolean;
  totalParts: number;
  confirmedBytes: number;
  confirmedParts: number;
  resumedBytes: number;
  isFailed: boolean;
}

/**
 * The only byte counts. Confirmed bytes have a stored receipt; moving bytes are sampled from the workers and may be lost,
 * so they are never added to the confirmed ones.
 */
export interface Ledger {
  /** A transfer joins with its size, null while nobody knows it; joining again starts its count anew. */
  open(id: string, totalBytes: number | null): void;
  /** So much more came of a stream of unknown length, and so many more parts were cut from it. */
  grow(id: string, bytes: number, parts?: number): void;
  /** A stream of unknown length is at its end: what came is its total. */
  know(id: string): void;
  /** What earlier runs had stored. */
  resume(id: string, bytes: number, parts: number, totalParts: number): void;
  /** To be called after the receipt row is committed. */
  confirm(id: string, bytes: number): void;
  /** A part that the server was found to hold already. */
  adopt(id: string, bytes: number): void;
  close(id: string, outcome: 'done' | 'failed'): void;
  /** The transfer counts no more, as if it had never joined. */
  leave(id: string): void;
  snapshot(atMs: number): ProgressSnapshot;
  /** Null for what has not joined, or is done. */
  entry(id: string): LedgerEntry | null;
}

/** How far one transfer is. */
export interface LedgerEntry {
  /** Null while nobody knows it. */
  readonly totalBytes: number | null;
  readonly confirmedBytes: number;
}

export function createLedger(moving: () => Iterable<readonly [subject: string, bytes: number]>): Ledger {
  /** Open and failed ones; a finished transfer lives on in `done` alone, so that a long run does not grow. */
  const accounts = new Map<string, Account>();
  const done = { files: 0, bytes: 0, parts: 0, resumedBytes: 0 };
  /** What was sent for transfers that count no more; the rate must not fall by it. */
  let sentBefore = 0;
  const rate = createRate();

  function drop(id: string): void {
    const account = accounts.get(id);
    if (!account) return;
    sentBefore += account.confirmedBytes - account.resumedBytes;
    accounts.delete(id);
  }

  return {
    open(id, totalBytes) {
      drop(id);
      accounts.set(id, {
        totalBytes: totalBytes ?? 0,
        isTotalKnown: totalBytes !== null,
        totalParts: 1,
        confirmedBytes: 0,
        confirmedParts: 0,
        resumedBytes: 0,
        isFailed: false,
      });
    },
    grow(id, bytes, parts = 0) {
      const account = accounts.get(id);
      if (!account || account.isTotalKnown) return;
      account.totalBytes += bytes;
      account.totalParts += parts;
    },
    know(id) {
      const account = accounts.get(id);
      if (account) account.isTotalKnown = true;
    },
    resume(id, bytes, parts, totalParts) {
      const account = accounts.get(id);
      if (!account) return;
      account.confirmedBytes = bytes;
      account.confirmedParts = parts;
      account.resumedBytes = bytes;
      account.totalParts = totalParts;
    },
    confirm(id, bytes) {
      const account = accounts.get(id);
      if (!account) return;
      account.confirmedBytes += bytes;
      account.confirmedParts += 1;
    },
    adopt(id, bytes) {
      const account = accounts.get(id);
      if (!account) return;
      account.confirmedBytes += bytes;
      account.confirmedParts += 1;
      account.resumedBytes += bytes;
    },
    close(id, outcome) {
      const account = accounts.get(id);
      if (!account) return;
      account.isFailed = outcome === 'failed';
      account.isTotalKnown = true;
      if (account.isFailed) return;
      accounts.delete(id);
      done.files += 1;
      done.bytes += account.totalBytes;
      done.parts += account.totalParts;
      done.resumedBytes += account.resumedBytes;
    },
    leave: drop,
    entry(id) {
      const account = accounts.get(id);
      if (!account) return null;
      const { isTotalKnown, totalBytes, confirmedBytes } = account;
      return { totalBytes: isTotalKnown ? totalBytes : null, confirmedBytes };
    },
    snapshot(atMs) {
      let isTotalKnown = true;
      let failedFiles = 0;
      const sum = { totalBytes: done.bytes, confirmedBytes: done.bytes, resumedBytes: done.resumedBytes };
      const parts = { total: done.parts, confirmed: done.parts };
      for (const account of accounts.values()) {
        sum.totalBytes += account.totalBytes;
        sum.confirmedBytes += account.confirmedBytes;
        sum.resumedBytes += account.resumedBytes;
        parts.total += account.totalParts;
        parts.confirmed += account.confirmedParts;
        if (account.isFailed) failedFiles += 1;
        if (!account.isTotalKnown) isTotalKnown = false;
      }
      let movingBytes = 0;
      for (const [, bytes] of moving()) movingBytes += bytes;
      rate.add(atMs, sentBefore + sum.confirmedBytes + movingBytes - sum.resumedBytes);
      const bytesPerSecond = Math.round(rate.bytesPerSecond());
      const bytesLeft = sum.totalBytes - sum.confirmedBytes - movingBytes;
      return {
        atMs,
        ...sum,
        isTotalKnown,
        movingBytes,
        bytesPerSecond,
        secondsLeft: isTotalKnown ? secondsLeft(bytesLeft, bytesPerSecond) : null,
        totalParts: parts.total,
        confirmedParts: parts.confirmed,
        totalFiles: done.files + accounts.size,
        doneFiles: done.files,
        failedFiles,
      };
    },
  };
}
