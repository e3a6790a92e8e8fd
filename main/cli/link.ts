import type { Command } from 'commander';
import { AppError } from '../base/app-error.ts';
import { type ProblemFacts, problem } from '../base/said.ts';
import type { BucketAccess } from '../model/access.ts';
import { parseSpan } from '../model/size.ts';
import type { Link, LinkWish } from '../remote/object-store.ts';
import { textsIn } from '../text/texts.ts';
import { withBucket } from './bucket-session.ts';
import { type ExitCode, exitCodes } from './exit-code.ts';
import { addConnectionOptions, type ConnectionOptions } from './options.ts';
import { quoted } from './shell-word.ts';
import type { Surroundings } from './surroundings.ts';

const usualLifeMs = 3_600_000;

interface LinkOptions extends ConnectionOptions {
  readonly expires?: number;
  readonly put?: boolean;
  readonly contentType?: string;
  readonly saveAs?: string;
  /** False for `--no-check`. */
  readonly check?: boolean;
}

export function addLink(program: Command, here: Surroundings): void {
  const command = program
    .command('link')
    .summary('make a link that works without keys for a while')
    .description(
      'Prints a signed address of one object, alone on standard output. Whoever has it may fetch the object,\nor with --put store it, until it expires; it can be called back only by changing the keys.\nWith temporary keys it ends when they do.',
    )
    .argument('<target>', 'oss://bucket/key, s3://bucket/key or account:bucket/key')
    .option('--expires <span>', 'how long it works, such as 15m or 7d, which is the longest (1h)', parseSpan)
    .option('--put', 'to store the object instead of fetching it')
    .option('--content-type <type>', '--put: the media type that has to be sent')
    .option('--save-as <name>', 'the file name that browsers save under')
    .option('--no-check', 'do not look whether the object exists');
  addConnectionOptions(command).action(async (target: string, options: LinkOptions) => {
    here.endWith(await link(target, options, here));
  });
}

async function link(target: string, options: LinkOptions, here: Surroundings): Promise<ExitCode> {
  requireSense(options);
  return withBucket(target, options, here, async (store, key, signal, _, access) => {
    if (key === '') throw usage(problem('target.noKey', { target }));
    const wish: LinkWish = {
      method: options.put ? 'PUT' : 'GET',
      key,
      expiresInMs: options.expires ?? usualLifeMs,
      ...(options.contentType !== undefined && { contentType: options.contentType }),
      ...(options.saveAs !== undefined && { saveAs: options.saveAs }),
    };
    // Looking first also finds a wrong clock, region or endpoint, each of which would make a link that never works.
    if (!options.put && options.check !== false && (await store.head(key, signal)) === null) {
      throw new AppError('object.missing', 'there is nothing to link to', { key });
    }
    const made = await store.presign(wish, signal);
    await show(made, wish, access, options, here);
    return exitCodes.done;
  });
}

function requireSense({ put, contentType, saveAs }: LinkOptions): void {
  if (put && saveAs !== undefined) throw usage(problem('link.saveAs'));
  if (!put && contentType !== undefined) throw usage(problem('link.contentType'));
}

function usage(about: ProblemFacts): AppError {
  return new AppError('usage', 'no link can be made of this', { ...about, command: 'link' });
}

async function show(
  { url, expiresAtMs: signedUntilMs, headers }: Link,
  wish: LinkWish,
  { address, credentials }: BucketAccess,
  { json }: LinkOptions,
  { terminal, clock, environment }: Surroundings,
): Promise<void> {
  const { securityToken, expiresAtMs: keysEndMs } = await credentials.current();
  const expiresAtMs = Math.min(signedUntilMs, keysEndMs ?? signedUntilMs);
  const curl = curlCommand(url, wish, headers);
  if (json) {
    const { method, key } = wish;
    const isTemporary = securityToken !== undefined;
    terminal.emit('link', {
      url,
      method,
      bucket: address.bucket,
      key,
      headers,
      expiresAtMs,
      isTemporary,
      curl,
    });
    return;
  }
  terminal.print(url);
  const { say } = textsIn(environment.language);
  const isCut = expiresAtMs < signedUntilMs;
  const left = Math.max(0, expiresAtMs - clock.now());
  terminal.tell(say(isCut ? 'link.untilKeysEnd' : 'link.until', { until: expiresAtMs, left }));
  if (securityToken !== undefined && keysEndMs === undefined) terminal.tell(say('link.temporary'));
  terminal.tell(curl);
}

/** A line for a POSIX shell. */
function curlCommand(url: string, { method, key, saveAs }: LinkWish, headers: Link['headers']): string {
  const words = ['curl', '--fail'];
  if (method === 'PUT') words.push('--upload-file', 'FILE');
  else words.push('--output', quoted(saveAs ?? (key.split('/').at(-1) || 'object')));
  for (const [name, value] of Object.entries(headers)) words.push('--header', quoted(`${name}: ${value}`));
  return [...words, quoted(url)].join(' ');
}
