/**
 * A metadata value as header text. Headers carry printable ASCII only, so anything else is percent-encoded as UTF-8; so is
 * a value that would be read as encoded although it is not. Plain values stay as they are, for other tools read them too.
 */
export function encodeMeta(value: string): string {
  const isPlain = /^[\x20-\x7e]*$/.test(value) && value.trim() === value && decodeMeta(value) === value;
  if (isPlain) return value;
  return value.toWellFormed().replace(/[^\x21-\x24\x26-\x3c\x3e-\x7e]+/g, encodeURIComponent);
}

/**
 * The inverse of `encodeMeta`, which also reads what S3 and servers like it send: text of RFC 2047, and bytes of UTF-8. What
 * is not well encoded, as other tools may write it, is given as it is.
 */
export function decodeMeta(text: string): string {
  const decoded = decodeWords(decodeHeader(text));
  if (decoded !== text || !text.includes('%')) return decoded;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Header values come as one character for each byte; bytes that are UTF-8 are read as such. */
export function decodeHeader(text: string): string {
  if (!/[\x80-\xff]/.test(text) || /[\u0100-\uffff]/.test(text)) return text;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(text, 'latin1'));
  } catch {
    return text;
  }
}

const encodedWord = /=\?utf-8\?([bq])\?([!->@-~]*)\?=/gi;

/** Encoded words of RFC 2047; blanks between two of them do not count. */
function decodeWords(text: string): string {
  if (!text.includes('=?')) return text;
  return text
    .replace(/\?=\s+(?==\?utf-8\?[bq]\?)/gi, '?=')
    .replace(encodedWord, (_, encoding: string, content: string) =>
      encoding.toLowerCase() === 'b'
        ? Buffer.from(content, 'base64').toString('utf8')
        : decodeQuoted(content),
    );
}

function decodeQuoted(content: string): string {
  const bytes = content
    .replaceAll('_', ' ')
    .replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
