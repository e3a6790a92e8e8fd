import { AppError } from '../../base/app-error.ts';
import { type Finding, passed, warned } from '../report.ts';
import { uploadIn, type Visit } from '../visit.ts';

/** Going on after an interruption asks the server which parts it has. */
export async function checkListParts({ store, notes, signal }: Visit): Promise<Finding> {
  const upload = uploadIn(notes);
  const [part] = (await store.listParts(upload, 0, signal)).parts;
  if (part === undefined) {
    throw new AppError('upload.part-missing', 'the part that was just sent is not listed', {
      key: upload.key,
    });
  }
  return part.checksum === null ? warned('listParts.noChecksums') : passed('listParts.works');
}
