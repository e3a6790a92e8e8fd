import { randomUUID } from 'node:crypto';
import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import type { AddPaths, AddText, AddUrl, AddWishes } from '../../../preload/contract/transfers.ts';
import { AppError, type ErrorRecord, toErrorRecord } from '../../base/app-error.ts';
import { breathe } from '../../base/async.ts';
import { problem } from '../../base/said.ts';
import type { BucketAccess } from '../../model/access.ts';
import type { HandWish, TransferOrigin } from '../../model/hand.ts';
import { streamPath } from '../../model/hand.ts';
import { checkKey } from '../../model/object-key.ts';
import type { Source } from '../../model/source.ts';
import type { ObjectOptions } from '../../model/target.ts';
import { contentTypeOf } from '../../plan/content-type.ts';
import { checkOptions } from '../../remote/check-options.ts';
import type { HandLog, NewHand } from '../../store/hand-log.ts';
import { readSource } from '../../upload/source.ts';
import type { Accesses, OpenedTarget } from '../accesses.ts';
import { findFiles } from './find-files.ts';

/** What became of an addition. */
export interface Addition {
  readonly ids: readonly string[];
  readonly refused: readonly { readonly path: string; readonly error: ErrorRecord }[];
  readonly refusedCount: number;
}

export interface AddTools {
  readonly hand: HandLog;
  readonly accesses: Accesses;
  /** Where texts lie until they are sent. */
  readonly textsDir: string;
  readonly canAppend: (access: BucketAccess) => boolean;
  /** Called as transfers are written down, with how many there are so far. */
  readonly onAdded: (count: number) => void;
}

/** Bytes of a file name that every file system of a desktop takes; most take 255. */
const mostNameBytes = 200;
const shownRefusals = 20;
/** Rows of one transaction: some 10 ms, more while the disk is busy. */
const chunk = 40;

/** Collects what is to be written, and writes it in small transactions between which everything else has its turn. */
function createBatch({ hand, onAdded }: AddTools) {
  const ids: string[] = [];
  const refused: { path: string; error: ErrorRecord }[] = [];
  let refusedCount = 0;
  let items: NewHand[] = [];

  async function flush(): Promise<void> {
    if (items.length === 0) return;
    ids.push(...hand.add(items));
    items = [];
    onAdded(ids.length);
    await breathe();
  }

  return {
    async add(item: NewHand): Promise<void> {
      items.push(item);
      if (items.length >= chunk) await flush();
    },
    refuse(path: string, thrown: unknown): void {
      refusedCount += 1;
      if (refused.length < shownRefusals) refused.push({ path, error: toErrorRecord(thrown) });
    },
    async end(): Promise<Addition> {
      await flush();
      return { ids, refused, refusedCount };
    },
  };
}

/** Writes down files and whole directories. Rejects when the target or the options make no sense; single files are in `refused`. */
export async function addPaths(wish: AddPaths, tools: AddTools, signal: AbortSignal): Promise<Addition> {
  const target = await openTarget(wish, tools);
  const batch = createBatch(tools);
  // A name is for one file; of several each keeps its own.
  const name = wish.paths.length === 1 ? wish.name : null;
  /** First steps of the keys so far, and what brought them: two things of one name would overwrite each other. */
  const brought = new Map<string, string>();
  for (const path of new Set(wish.paths.map(given => resolve(given)))) {
    try {
      const step = basename(path);
      const isDirectory = (await stat(path)).isDirectory();
      const other = brought.get(step);
      if (other !== undefined) {
        throw refusal(problem('hand.sameKey', { other, key: `${target.prefix}${step}` }));
      }
      brought.set(step, path);
      if (isDirectory && wish.isAppend) throw refusal(problem('hand.appendDirectory'));
      if (!isDirectory) {
        await batch.add(await newFile(path, name ?? step, wish, target));
        continue;
      }
    } catch (thrown) {
      batch.refuse(path, toFileError(path, thrown));
      continue;
    }
    for await (const found of findFiles(path, signal)) {
      if ('error' in found) {
        batch.refuse(
          found.path,
          new AppError(found.error.code as 'bug', found.error.message, found.error.facts),
        );
        continue;
      }
      try {
        await batch.add(await newFile(found.path, `${basename(path)}/${found.relative}`, wish, target));
      } catch (thrown) {
        batch.refuse(found.path, thrown);
      }
    }
  }
  return await batch.end();
}

/** A text becomes a file of our own until it is sent. */
export async function addText(wish: AddText, tools: AddTools): Promise<Addition> {
  refuseAppend(wish);
  const target = await openTarget(wish, tools);
  const name = fileName(lastName(wish.name));
  const directory = join(tools.textsDir, randomUUID());
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, name);
  try {
    await writeFile(path, wish.text, { mode: 0o600 });
    const type = contentTypeOf(name);
    const isKnown = type !== 'application/octet-stream';
    const contentType = wish.options.contentType ?? `${isKnown ? type : 'text/plain'}; charset=utf-8`;
    const item = newItem(
      'text',
      await readSource(path),
      wish.name,
      { ...wish, options: { ...wish.options, contentType } },
      target,
    );
    const batch = createBatch(tools);
    await batch.add(item);
    return await batch.end();
  } catch (thrown) {
    await rm(directory, { recursive: true, force: true });
    throw thrown;
  }
}

