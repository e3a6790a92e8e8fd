import type { Command } from 'commander';
import { AppError } from '../base/app-error.ts';
import { type Clock, systemClock } from '../base/clock.ts';
import { type ProblemFacts, problem } from '../base/said.ts';
import type { Callback, CallbackBodyType } from '../model/callback.ts';
import { parseSize } from '../model/size.ts';
import type { Encryption, ObjectOptions } from '../model/target.ts';
import { parseMoment } from './moment.ts';

/** What the options about an object leave in a command's options. */
export interface ObjectFlags {
  readonly contentType?: string;
  readonly cacheControl?: string;
  readonly contentDisposition?: string;
  readonly contentEncoding?: string;
  readonly contentLanguage?: string;
  /** An HTTP date. */
  readonly expires?: string;
  readonly meta?: Readonly<Record<string, string>>;
  readonly storageClass?: string;
  readonly acl?: string;
  readonly encryption?: Encryption['algorithm'];
  readonly kmsKeyId?: string;
  readonly tag?: Readonly<Record<string, string>>;
  readonly forbidOverwrite?: boolean;
  /** Bits per second. */
  readonly trafficLimit?: number;
  /** False for `--no-mtime`. */
  readonly mtime?: boolean;
}

/** What the options about a callback leave in a command's options. */
export interface CallbackFlags {
  readonly callbackUrl?: readonly string[];
  readonly callbackHost?: string;
  readonly callbackBody?: string;
  readonly callbackBodyType?: CallbackBodyType;
  readonly callbackSni?: boolean;
  readonly callbackVar?: Readonly<Record<string, string>>;
}

/** The variables of a callback's body, as an error names them. */
const bodyVariables =
  `\${bucket} \${object} \${etag} \${size} \${mimeType} \${imageInfo.height} \${imageInfo.width} ` +
  `\${imageInfo.format} and \${x:name} for --callback-var x:name=value`;

export const trafficLimitMeaning =
  'OSS: what the server takes from one request, in bytes per second from 100KiB to 100MiB (sent as bits per second)';

/** Adds what an upload may say about the object. Spans for `--expires` count from `clock`'s now. */
export function addObjectOptions(command: Command, clock: Pick<Clock, 'now'> = systemClock): Command {
  return command
    .optionsGroup('Object:')
    .option('--content-type <type>', "media type; chosen by the name's ending when left out")
    .option('--cache-control <text>', 'for example no-cache or max-age=3600')
    .option('--content-disposition <text>', 'for example attachment, or attachment; filename="a.pdf"')
    .option('--content-encoding <text>', 'how the bytes are packed already, for example gzip')
    .option('--content-language <text>', 'for example en or zh-CN')
    .option('--expires <when>', 'for caches: a date, a date and time in UTC, or a span such as 30d', text =>
      parseMoment(text, clock.now()),
    )
    .option('--meta <name=value>', 'user metadata; may be given again', addMeta)
    .option('--no-mtime', "do not keep the file's time of modification as metadata mtime")
    .option('--tag <name=value>', 'a tag; may be given again, up to 10', addTag)
    .option('--storage-class <class>', 'for example Standard, IA, Archive (OSS) or STANDARD_IA (S3)')
    .option('--acl <acl>', 'for example private or public-read')
    .option('--encryption <name>', 'at rest: AES256, KMS or (OSS) SM4', parseEncryption)
    .option('--kms-key-id <id>', 'the key for --encryption KMS, which it implies')
    .option('--forbid-overwrite', 'fail when there is an object of that name already')
    .option('--traffic-limit <rate>', trafficLimitMeaning, parseTrafficLimit);
}

export function addCallbackOptions(command: Command): Command {
  return command
    .optionsGroup('Callback (OSS; see: longshore help callbacks):')
    .option(
      '--callback-url <url>',
      'whom OSS is to tell; may be given again, tried in order, up to 5',
      addUrl,
    )
    .option(
      '--callback-body <text>',
      'what OSS is to tell: text with variables for what it knows of the object',
    )
    .option('--callback-body-type <type>', 'form (usual) or json', parseBodyType)
    .option(
      '--callback-var <x:name=value>',
      'a value for the variable x:name; may be given again',
      addVariable,
    )
    .option('--callback-host <host>', 'the Host header for the application; else the host of the URL')
    .option('--callback-sni', 'name the host in the TLS greeting');
}

