import { refuse } from './refusal.ts';

/** A parsed element: it holds text or elements, never both. */
export interface XmlElement {
  /** Without its prefix. */
  readonly name: string;
  readonly text: string;
  readonly children: readonly XmlElement[];
}

interface OpenElement {
  readonly name: string;
  /** As written in the tag. */
  readonly tag: string;
  text: string;
  readonly children: XmlElement[];
}

/** No document of either service goes deeper than five. */
const maxDepth = 16;

const named: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

/**
 * Reads a document of elements and text; attributes are skipped. Text comes out as it went in, whatever characters its
 * references name, because keys of objects stand in it. Takes time in proportion to the document, which has at most
 * `maxElements`. Refuses with `MalformedXML`.
 */
export function readXml(document: string, maxElements: number): XmlElement {
  const source = document.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n');
  const open: OpenElement[] = [];
  let root: XmlElement | null = null;
  let count = 0;

  const addText = (text: string) => {
    const element = open.at(-1);
    if (element) element.text += text;
    else if (text.trim() !== '') throw malformed();
  };
  const close = (element: OpenElement) => {
    if (element.children.length > 0 && element.text.trim() !== '') throw malformed();
    const parent = open.at(-1);
    if (parent) parent.children.push(element);
    else root = element;
  };

  for (let at = 0; at < source.length; ) {
    const start = source.indexOf('<', at);
    addText(withoutReferences(source.slice(at, start < 0 ? source.length : start)));
    if (start < 0) break;
    if (source.startsWith('<!--', start)) at = behind(source, '-->', start + 4);
    else if (source.startsWith('<?', start)) at = behind(source, '?>', start + 2);
    else if (source.startsWith('<![CDATA[', start)) {
      at = behind(source, ']]>', start + 9);
      addText(source.slice(start + 9, at - 3));
    } else if (source[start + 1] === '/') {
      at = behind(source, '>', start);
      const element = open.pop();
      if (element?.tag !== source.slice(start + 2, at - 1).trimEnd()) throw malformed();
      close(element);
    } else {
      at = behindTag(source, start + 1);
      count += 1;
      if (root !== null || count > maxElements || open.length === maxDepth) throw malformed();
      const isEmpty = source[at - 2] === '/';
      const element = elementOf(source.slice(start + 1, isEmpty ? at - 2 : at - 1));
      if (isEmpty) close(element);
      else open.push(element);
    }
  }
  if (root === null || open.length > 0) throw malformed();
  return root;
}

function elementOf(content: string): OpenElement {
  const [tag = ''] = /^[^\s]*/.exec(content) ?? [];
  if (!/^[\p{L}_][\p{L}\p{N}._-]*(:[\p{L}_][\p{L}\p{N}._-]*)?$/u.test(tag)) throw malformed();
  return { name: tag.slice(tag.indexOf(':') + 1), tag, text: '', children: [] };
}

function behind(source: string, end: string, from: number): number {
  const at = source.indexOf(end, from);
  if (at < 0) throw malformed();
  return at + end.length;
}

/** The end of a start tag, past attribute values, which may hold a `>`. */
function behindTag(source: string, from: number): number {
  for (let at = from; at < source.length; at += 1) {
    const character = source[at];
    if (character === '>') return at + 1;
    if (character === '<') break;
    if (character === '"' || character === "'") at = behind(source, character, at + 1) - 1;
  }
  throw malformed();
}

const reference = /&(?:#(\d{1,7});|#x([0-9a-f]{1,6});|(\w{1,8});)?/gi;

/** One by one, for `replace` would gather all references of a long text before it asks about the first. */
function withoutReferences(text: string): string {
  let whole = '';
  let end = 0;
  for (const match of text.matchAll(reference)) {
    const [written, decimal, hex, name] = match;
    const character = name === undefined ? characterOf(decimal, hex) : named.get(name);
    if (character === undefined) throw malformed();
    whole += text.slice(end, match.index) + character;
    end = match.index + written.length;
  }
  return whole + text.slice(end);
}

/** Any code point, also those that XML 1.0 forbids: listings name keys that hold control characters this way. */
function characterOf(decimal: string | undefined, hex: string | undefined): string | undefined {
  const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
  const isCharacter = code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  return isCharacter ? String.fromCodePoint(code) : undefined;
}

function malformed() {
  return refuse('MalformedXML');
}
