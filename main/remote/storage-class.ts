import { type ProblemFacts, problem } from '../base/said.ts';
import type { StoreKind } from '../model/target.ts';
import { invalidOption, shown, unsupportedOption } from './option-error.ts';

const ossClasses = ['Standard', 'IA', 'Archive', 'ColdArchive', 'DeepColdArchive'];
/** Those of AWS. Stores like S3 have further ones of their own, so this list is for telling, not for refusing. */
const s3Classes = [
  'STANDARD',
  'REDUCED_REDUNDANCY',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'GLACIER',
  'GLACIER_IR',
  'DEEP_ARCHIVE',
  'EXPRESS_ONEZONE',
  'OUTPOSTS',
  'SNOW',
];
/** OSS takes no appendable object in these. */
const coldClasses = ['ColdArchive', 'DeepColdArchive'];

/** What the classes of OSS are in S3, by the way in which they are that. */
const inS3: Readonly<Record<string, ProblemFacts>> = {
  Standard: inStore('option.ossClassInS3', 'Standard', 'STANDARD'),
  IA: inStore('option.ossClassInS3', 'IA', 'STANDARD_IA'),
  Archive: inStore('option.ossClassNearS3', 'Archive', 'GLACIER'),
  ColdArchive: inStore('option.ossClassNearS3', 'ColdArchive', 'GLACIER'),
  DeepColdArchive: inStore('option.ossClassNearS3', 'DeepColdArchive', 'DEEP_ARCHIVE'),
};
const inOss: Readonly<Record<string, ProblemFacts>> = {
  STANDARD: inStore('option.s3ClassInOss', 'STANDARD', 'Standard'),
  STANDARD_IA: inStore('option.s3ClassInOss', 'STANDARD_IA', 'IA'),
};

/**
 * OSS has the classes that it has; with S3, whose kin have names of their own, only what is surely OSS's or a slip of the pen
 * is refused: `options.unsupported` for a class of the other store, `options.invalid` for one that can't be.
 */
export function checkStorageClass(kind: StoreKind, name: string, call: 'upload' | 'append'): void {
  const [own, others] = kind === 'oss' ? [ossClasses, s3Classes] : [s3Classes, ossClasses];
  if (others.includes(name)) throw unsupportedOption('storage-class', ofOtherStore(kind, name));
  if (!own.includes(name)) {
    const meant = own.find(known => known.toUpperCase() === name.toUpperCase());
    const facts = { storageClass: shown(name), known: ossClasses.join(', ') };
    if (meant !== undefined) {
      throw invalidOption('storage-class', problem('option.classSpelling', { ...facts, meant }));
    }
    if (kind === 'oss') throw invalidOption('storage-class', problem('option.ossClass', facts));
    if (!/^[A-Za-z0-9_.-]{1,64}$/.test(name)) {
      throw invalidOption('storage-class', problem('option.s3Class', facts));
    }
  }
  if (call === 'append' && coldClasses.includes(name)) {
    throw unsupportedOption('storage-class', problem('option.appendClass', { storageClass: name }));
  }
}

function ofOtherStore(kind: StoreKind, name: string): ProblemFacts {
  const others = { storageClass: name, known: ossClasses.join(', ') };
  return (kind === 's3' ? inS3 : inOss)[name] ?? problem('option.s3ClassOnly', others);
}

function inStore(
  key: 'option.ossClassInS3' | 'option.ossClassNearS3' | 'option.s3ClassInOss',
  storageClass: string,
  own: string,
): ProblemFacts {
  return problem(key, { storageClass, own });
}