/** Pure. `usage` when a key is named for an encryption that takes none. */
export function objectOptionsOf(flags: ObjectFlags): ObjectOptions {
  const { contentType, cacheControl, contentDisposition, contentEncoding, contentLanguage, expires } = flags;
  const { meta, storageClass, acl, tag: tags, forbidOverwrite, trafficLimit } = flags;
  const encryption = encryptionOf(flags);
  const keepsMtime = flags.mtime !== false && meta?.['mtime'] === undefined;
  return {
    ...(contentType !== undefined && { contentType }),
    ...(cacheControl !== undefined && { cacheControl }),
    ...(contentDisposition !== undefined && { contentDisposition }),
    ...(contentEncoding !== undefined && { contentEncoding }),
    ...(contentLanguage !== undefined && { contentLanguage }),
    ...(expires !== undefined && { expires }),
    ...(meta !== undefined && { meta }),
    ...(keepsMtime && { keepsMtime }),
    ...(storageClass !== undefined && { storageClass }),
    ...(acl !== undefined && { acl }),
    ...(encryption !== undefined && { encryption }),
    ...(tags !== undefined && { tags }),
    ...(forbidOverwrite !== undefined && { forbidOverwrite }),
    ...(trafficLimit !== undefined && { trafficLimit }),
  };
}

/** Pure. Undefined when no callback is wished; `usage` when only a part of one is there. */
export function callbackOf(flags: CallbackFlags): Callback | undefined {
  const { callbackUrl: urls, callbackHost: host, callbackBody: body, callbackSni: sni } = flags;
  const isWished = Object.entries(flags).some(
    ([name, value]) => name.startsWith('callback') && value !== undefined,
  );
  if (!isWished) return undefined;
  if (urls === undefined) {
    throw usage(problem('flag.callbackUrl'));
  }
  if (body === undefined) {
    throw usage(problem('flag.callbackBody', { variables: bodyVariables }));
  }
  return {
    urls,
    ...(host !== undefined && { host }),
    body,
    bodyType: flags.callbackBodyType ?? bodyTypes['form'],
    ...(sni !== undefined && { sni }),
    variables: flags.callbackVar ?? {},
  };
}

function encryptionOf({ encryption, kmsKeyId: keyId }: ObjectFlags): Encryption | undefined {
  if (keyId === undefined) return encryption === undefined ? undefined : { algorithm: encryption };
  if (encryption !== undefined && encryption !== 'KMS') {
    throw usage(problem('flag.kmsKey', { encryption }));
  }
  return { algorithm: 'KMS', keyId };
}

function parseEncryption(text: string): Encryption['algorithm'] {
  const known: readonly Encryption['algorithm'][] = ['AES256', 'KMS', 'SM4'];
  const found = known.find(name => name === text.toUpperCase());
  if (found === undefined) throw usage(problem('flag.encryption', { text }));
  return found;
}

/** Bits per second of bytes per second: people and our other rates count in bytes, the protocol in bits. */
export function parseTrafficLimit(text: string): number {
  return parseSize(text.trim().replace(/\/s$/i, '')) * 8;
}

const bodyTypes = {
  form: 'application/x-www-form-urlencoded',
  json: 'application/json',
} as const;

function parseBodyType(text: string): CallbackBodyType {
  const wished = text.toLowerCase();
  for (const [short, type] of Object.entries(bodyTypes)) if (wished === short || wished === type) return type;
  throw usage(problem('flag.bodyType', { ...bodyTypes, text }));
}

type Pairs = Readonly<Record<string, string>>;

/** Names of HTTP headers are what metadata names have to be; stores keep them in lower case. */
function addMeta(text: string, before: Pairs = {}): Pairs {
  const [, name = '', value = ''] = /^([a-z0-9!#$%&'*+.^_`|~-]+)=([\s\S]*)$/i.exec(text) ?? [];
  if (name === '') {
    throw usage(problem('flag.meta', { text }));
  }
  return withPair(before, name.toLowerCase(), value, '--meta');
}

export function addTag(text: string, before: Pairs = {}): Pairs {
  const [, name = '', value = ''] = /^([^=]+)=([\s\S]*)$/.exec(text) ?? [];
  if (name === '') throw usage(problem('flag.tag', { text }));
  return withPair(before, name, value, '--tag');
}

function addVariable(text: string, before: Pairs = {}): Pairs {
  const [, name = '', value = ''] = /^(?:x:)?([^=:]+)=([\s\S]*)$/.exec(text) ?? [];
  if (name === '') throw usage(problem('flag.variable', { text }));
  return withPair(before, name, value, '--callback-var');
}

/** One of two values would be lost in silence. */
function withPair(before: Pairs, name: string, value: string, option: string): Pairs {
  if (Object.hasOwn(before, name)) throw usage(problem('flag.twice', { flag: option, name }));
  return { ...before, [name]: value };
}

function addUrl(url: string, before: readonly string[] = []): readonly string[] {
  return [...before, url];
}

function usage(about: ProblemFacts): AppError {
  return new AppError('usage', 'an option makes no sense', about);
}
