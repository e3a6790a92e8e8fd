import { AppError } from '../../base/app-error.ts';
import { noted } from '../../base/said.ts';
import type { AppendPlace } from '../../store/append-log.ts';
import { type FileVerdict, type FoundObject, judgeFile, judgeObject } from './decide.ts';
import { emptyCrc, isSameFile, type LogFile } from './log-file.ts';
import { readSample, sampleBytes, sampleCrcs } from './sample.ts';
import { findObject, otherWriter } from './send-append.ts';
import type { Writer, WriterTools } from './writer.ts';

/** Objects up to this size are compared with the file as a whole when a run begins; a second's reading at most. */
const readUpToBytes = 64 * 1024 * 1024;

/**
 * Brings the record in line with what the store holds, and says what is there. Reads the file only when the object holds
 * more than the record tells. Throws `object.position`, `object.not-appendable` and `append.diverged`.
 */
export async function alignWithStore(
  writer: Writer,
  file: LogFile,
  isFromRemote: boolean,
  tools: WriterTools,
): Promise<FoundObject> {
  const { store, emit, signal } = tools;
  const { place } = writer;
  const { info, found } = await findObject(store, place.key, signal);
  const verdict = judgeObject(place, found, isFromRemote);
  switch (verdict.is) {
    case 'asRecorded':
      break;
    case 'nextArrived': {
      const next = place.next ?? { size: 0, crc: place.crc };
      const moved = { ...place, position: place.position + next.size, crc: next.crc, next: null };
      writer.move({ ...moved, ...unknownSample });
      const reason = `an answer was lost; the store says that ${place.key} has its ${next.size} bytes`;
      const note = noted('append.answerFound', { key: place.key, size: next.size });
      emit({ type: 'noticed', what: 'answerFound', reason, note });
      break;
    }
    case 'gone': {
      writer.move(emptied(place));
      const reason = `${place.key} was deleted; it is begun again from byte ${place.base} of the file`;
      const note = noted('append.objectGone', { key: place.key, base: place.base });
      emit({ type: 'noticed', what: 'objectGone', reason, note });
      break;
    }
    case 'toCompare': {
      const { size, crc, otherwise } = verdict;
      if ((await file.crc(place.base, size, signal)) !== crc) throw refusal(place, file, found, otherwise);
      const { inode, device } = file;
      const sample = await sampleCrcs(await readSample(file, place.base, size));
      writer.move({ ...place, ...sample, position: size, crc, next: null, inode, device });
      const reason = `${place.key} holds ${size} bytes, and they are those of the file`;
      const note = noted('append.headFound', { key: place.key, size });
      emit({ type: 'noticed', what: 'headFound', reason, note });
      break;
    }
    case 'refused':
      throw refusal(place, file, found, verdict.code);
  }
  if (info && writer.place.position === info.size) writer.confirm(info);
  return found;
}

/** Of an object whose last bytes nobody here has seen; then all of it has to be compared. */
const unknownSample = { headCrc: '', tailCrc: '' };

/** The same place before its first byte. */
function emptied(place: AppendPlace): AppendPlace {
  return { ...place, position: 0, crc: emptyCrc, headCrc: emptyCrc, tailCrc: emptyCrc, next: null };
}

function refusal(
  place: AppendPlace,
  { path }: LogFile,
  found: FoundObject,
  code: 'object.position' | 'object.not-appendable' | 'append.diverged',
): AppError {
  if (code !== 'append.diverged') return otherWriter(place, found);
  const position = found.is === 'appendable' ? found.size : place.position;
  const message = `the object does not hold the bytes of ${path} from ${place.base} on`;
  return new AppError('append.diverged', message, { key: place.key, path, position });
}

/**
 * How the file stands to what was appended from it. Up to 64 MiB are read again and compared by CRC; of more, the first and
 * the last few bytes, unless inode or device are others, when all is read.
 */
export async function lookAtFile(
  place: AppendPlace,
  file: LogFile,
  signal: AbortSignal,
): Promise<FileVerdict> {
  const isSame = isSameFile(place, file);
  // What the object is to begin with is in the file that was meant, wherever that is.
  if (place.position === 0 && place.inode !== '' && !isSame) return 'rotated';
  const size = await file.size();
  return judgeFile(place, {
    size,
    isSameFile: isSame,
    holdsAppended: await holdsAppended(place, file, isSame, signal),
  });
}

export async function holdsAppended(
  place: AppendPlace,
  file: LogFile,
  isSame: boolean,
  signal: AbortSignal,
): Promise<boolean> {
  const { base, position, crc, headCrc, tailCrc } = place;
  // Of an object that has not begun, only the file itself can tell where it is to begin.
  if (position === 0) return base === 0 || (isSame && (await file.size()) >= base);
  if (isSame && position > readUpToBytes && headCrc !== unknownSample.headCrc) {
    const sample = await readSample(file, base, position);
    const now = await sampleCrcs(sample);
    return sample.tail.length === sampleBytes && now.headCrc === headCrc && now.tailCrc === tailCrc;
  }
  return (await file.crc(base, position, signal)) === crc;
}
