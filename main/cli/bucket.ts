import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Command } from 'commander';
import { AppError } from '../base/app-error.ts';
import { problem } from '../base/said.ts';
import { openBucketKeys } from '../bucket/bucket-keys.ts';
import { type BucketServer, createBucketServer } from '../bucket/server.ts';
import { parseCount } from '../model/size.ts';
import { type Texts, textsIn } from '../text/texts.ts';
import { padEndTo } from './columns.ts';
import { logFor } from './command-log.ts';
import { type ExitCode, exitCodes } from './exit-code.ts';
import { addOutputOptions, type OutputOptions } from './options.ts';
import type { Surroundings } from './surroundings.ts';

const usualPort = 9000;
/** Buckets that the greeting names. */
const maxShown = 20;
const titleColumns = 19;

interface BucketOptions extends OutputOptions {
  readonly port?: number;
  readonly create?: readonly string[];
  readonly domain?: readonly string[];
  readonly stdin?: boolean;
}

export function addBucket(program: Command, here: Surroundings): void {
  const command = program
    .command('bucket')
    .summary('a local server over a folder that speaks OSS and S3')
    .description(
      'Serves OSS and S3 on one port of this computer and keeps everything in DIR, the access key pair included.\nCtrl-C stops it; started again, it has the same buckets, objects and keys.',
    )
    .argument('<dir>', 'folder that holds everything; made when missing')
    .option('--port <n>', 'port on 127.0.0.1, 0 for any that is free (9000)', text =>
      parseCount(text, 0, 65_535),
    )
    .option('--create <names...>', 'buckets to make, unless they are there')
    .option(
      '--domain <name>',
      'a name of this computer under which BUCKET.NAME means a bucket, as it does under localhost; may be given again',
      collectDomain,
    )
    .option(
      '--stdin',
      'take orders: a line "stats" prints the counters, the end of the input stops the server',
    );
  addOutputOptions(command).action(async (dir: string, options: BucketOptions) => {
    here.endWith(await bucket(resolve(dir), options, here));
  });
}

/** Adds a name to those given before it. */
function collectDomain(text: string, before: readonly string[] = []): readonly string[] {
  if (!/^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/i.test(text)) {
    throw new AppError('usage', 'not a domain', problem('domain.invalid', { text }));
  }
  return [...before, text.toLowerCase()];
}

/** Serves until the user stops it, which is how it is meant to end: exit code 0. */
async function bucket(dir: string, options: BucketOptions, here: Surroundings): Promise<ExitCode> {
  const server = await createBucketServer({
    dir,
    port: options.port ?? usualPort,
    credentials: [openBucketKeys(dir)],
    buckets: options.create ?? [],
    domains: options.domain ?? [],
    clock: here.clock,
    log: logFor(options, here),
  });
  try {
    greet(server, dir, options, here);
    await untilStopped(server, options, here);
  } finally {
    await server.close();
  }
  if (options.json) here.terminal.emit('stopped');
  return exitCodes.done;
}

/** The process lives as long as the server listens; this only waits for the word to stop. */
async function untilStopped(
  server: BucketServer,
  options: BucketOptions,
  { input, terminal, signal }: Surroundings,
): Promise<void> {
  await new Promise<void>(stop => {
    signal.addEventListener('abort', () => stop(), { once: true });
    if (!options.stdin) return;
    const orders = createInterface({ input });
    orders.on('line', line => {
      if (line.trim() === 'stats') terminal.emit('stats', server.stats());
    });
    orders.once('close', stop);
  });
  if (options.stdin) input.destroy();
}

function namesOf(buckets: readonly string[], { say }: Texts): string {
  if (buckets.length === 0) return say('bucket.makeOne');
  const names = buckets.slice(0, maxShown).join(', ');
  return buckets.length > maxShown ? say('bucket.andMore', { names }) : names;
}

function greet(
  server: BucketServer,
  dir: string,
  options: BucketOptions,
  { terminal, environment }: Surroundings,
): void {
  const [keys = { accessKeyId: '', accessKeySecret: '' }] = server.credentials;
  const { accessKeyId, accessKeySecret } = keys;
  const buckets = server.buckets();
  const name = options.create?.[0] ?? buckets[0] ?? 'NAME';
  if (options.json) {
    const { region } = server.address('oss', name);
    terminal.emit('listening', { endpoint: server.url, region, accessKeyId, accessKeySecret, buckets });
    return;
  }
  const texts = textsIn(environment.language);
  const { say } = texts;
  const row = (title: string, value: string) => terminal.print(`  ${padEndTo(titleColumns, title)}${value}`);
  terminal.print(say('bucket.listening', { url: server.url, dir }));
  row(say('bucket.keyId'), accessKeyId);
  row(say('bucket.secret'), accessKeySecret);
  row(say('bucket.buckets'), namesOf(buckets, texts));
  terminal.print(say('bucket.try'));
  terminal.print(`  export OSS_ACCESS_KEY_ID=${accessKeyId} OSS_ACCESS_KEY_SECRET=${accessKeySecret}`);
  terminal.print(`  longshore put FILE oss://${name}/ --endpoint ${server.url}`);
  terminal.print(`  longshore ls oss://${name}/ --endpoint ${server.url}`);
}
