/** A literal of the source that reads like a sentence, and the call or the declaration that it stands in. */
export interface Prose {
  readonly text: string;
  /** Name of the innermost call around it; empty when there is none. */
  readonly call: string;
}

const literal = /'((?:\\.|[^'\\\n])*)'|"((?:\\.|[^"\\\n])*)"|`((?:\\.|[^`\\])*)`/g;
const comment = /\/\*[\s\S]*?\*\/|(^|\s)\/\/[^\n]*/g;
/** Two words in a row, of which the second is small: a sentence rather than a name, a header or a command. */
const sentence = /[A-Za-z]{2,}[,;:]? [a-z]{2,}/;

/** The literals of a source that read like English sentences. What stands for a value counts as a blank. Pure. */
export function proseIn(source: string): readonly Prose[] {
  const code = source.replace(comment, text => text.replace(/[^\n]/g, ' '));
  return [...code.matchAll(literal)].flatMap(match => {
    const text = (match[1] ?? match[2] ?? match[3] ?? '').replace(/\$\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}/g, '…');
    return sentence.test(text) ? [{ text, call: callAround(code, match.index) }] : [];
  });
}

/** Goes back to the bracket that is still open. */
function callAround(code: string, index: number): string {
  let depth = 0;
  for (let at = index - 1; at >= 0; at -= 1) {
    const char = code[at];
    if (char === ')') depth += 1;
    else if (char === '(' && depth > 0) depth -= 1;
    else if (char === '(') return /([A-Za-z]+)\s*$/.exec(code.slice(0, at))?.[1] ?? '';
    else if ((char === ';' || char === '\n') && depth === 0 && /^\S/.test(code.slice(at + 1))) return '';
  }
  return '';
}
