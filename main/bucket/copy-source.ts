import { refuseArgument } from './refusal.ts';

export interface CopySource {
  readonly bucket: string;
  readonly key: string;
  /** As given; undefined when none is. */
  readonly version: string | undefined;
}

const versionMark = '?versionId=';

/**
 * Takes `/BUCKET/KEY?versionId=ID` apart. The mark of the version is cut off as it came and the rest decoded as a whole,
 * because some clients encode every slash; the first slash is optional.
 */
export function parseCopySource(header: string): CopySource {
  const mark = header.indexOf(versionMark);
  const path = decode(header, mark < 0 ? header : header.slice(0, mark)).replace(/^\//, '');
  const cut = path.indexOf('/');
  if (cut < 1 || cut === path.length - 1) throw wrongForm(header);
  return {
    bucket: path.slice(0, cut),
    key: path.slice(cut + 1),
    version: mark < 0 ? undefined : decode(header, header.slice(mark + versionMark.length)),
  };
}

function decode(header: string, text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw wrongForm(header);
  }
}

function wrongForm(header: string) {
  return refuseArgument(
    'copy-source',
    header,
    'The copy source must be /BUCKET/KEY, the key percent-encoded.',
  );
}
