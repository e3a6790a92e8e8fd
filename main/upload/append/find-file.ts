import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FileIdentity } from '../../model/source.ts';
import type { AppendPlace } from '../../store/append-log.ts';
import { isCopyName } from './copy-name.ts';
import { identify, isSameFile, type LogFile, type NamedFile, openLogFile } from './log-file.ts';
import { readSample, sampleCrcs } from './sample.ts';

/** What lies in the folder of `path`, `path` first; what can't be looked at is left out. */
async function* filesBeside(path: string): AsyncGenerator<NamedFile & { path: string }> {
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

/** Some programs and file systems keep times by the second or two, and a log may be written to between its copy and its cut. */
const olderByNs = 2_000_000_000n;

/**
 * The copy of a file that was cut since, as `copytruncate` leaves it in the same folder: the newest one that has a copy's name,
 * is not older than what was read from the file, and seems to hold what was appended. By its first and last few bytes, so
 * whoever takes it compares the rest. Null when there is none.
 */
export async function openCopy(path: string, place: AppendPlace): Promise<LogFile | null> {
  const { base, position, headCrc, tailCrc, mtimeNs: readAtNs = '0' } = place;
  const oldestNs = BigInt(readAtNs) - olderByNs;
  let newest: { readonly file: LogFile; readonly mtimeNs: bigint } | null = null;
  for await (const found of filesBeside(path)) {
    const mtimeNs = BigInt(found.mtimeNs);
    const isCandidate = isCopyName(path, found.path) && found.size >= base + position && mtimeNs >= oldestNs;
    if (!isCandidate || isSameFile(found, place) || (newest && mtimeNs <= newest.mtimeNs)) continue;
    const file = await openLogFile(found.path).catch(() => null);
    if (file === null) continue;
    const sample = await sampleCrcs(await readSample(file, base, position));
    if (headCrc === '' || (sample.headCrc === headCrc && sample.tailCrc === tailCrc)) {
      await newest?.file.close();
      newest = { file, mtimeNs };
    } else await file.close();
  }
  return newest?.file ?? null;
}