/** The file of a text that is over. */
export async function forgetText(path: string, { textsDir }: Pick<AddTools, 'textsDir'>): Promise<void> {
  const directory = dirname(path);
  if (dirname(directory) === textsDir) await rm(directory, { recursive: true, force: true });
}

/** An address with a user, a password or a query may hold a secret: it is used once, and not written down. */
export async function addUrl(
  wish: AddUrl,
  tools: AddTools,
): Promise<Addition & { readonly secretUrl: string | null }> {
  refuseAppend(wish);
  const target = await openTarget(wish, tools);
  const url = parseUrl(wish.url);
  const name = wish.name ?? lastNameOf(url);
  const isPlain = url.username === '' && url.password === '' && url.search === '';
  url.hash = '';
  const item = newItem(
    'web',
    noFile('web', `${url.host}${url.pathname}`),
    name,
    wish,
    target,
    isPlain ? url.href : null,
  );
  const batch = createBatch(tools);
  await batch.add(item);
  return { ...(await batch.end()), secretUrl: isPlain ? null : url.href };
}

/** Bytes that come from a page; whoever adds them sends them. */
export async function newFromPage(
  wish: AddWishes & { readonly name: string; readonly size: number | null },
  tools: AddTools,
): Promise<{ readonly item: NewHand; readonly access: BucketAccess }> {
  refuseAppend(wish);
  const target = await openTarget(wish, tools);
  const contentType = wish.options.contentType ?? contentTypeOf(wish.name);
  const options = { ...wish.options, contentType };
  const source = { ...noFile('page', wish.name), size: wish.size ?? 0, length: wish.size ?? 0 };
  return { item: newItem('page', source, wish.name, { ...wish, options }, target), access: target.access };
}

/** What is not a file here does not grow: it would replace the object instead. */
function refuseAppend({ isAppend }: AddWishes): void {
  if (isAppend) throw refusal(problem('hand.appendFilesOnly'));
}

async function openTarget(wish: AddWishes, { accesses, canAppend }: AddTools): Promise<OpenedTarget> {
  const opened = await accesses.open(wish.target);
  const { kind } = opened.access.address;
  checkOptions(kind, wish.options as ObjectOptions, wish.isAppend ? 'append' : undefined);
  if (wish.isAppend && !canAppend(opened.access)) {
    throw new AppError('append.unsupported', `${kind} has no appending to objects`, {
      store: kind.toUpperCase(),
    });
  }
  return opened;
}

async function newFile(path: string, name: string, wish: AddWishes, target: OpenedTarget): Promise<NewHand> {
  const file = await readSource(path);
  const contentType = wish.options.contentType ?? contentTypeOf(path);
  const options = { ...wish.options, contentType };
  if (!wish.isAppend) return newItem('file', file, name, { ...wish, options }, target);
  return newItem('append', { ...file, path: streamPath('append', path) }, name, { ...wish, options }, target);
}

function newItem(
  origin: TransferOrigin,
  source: Source,
  name: string,
  { options, partSize, isSimple }: AddWishes,
  { access, prefix, account }: OpenedTarget,
  url: string | null = null,
): NewHand {
  const key = `${prefix}${name}`;
  if (name === '' || name.endsWith('/')) throw refusal(problem('hand.nameEmpty'));
  checkKey(access.address.kind, key);
  const wish: HandWish = { account, partSize, isSimple, url };
  return {
    origin,
    source,
    target: { address: access.address, key },
    options: options as ObjectOptions,
    wish,
  };
}

function noFile(origin: TransferOrigin, name: string): Source {
  const none = { size: 0, offset: 0, length: 0, mtimeNs: '0', ctimeNs: '0', inode: '0', device: '0' };
  return { path: streamPath(origin, name), ...none };
}

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url !== null && /^https?:$/.test(url.protocol)) return url;
  throw new AppError(
    'usage',
    'no address of a web server',
    problem('put.badAddress', { name: text.slice(0, 200) }),
  );
}

function lastNameOf(url: URL): string {
  const name = url.pathname.split('/').at(-1) ?? '';
  try {
    return lastName(decodeURIComponent(name));
  } catch {
    return lastName(name);
  }
}

/** What decoding makes of `%2F` is no directory. */
function lastName(text: string): string {
  const name = text.split(/[\\/]/).at(-1) ?? '';
  if (name === '' || name === '.' || name === '..') throw refusal(problem('hand.nameEmpty'));
  return name;
}

/** A name that every file system takes; keys may be longer. */
function fileName(name: string): string {
  return Buffer.byteLength(name) <= mostNameBytes ? name : `text${extname(name).slice(0, 16)}`;
}

function refusal(about: ReturnType<typeof problem>): AppError {
  return new AppError('transfer.refused', about.problem, about);
}

function toFileError(path: string, thrown: unknown): unknown {
  if (thrown instanceof AppError || !(thrown instanceof Error && 'code' in thrown)) return thrown;
  const errno = String(thrown.code);
  if (errno === 'ENOENT' || errno === 'ENOTDIR')
    return new AppError('file.missing', 'there is no such file', { path });
  return new AppError('file.unreadable', 'the file can not be looked at', { path, errno });
}
