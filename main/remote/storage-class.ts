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

/** What the classes of OSS are in S3, said in the way in which they are that. */
const inS3: Readonly<Record<string, string>> = {
  Standard: 'S3 calls it STANDARD',
  IA: 'S3 calls it STANDARD_IA',
  Archive: 'of S3 GLACIER comes closest',
  ColdArchive: 'of S3 GLACIER comes closest',
  DeepColdArchive: 'of S3 DEEP_ARCHIVE comes closest',
};
const inOss: Readonly<Record<string, string>> = {
  STANDARD: 'OSS calls it Standard',
  STANDARD_IA: 'OSS calls it IA',
};

/**
 * OSS has the classes that it has; with S3, whose kin have names of their own, only what is surely OSS's or a slip of the pen
 * is refused: `options.unsupported` for a class of the other store, `options.invalid` for one that can't be.
 */
export function checkStorageClass(kind: StoreKind, name: string, call: 'upload' | 'append'): void {
  const [own, others] = kind === 'oss' ? [ossClasses, s3Classes] : [s3Classes, ossClasses];
  if (others.includes(name)) throw unsupportedOption('storage-class', otherStore(kind, name));
  if (!own.includes(name)) {
    const meant = own.find(known => known.toUpperCase() === name.toUpperCase());
    if (meant !== undefined) throw invalidOption('storage-class', `"${name}" is written ${meant}`);
    if (kind === 'oss')
      throw invalidOption('storage-class', `"${shown(name)}" is none of ${ossClasses.join(', ')}`);
    if (!/^[A-Za-z0-9_.-]{1,64}$/.test(name)) {
      const problem = `"${shown(name)}" is no name of a class, such as STANDARD or STANDARD_IA`;
      throw invalidOption('storage-class', problem);
    }
  }
  if (call === 'append' && coldClasses.includes(name)) {
    throw unsupportedOption('storage-class', `OSS appends to no object of the class ${name}`);
  }
}

function otherStore(kind: StoreKind, name: string): string {
  if (kind === 's3') return `"${name}" is a class of OSS; ${inS3[name] ?? ''}`;
  return `"${name}" is a class of S3; ${inOss[name] ?? `classes of OSS are ${ossClasses.join(', ')}`}`;
}
