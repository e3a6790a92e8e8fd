import { basename } from 'node:path';
import { lookup } from 'mime-types';

const unknownType = 'application/octet-stream';

/** The media type that a name's ending stands for. */
export function contentTypeOf(path: string): string {
  const name = basename(path);
  // `lookup` would take a name without a dot for an ending.
  return (name.includes('.') && lookup(name)) || unknownType;
}
