import type { Language } from '../../../main/text/language.ts';
import { accesses, storageClasses } from '../../../renderer/components/wishes-form.ts';

/** What is the same in every language, by the reason. Each is excused as a whole, and never within a longer word. */
export const names: Readonly<Record<string, readonly string[]>> = {
  products: ['Longshore', 'longshore', 'OSS', 'S3', 'ossutil', 'aws', 'Windows', 'macOS'],
  "the stores' own words, which their Chinese consoles have in Latin letters, too": [
    ...['Endpoint', 'AccessKey ID', 'AccessKey Secret', 'STS', 'KMS', 'RAM', 'IAM', 'ETag', 'ID'],
    ...['bucket.endpoint', 'endpoint/bucket'],
  ],
  'values that are sent as they are written': [
    ...['AES256', 'SM4'],
    ...[`bucket=\${bucket}&object=\${object}`, 'order=7', 'Wed, 25 Nov 2027 00:00:00 GMT'],
  ],
  'headers, schemes, algorithms and formats': [
    ...['Cache-Control', 'Content-Disposition', 'Content-Encoding', 'Content-Language', 'Host'],
    ...['http', 'oss', 's3', 'SNI', 'CRC-32', 'CRC-32C', 'CRC-64/NVME', 'CSV', 'JSON', 'PEM'],
  ],
  'what is typed as it stands': ['off', 'prove --check', 'FILE', 'Ctrl', 'Delete'],
  'names of files and places, as examples': [
    ...['.DS_Store', 'Thumbs.db', '.part', '/build/', '!keep.tmp', '.gitignore', '.git'],
    ...['note.txt', 'backup/2026/', 'nas.local', 'proxy.example'],
  ],
  'units that count in 1024': ['KiB', 'MiB', 'GiB', 'TiB'],
  'the licence': ['MIT'],
  'languages, each in its own words': ['English', '简体中文'],
};

/** Values of the stores that the page lets choose as they are; only some of them are in the scenes. */
const choices = [storageClasses, accesses].flatMap(each => Object.values(each).flat());

const letters: Readonly<Record<Language, RegExp>> = {
  // A single letter is a unit, or counts something: 16M, V4.
  'zh-CN': /\p{Script=Latin}{2,}/u,
  en: /\p{Script=Han}/u,
};

const wordSign = /[\p{Script=Latin}\p{N}]/u;

/** What people read but for data and names: what is still in another language's letters. */
export interface ForeignWords {
  /** The rest of the text, with `…` for what was taken out; null where nothing foreign is left. */
  find(text: string, data: ReadonlySet<string>): string | null;
  /** Names that were needed so far. */
  readonly met: ReadonlySet<string>;
}

export function watchForeignWords(language: Language): ForeignWords {
  const foreign = letters[language];
  const met = new Set<string>();
  const excused = [...Object.values(names).flat(), ...choices];
  return {
    met,
    find(text, data) {
      if (!foreign.test(text)) return null;
      let rest = text;
      for (const value of longestFirst([...data].filter(each => foreign.test(each) && text.includes(each))))
        rest = without(rest, value);
      for (const name of longestFirst(excused.filter(each => rest.includes(each)))) {
        const next = without(rest, name);
        if (next !== rest) met.add(name);
        rest = next;
      }
      return foreign.test(rest) ? rest.replaceAll(gap, '…') : null;
    },
  };
}

const longestFirst = (words: readonly string[]) => words.toSorted((a, b) => b.length - a.length);

/** Stands for what was taken out, so that what was around it does not become one word. */
const gap = '\n';

/** A text without some word wherever it stands alone. Pure. */
function without(text: string, word: string): string {
  let rest = text;
  for (let at = rest.indexOf(word); at >= 0; at = rest.indexOf(word, at + 1)) {
    const end = at + word.length;
    if (wordSign.test(rest[at - 1] ?? '') || wordSign.test(rest[end] ?? '')) continue;
    rest = rest.slice(0, at) + gap + rest.slice(end);
  }
  return rest;
}
