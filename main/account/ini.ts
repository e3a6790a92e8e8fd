/** Sections of an INI file by name; names of keys as they stand, those of a nested block as `s3.endpoint_url`. */
export type Ini = ReadonlyMap<string, ReadonlyMap<string, string>>;

/**
 * Reads the INI files of other tools as those tools do: a value goes to the end of its line, whatever signs it holds (a
 * command may well have `;` or `#` in it), and a section's name may hold dots. Lines that make no sense are passed over.
 */
export function parseIni(text: string): Ini {
  const sections = new Map<string, Map<string, string>>();
  let section = new Map<string, string>();
  let parent: string | null = null;
  for (const line of text.split(/\r?\n/)) {
    if (/^\s*([#;]|$)/.test(line)) continue;
    const header = /^\s*\[\s*(.*?)\s*\]/.exec(line)?.[1];
    if (header !== undefined) {
      section = sections.get(header) ?? new Map();
      sections.set(header, section);
      parent = null;
      continue;
    }
    const [, indent = '', key = '', value = ''] = /^(\s*)([^=]+?)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (key === '') continue;
    if (indent !== '' && parent !== null) {
      section.set(`${parent}.${key}`, value);
      continue;
    }
    section.set(key, value);
    parent = value === '' ? key : null;
  }
  return sections;
}

/** A value without a comment behind it; for settings that hold no blank themselves. */
export function withoutComment(value: string | undefined): string | undefined {
  return value?.replace(/(^|\s)[#;].*$/, '').trim() || undefined;
}
