import { getEnvironmentData, isMainThread, setEnvironmentData } from 'node:worker_threads';

/**
 * Loaded before anything else (`--import`), into every thread: time, on the wall and since the start, is the computer's and so many ms that
 * `leap` has added, for all threads alike: those that sign requests and keep to the rate live at the same time as the engine.
 */
const name = 'longshore.leaptMs';
const shared = isMainThread ? new SharedArrayBuffer(8) : (getEnvironmentData(name) as SharedArrayBuffer);
if (isMainThread) setEnvironmentData(name, shared);
const leapt = new BigInt64Array(shared);
const realNow = Date.now;
Date.now = () => realNow() + Number(Atomics.load(leapt, 0));
const realNs = process.hrtime.bigint;
process.hrtime.bigint = () => realNs() + Atomics.load(leapt, 0) * 1_000_000n;

/** Lets time pass, for all threads. */
export function leap(ms: number): void {
  Atomics.add(leapt, 0, BigInt(ms));
}
