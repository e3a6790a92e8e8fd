import { XMLParser } from 'fast-xml-parser';
import { AppError } from '../base/app-error.ts';
import { problem } from '../base/said.ts';

/** An element of an answer: children by local name, texts as they are. */
export interface XmlElement {
  /** The first child of this name. */
  child(name: string): XmlElement | null;
  children(name: string): readonly XmlElement[];
  /** Text of the first child of this name; null when there is none, empty for an empty element. */
  text(name: string): string | null;
  /** Names and texts of all children that hold text alone. */
  leaves(): Readonly<Record<string, string>>;
}

export interface XmlDocument {
  /** Local name of the root. */
  readonly name: string;
  readonly root: XmlElement;
  /** Text of a root without children. */
  readonly text: string;
}

/** Keys may begin with a blank and look like numbers, so texts are left alone. */
const parser = new XMLParser({
  ignoreAttributes: true,
  ignoreDeclaration: true,
  removeNSPrefix: true,
  parseTagValue: false,
  trimValues: false,
  entityDecoder: {
    decode: decodeReferences,
    reset() {},
    setXmlVersion() {},
    setExternalEntities() {},
    addInputEntities() {},
  },
  isArray: () => true,
});

/** Tags in a document: 1000 entries of 20 elements have 40,000, and more than this takes long to read. */
const maxTags = 100_000;
const named = new Map(Object.entries({ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }));

/**
 * Reads a document; null for anything that is not well-formed to its last tag, so that an answer that was cut off is never
 * taken for a short list. Documents with a DOCTYPE are refused: no store sends one, HTML pages and entity bombs do; and so
 * are floods of tags. Blanks before the declaration, by which a server keeps a connection alive, do not matter.
 */
export function parseXml(text: string): XmlDocument | null {
  const trimmed = text.trimStart();
  if (!trimmed.startsWith('<') || /<!DOCTYPE/i.test(trimmed) || isFlood(trimmed)) return null;
  let parsed: Record<string, unknown>;
  try {
    parsed = parser.parse(trimmed, true) as Record<string, unknown>;
  } catch {
    return null;
  }
  const [found] = Object.entries(parsed).filter(([name]) => name !== '#text');
  if (!found) return null;
  const [name, value] = found;
  const content = Array.isArray(value) ? value[0] : value;
  return { name, root: createElement(content), text: textOf(content) ?? '' };
}

function isFlood(text: string): boolean {
  let tags = 0;
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at + 1)) {
    tags += 1;
    if (tags > maxTags) return true;
  }
  return false;
}

/**
 * Text with its references read. Numbers stand for any character, also for those that XML forbids, since servers write keys
 * so; throws for what is no character. Names that XML does not know stay as they are.
 */
function decodeReferences(text: string): string {
  const decoded = text.replace(
    /&(?:#x([0-9a-f]+)|#(\d+)|([a-z]+));/gi,
    (reference, hex?: string, decimal?: string, name?: string) => {
      if (name !== undefined) return named.get(name) ?? reference;
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      return String.fromCodePoint(code);
    },
  );
  if (decoded.isWellFormed()) return decoded;
  throw new AppError(
    'remote.not-storage',
    'a reference in the answer stands for no character',
    problem('answer.reference'),
  );
}

function createElement(content: unknown): XmlElement {
  const byName = new Map(
    typeof content === 'object' && content !== null
      ? Object.entries(content).filter((entry): entry is [string, unknown[]] => Array.isArray(entry[1]))
      : [],
  );
  const children = (name: string) => byName.get(name) ?? [];
  return {
    child(name) {
      const [first] = children(name);
      return first === undefined ? null : createElement(first);
    },
    children: name => children(name).map(createElement),
    text(name) {
      const [first] = children(name);
      return first === undefined ? null : textOf(first);
    },
    leaves() {
      const texts = [...byName].map(([name, [first]]) => [name, textOf(first)] as const);
      return Object.fromEntries(texts.filter((entry): entry is [string, string] => entry[1] !== null));
    },
  };
}

/** Null for an element with children. */
function textOf(content: unknown): string | null {
  if (typeof content === 'string') return content;
  if (typeof content !== 'object' || content === null) return '';
  const names = Object.keys(content);
  if (names.some(name => name !== '#text')) return null;
  const [text] = [(content as Record<string, unknown>)['#text']].flat();
  return typeof text === 'string' ? text : '';
}

/** Element content: markup, and the blanks that XML would fold, as references. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"'\t\n\r]/g, character => `&#${character.charCodeAt(0)};`);
}

/** True for text that XML 1.0 can carry at all, by reference or not. */
export function fitsXml(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return text.isWellFormed() && !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(text);
}
