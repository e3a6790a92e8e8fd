// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
const control = /[\u0000-\u001f\u007f]/;

/** A text as one word of a shell's command line; quoted only where it has to be. Pure. */
export function shellWord(text: string): string {
  return /^[A-Za-z0-9@%+=:,./_-]+$/.test(text) ? text : quoted(text);
}

/** In single quotes, as every POSIX shell takes it; control characters in the form that bash, zsh and ksh know. Pure. */
export function quoted(text: string): string {
  if (!control.test(text)) return `'${text.replaceAll("'", "'\\''")}'`;
  const escaped = text
    .replace(/[\\']/g, char => `\\${char}`)
    .replace(new RegExp(control, 'g'), char => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`);
  return `$'${escaped}'`;
}
