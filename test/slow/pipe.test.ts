import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { systemClock } from '../../main/base/clock.ts';
import { keyVariables, startCommand } from '../support/command.ts';
import { startSinkBucket } from '../support/sink-bucket.ts';
import { createTempDir } from '../support/temp-dir.ts';

const MiB = 1024 ** 2;
/** LONGSHORE_PIPE_GIB makes it shorter or longer. */
const gib = Number(process.env['LONGSHORE_PIPE_GIB'] ?? 20);
const mostMemory = 500e6;

/** The most memory that a process has had so far; null when the process is gone. */
function peakBytes(pid: number | undefined): number | null {
  try {
    const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return peak === undefined ? null : Number(peak) * 1024;
  } catch {
    return null;
  }
}

test.runIf(process.platform === 'linux')(`a pipe of ${gib} GiB goes through at constant memory`, async () => {
  const sink = await startSinkBucket();
  const folder = await createTempDir();
  const startedMs = systemClock.monotonic();
  // `exec` makes the shell the program itself, so that its memory is measured and not that of the shell.
  const prefix = ['bash', '-c', `exec "$@" < <(head -c ${gib}G /dev/zero)`, 'bash'];
  const put = startCommand(['put', '-', 'oss://sink/zeros', '--endpoint', sink.url, '--json'], {
    folder,
    environment: keyVariables,
    prefix,
  });
  const peaks: number[] = [];
  const sampling = systemClock.every(250, () => {
    const peak = peakBytes(put.process.pid);
    if (peak !== null) peaks.push(peak);
  });
  const end = await put.ended;
  sampling.stop();
  const seconds = (systemClock.monotonic() - startedMs) / 1000;
  expect(end.code, `${end.stdout.slice(-2000)}${end.stderr}`).toBe(0);

  const [[path, stored] = []] = sink.objects;
  expect([path, stored?.size]).toEqual(['/sink/zeros', gib * 1024 * MiB]);
  expect(end.events().some(event => event['event'] === 'proven')).toBe(true);
  const peak = Math.max(...peaks);
  console.log(`${gib} GiB: ${Math.round((gib * 1024) / seconds)} MiB/s, peak ${Math.round(peak / MiB)} MiB`);
  expect(peak).toBeLessThan(mostMemory);
  // What is needed is there after the first tenth, and no more comes with more bytes.
  const early = peaks[Math.ceil(peaks.length / 10)] ?? 0;
  expect(peak - early).toBeLessThan(150e6);
});
