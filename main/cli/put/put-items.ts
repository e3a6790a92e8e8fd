import { basename, resolve } from 'node:path';
import { contentType, lookup } from 'mime-types';
import { AppError } from '../../base/app-error.ts';
import { type ProblemFacts, problem } from '../../base/said.ts';
import type { BucketAccess } from '../../model/access.ts';
import type { ByteWindow } from '../../model/source.ts';
import type { ObjectOptions } from '../../model/target.ts';
import { keyForFile } from '../../plan/object-key.ts';
import { usualThreshold } from '../../plan/partition.ts';
import { wordsTo } from '../callback-command.ts';
import { type CallbackFlags, callbackOf, type ObjectFlags, objectOptionsOf } from '../object-options.ts';
import type { ConnectionOptions } from '../options.ts';
import { type ItemSource, type PutItem, titleOf } from './put-item.ts';

const unknownType = 'application/octet-stream';

/** The options of `put` that say what goes up and how. */
export interface ItemFlags extends ObjectFlags, CallbackFlags {
  readonly text?: string;
  readonly offset?: number;
  readonly length?: number;
  readonly simple?: boolean;
  readonly partSize?: number;
  readonly threshold?: number;
}

/** What the arguments and options of a `put` ask for, before anybody looked at a file or a bucket. */
export interface PutWords {
  readonly sources: readonly ItemSource[];
  readonly target: string;
  readonly options: ObjectOptions;
}

/** Pure. `usage` for whatever can't be meant: too few arguments, options that exclude each other. */
export function readWords(paths: readonly string[], flags: ItemFlags): PutWords {
  const names = paths.slice(0, -1);
  const target = paths.at(-1);
  if (target === undefined || (names.length === 0 && flags.text === undefined)) {
    throw usage(problem('put.tooFew'));
  }
  if (names.length > 0 && flags.text !== undefined) {
    throw usage(problem('put.textAndFile'));
  }
  if (names.filter(name => name === '-').length > 1) {
    throw usage(problem('put.stdinTwice'));
  }
  if (flags.simple && (flags.partSize !== undefined || flags.threshold !== undefined)) {
    throw usage(problem('put.simpleParts'));
  }
  const sources: readonly ItemSource[] =
    flags.text === undefined
      ? names.map(name => sourceOf(name, windowOf(flags)))
      : [{ kind: 'text', text: flags.text }];
  const streamed = sources.find(({ kind }) => kind !== 'file');
  if (streamed && streamed.kind !== 'file' && windowOf(flags))
    throw usage(problem(windowProblems[streamed.kind]));
  const callback = callbackOf(flags);
  return { sources, target, options: { ...objectOptionsOf(flags), ...(callback && { callback }) } };
}

/** One item for each source; several need a target that is a folder, and no two may become the same object. */
export function itemsFor(
  { sources, target, options }: PutWords,
  access: BucketAccess,
  targetKey: string,
  flags: ItemFlags & ConnectionOptions,
): readonly PutItem[] {
  if (sources.length > 1 && !isFolder(targetKey)) {
    throw usage(problem('put.severalToOne', { key: targetKey }), 'several files for one key');
  }
  const items = sources.map(source => {
    const key = keyFor(source, targetKey);
    return itemFor(source, access, key, wordsTo(target, key, flags), options, flags);
  });
  const taken = new Map<string, string>();
  for (const item of items) {
    const other = taken.get(item.key);
    if (other !== undefined) {
      const names = { first: other, second: titleOf(item), key: item.key };
      throw usage(problem('put.sameKey', names), 'two files for one key');
    }
    taken.set(item.key, titleOf(item));
  }
  return items;
}

function sourceOf(name: string, window: ByteWindow | undefined): ItemSource {
  if (name === '-') return { kind: 'stdin' };
  if (!/^https?:\/\//i.test(name)) return { kind: 'file', path: resolve(name), ...(window && { window }) };
  if (URL.canParse(name)) return { kind: 'web', url: new URL(name) };
  throw usage(problem('put.badAddress', { name }));
}

function windowOf({ offset, length }: ItemFlags): ByteWindow | undefined {
  if (offset === undefined && length === undefined) return undefined;
  return { offset: offset ?? 0, ...(length !== undefined && { length }) };
}

function itemFor(
  source: ItemSource,
  access: BucketAccess,
  key: string,
  way: readonly string[],
  options: ObjectOptions,
  { partSize, threshold, simple }: ItemFlags,
): PutItem {
  const type = options.contentType ?? typeOf(source, key);
  return {
    source,
    access,
    key,
    way,
    options: { ...options, ...(type !== undefined && { contentType: type }) },
    threshold: threshold ?? usualThreshold,
    ...(partSize !== undefined && { partSize }),
    ...(simple && { isSimple: true }),
  };
}

/** By the ending of the file's name or else the key's. Undefined where a server tells it. */
function typeOf(source: ItemSource, key: string): string | undefined {
  switch (source.kind) {
    case 'file':
      return lookup(endingOf(source.path)) || typeOfKey(key);
    case 'stdin':
      return typeOfKey(key);
    case 'text':
      // Text goes up in UTF-8, so the type can say so.
      return contentType(endingOf(key)) || 'text/plain; charset=utf-8';
    case 'web':
      return undefined;
  }
}

/** The media type that a key's ending stands for. */
export function typeOfKey(key: string): string {
  return lookup(endingOf(key)) || unknownType;
}

/** `contentType` and `lookup` would take a name without a dot for an ending. */
function endingOf(path: string): string {
  const name = basename(path);
  return name.includes('.') ? name : '';
}

function keyFor(source: ItemSource, targetKey: string): string {
  if (source.kind === 'file') return keyForFile(source.path, targetKey);
  if (!isFolder(targetKey)) return targetKey;
  if (source.kind === 'stdin') throw usage(problem('put.namelessStdin'));
  if (source.kind === 'text') throw usage(problem('put.namelessText'));
  return targetKey + lastNameOf(source.url);
}

/** The last name of the address's path as people read it; what decoding makes of `%2F` is no folder. */
function lastNameOf(url: URL): string {
  const name = decoded(url.pathname.split('/').at(-1) ?? '')
    ?.split('/')
    .at(-1);
  if (name !== undefined && name !== '' && name !== '.' && name !== '..') return name;
  throw usage(problem('put.namelessWeb', { address: `${url.host}${url.pathname}` }));
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function isFolder(targetKey: string): boolean {
  return targetKey === '' || targetKey.endsWith('/');
}

const windowProblems = { stdin: 'put.windowStdin', text: 'put.windowText', web: 'put.windowWeb' } as const;

function usage(about: ProblemFacts, message = 'a put that can not be meant'): AppError {
  return new AppError('usage', message, { ...about, command: 'put' });
}
