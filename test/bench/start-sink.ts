import { spawn, spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A simulated line; only the compiled sink has it. */
export interface Line {
  /** Of a round trip. */
  readonly rttMs: number;
  /** Of one connection, and of all together; in bytes a second. */
  readonly rate: number;
  readonly cap?: number;
  /** With more requests with bodies at once, those beyond are answered by 503. */
  readonly busy?: number;
}

export type SinkChecksum = 'crc64' | 'crc64nvme' | 'crc32';

export interface SinkOptions {
  readonly checksum?: SinkChecksum;
  readonly line?: Line;
  readonly isTls?: boolean;
}

/** How to start it, and what it can do. */
export interface SinkProgram {
  readonly command: readonly [string, ...string[]];
  readonly name: string;
  readonly hasLine: boolean;
}

export interface SinkStats {
  readonly requests: number;
  readonly refused: number;
  readonly connections: number;
  /** What it took and still knows. */
  readonly objects: number;
  readonly bytes: number;
  readonly cpuSeconds: number;
}

export interface Sink {
  readonly url: string;
  stats(): Promise<SinkStats>;
  /** Resolves when its process is gone. */
  close(): Promise<void>;
}

const sources = join(import.meta.dirname, 'sink');
const certificates = join(import.meta.dirname, '..', 'support', 'tls');
export const sinkAuthority = join(certificates, 'ca.pem');

const inNode: SinkProgram = {
  command: [process.execPath, join(sources, 'sink.ts')],
  name: 'in Node, for want of a C compiler or of OpenSSL',
  hasLine: false,
};

/** Builds the compiled sink into a directory; Node's where that can't be done. For TLS Node's as well where OpenSSL's headers are missing. */
export function buildSink(
  directory: string,
  compiler = process.env['CC'] || 'cc',
): { readonly plain: SinkProgram; readonly tls: SinkProgram } {
  const path = join(directory, 'sink');
  const files = globSync(join(sources, '*.c'));
  const build = (extra: readonly string[]) =>
    spawnSync(compiler, ['-O3', '-pthread', '-o', path, ...files, ...extra], { stdio: 'ignore' }).status ===
    0;
  const compiled: SinkProgram = { command: [path], name: 'compiled', hasLine: true };
  if (build(['-DSINK_TLS', '-lssl', '-lcrypto'])) return { plain: compiled, tls: compiled };
  return { plain: build([]) ? compiled : inNode, tls: inNode };
}

export async function startSink(
  program: SinkProgram,
  { checksum = 'crc64', line, isTls = false }: SinkOptions = {},
): Promise<Sink> {
  const [file, ...first] = program.command;
  const options = {
    ...{ checksum, rtt: line?.rttMs, rate: line?.rate, cap: line?.cap, busy: line?.busy },
    ...(isTls && { cert: join(certificates, 'server.pem'), key: join(certificates, 'server-key.pem') }),
  };
  const args = Object.entries(options).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, String(value)],
  );
  const child = spawn(file, [...first, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const closed = new Promise<void>(resolve => child.once('close', () => resolve()));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const nextLine = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`the sink has ended: ${[file, ...first, ...args].join(' ')}`);
    return value as string;
  };
  return {
    url: await nextLine(),
    async stats() {
      child.stdin.write('\n');
      return JSON.parse(await nextLine()) as SinkStats;
    },
    close() {
      child.stdin.end();
      return closed;
    },
  };
}
