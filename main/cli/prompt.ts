import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

/** Standard input, as far as it is used. */
export type InputStream = Readable & { isTTY?: boolean; setRawMode?(isRaw: boolean): unknown };

/** Asks for one line on a terminal. Rejects with an `AbortError` when the signal fires or the input ends. */
export function ask(
  question: string,
  input: InputStream,
  tellRaw: (text: string) => void,
  signal: AbortSignal,
): Promise<string> {
  return new Promise((resolve, reject) => {
    tellRaw(question);
    const lines = createInterface({ input, terminal: false, signal });
    lines.once('line', line => {
      resolve(line.trim());
      lines.close();
    });
    lines.once('close', () => reject(stopped()));
  });
}

/** Asks for a secret on a terminal: what is typed is not shown, not even as stars. */
export function askSecret(
  question: string,
  input: InputStream,
  tellRaw: (text: string) => void,
): Promise<string> {
  return new Promise((resolve, reject) => {
    let typed = '';
    tellRaw(question);
    input.setRawMode?.(true);
    input.setEncoding('utf8');
    const finish = (act: () => void) => {
      input.off('data', onData);
      input.off('end', onEnd);
      input.setRawMode?.(false);
      input.pause();
      tellRaw('\n');
      act();
    };
    const onEnd = () => finish(() => reject(stopped()));
    const onData = (chunk: string | Buffer) => {
      for (const char of chunk.toString()) {
        if (char === '\r' || char === '\n') return finish(() => resolve(typed));
        if (char === '\u0003' || char === '\u0004') return finish(() => reject(stopped()));
        if (char === '\u007f' || char === '\b') typed = typed.slice(0, -1);
        else if (char >= ' ') typed += char;
      }
    };
    input.on('data', onData);
    input.on('end', onEnd);
    input.resume();
  });
}

/** The lines of an input that is not a terminal, read to its end. */
export async function readLines(input: InputStream): Promise<readonly string[]> {
  return (await text(input)).split(/\r?\n/);
}

function stopped(): Error {
  return new DOMException('stopped at a question', 'AbortError');
}
