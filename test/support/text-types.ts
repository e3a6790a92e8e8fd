/** The placeholders of a text: `{name}` or `{name:form}`. */
const placeholder = /\{([a-zA-Z]+)(?::([a-z]+))?\}/g;
const optionalPart = /\[[^\]]*\]/g;
/** Forms of whatever is a number; a fact in any other is a number or a text. */
const numberForms = ['bytes', 'exact', 'rate', 'span', 'roughly', 'moment', 'number', 'grouped', 'percent'];
const variant = /(_page)?(_(zero|one|two|few|many|other))?$/;

export type Catalogue = Readonly<Record<string, string>>;

/** The names that a text asks for, with their forms: `size:bytes`. */
export function placeholdersOf(text: string): readonly string[] {
  return [...text.matchAll(placeholder)].map(([whole]) => whole.slice(1, -1));
}

/** The key as the code says it: without the ending of a plural, or of the page's own wording. */
export function baseKey(key: string): string {
  return key.replace(variant, '');
}

/** Whether a text is the one for some number of things. */
export function isPlural(key: string): boolean {
  return /_(zero|one|two|few|many|other)$/.test(key);
}

/** The keys of a catalogue with all texts of each: one, or one for each plural. */
export function textsByKey(catalogue: Catalogue): ReadonlyMap<string, readonly string[]> {
  const texts = new Map<string, string[]>();
  for (const [key, text] of Object.entries(catalogue)) {
    texts.set(baseKey(key), [...(texts.get(baseKey(key)) ?? []), text]);
  }
  return texts;
}

/** The source of `main/base/text-facts.ts`: which facts each text needs in any language. Catalogues are of all languages. Pure. */
export function typesOfTexts(catalogues: Readonly<Record<string, readonly Catalogue[]>>): string {
  const head = [
    '// Made from assets/text: "vitest run --config test/vitest.config.ts test/unit/text -u" writes it anew.',
    '',
    'type Shown = string | number;',
    'type Missing = null;',
    'type None = Record<never, never>;',
  ];
  const interfaces = Object.entries(catalogues).map(([name, inLanguages]) =>
    [
      '',
      `export interface ${name} {`,
      ...allKeys(inLanguages).map(
        key =>
          `  readonly '${key}': ${factsTypeOf(inLanguages.flatMap(texts => textsByKey(texts).get(key) ?? []))};`,
      ),
      '}',
    ].join('\n'),
  );
  return `${[...head, ...interfaces].join('\n')}\n`;
}

function allKeys(catalogues: readonly Catalogue[]): readonly string[] {
  return [...new Set(catalogues.flatMap(texts => Object.keys(texts).map(baseKey)))];
}

function factsTypeOf(texts: readonly string[]): string {
  const found = new Map<string, { isNumber: boolean; isNeeded: boolean }>();
  for (const text of texts) {
    const needed = new Set([...text.replace(optionalPart, '').matchAll(placeholder)].map(([, name]) => name));
    for (const [, name = '', form = ''] of text.matchAll(placeholder)) {
      const before = found.get(name);
      found.set(name, {
        isNumber: name === 'count' || numberForms.includes(form) || before?.isNumber === true,
        isNeeded: needed.has(name) || before?.isNeeded === true,
      });
    }
  }
  if (found.size === 0) return 'None';
  const fields = [...found].map(([name, { isNumber, isNeeded }]) => {
    const type = isNumber ? 'number' : 'Shown';
    return isNeeded ? `readonly ${name}: ${type}` : `readonly ${name}?: ${type} | Missing`;
  });
  return `{ ${fields.join('; ')} }`;
}
