import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FileIdentity } from '../../model/source.ts';
import type { AppendPlace } from '../../store/append-log.ts';
import { identify, isSameFile, type LogFile, openLogFile } from './log-file.ts';
import { readSample, sampleCrcs } from './sample.ts';

/** What lies in the folder of `path`, `path` first; what can't be looked at is left out. */
async function* filesBeside(path: string): AsyncGenerator<FileIdentity & { path: string; size: number }> {
  const folder = dirname(path);
  const names = await readdir(folder).catch(() => []);
  const others = names.map(name => join(folder, name)).filter(each => each !== path);
  for (const each of [path, ...others]) {
    const found = await identify(each).catch(() => null);
    if (found) yield { ...found, path: each };
  }
}

/** The name that a file of the folder of `path` has now, as rotations change it; null when it is not there. */
export async function findNamed(path: string, wanted: FileIdentity): Promise<string | null> {
  for await (const found of filesBeside(path)) if (isSameFile(found, wanted)) return found.path;
  return null;
}

/** The same, opened. */
export async function openNamed(path: string, wanted: FileIdentity): Promise<LogFile | null> {
  const name = await findNamed(path, wanted);
  const file = name === null ? null : await openLogFile(name).catch(() => null);
  if (file === null || isSameFile(file, wanted)) return file;
  await file.close();
  return null;
}

/**
 * The copy of a file that was cut since, as `copytruncate` leaves it in the same folder: the longest one that seems to hold
 * what was appended. By its first and last few bytes, so whoever takes it compares the rest. Null when there is none.
 */
export async function openCopy(path: string, place: AppendPlace): Promise<LogFile | null> {
  const { base, position, headCrc, tailCrc } = place;
  let longest: { readonly file: LogFile; readonly size: number } | null = null;
  for await (const { path: name, size, ...identity } of filesBeside(path)) {
    const isCandidate = size >= base + position && size > (longest?.size ?? -1);
    if (!isCandidate || isSameFile(identity, place)) continue;
    const file = await openLogFile(name).catch(() => null);
    if (file === null) continue;
    const sample = await sampleCrcs(await readSample(file, base, position));
    if (headCrc === '' || (sample.headCrc === headCrc && sample.tailCrc === tailCrc)) {
      await longest?.file.close();
      longest = { file, size };
    } else await file.close();
  }
  return longest?.file ?? null;
}
