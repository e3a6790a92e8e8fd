import type { Callback } from '../../model/callback.ts';
import { encodeText } from '../../remote/uri.ts';
import { refuseArgument } from '../refusal.ts';

/** What a body may say of the object; those of images stay empty, because the local bucket looks into no file. */
export interface ObjectWords {
  readonly bucket: string;
  readonly object: string;
  /** Without quotes. */
  readonly etag: string;
  readonly size: number;
  readonly mimeType: string;
}

const names: readonly string[] = [
  'bucket',
  'object',
  'etag',
  'size',
  'mimeType',
  'imageInfo.height',
  'imageInfo.width',
  'imageInfo.format',
];

/** A variable, or the beginning of one that never ends. */
const variable = /\$\{([^${}]*)\}|\$\{/g;

/** Refuses a body with a variable that is not closed or that nobody knows. */
export function checkTemplate(body: string): void {
  for (const [found, name] of body.matchAll(variable)) {
    if (name !== undefined && (names.includes(name) || /^x:./.test(name))) continue;
    throw refuseArgument('callbackBody', found, 'The callbackBody has a variable that is not valid.');
  }
}

/**
 * The body with its variables filled in: as JSON values in a JSON body, percent-encoded in a form. A variable of the
 * client's own that came without a value is empty.
 */
export function fillTemplate({ body, bodyType, variables }: Callback, words: ObjectWords): string {
  const own = new Map(Object.entries(variables).map(([name, text]) => [`x:${name}`, text]));
  const known = new Map<string, string | number>([...own, ...Object.entries(words)]);
  return body.replace(variable, (_, name: string) => {
    const value = known.get(name) ?? '';
    return bodyType === 'application/json' ? JSON.stringify(value) : encodeText(String(value));
  });
}
