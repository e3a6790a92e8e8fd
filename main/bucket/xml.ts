import { readXml, type XmlElement } from './read-xml.ts';
import { refuse } from './refusal.ts';

/** An element and what it holds; one whose content is null is left out. */
export type XmlNode = readonly [
  name: string,
  content: XmlContent,
  attributes?: Readonly<Record<string, string>>,
];
export type XmlContent = string | number | boolean | null | readonly XmlNode[];

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/**
 * Control characters go out as numeric references, as the real services write them: not legal XML 1.0, and the reason
 * why clients ask for `encoding-type=url`.
 */
function escapeText(text: string): string {
  return text.replace(
    /[&<>"'\p{Cc}]/gu,
    found => entities[found] ?? `&#x${found.charCodeAt(0).toString(16)};`,
  );
}

function render([name, content, attributes = {}]: XmlNode): string {
  if (content === null) return '';
  const inner = Array.isArray(content) ? content.map(render).join('') : escapeText(String(content));
  const extra = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeText(value)}"`);
  return `<${name}${extra.join('')}>${inner}</${name}>`;
}

/** A whole document; `namespace` is put on the root when the dialect has one. */
export function xmlDocument(name: string, content: readonly XmlNode[], namespace: string | null): string {
  const root = namespace === null ? `<${name}>` : `<${name} xmlns="${namespace}">`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root}${content.map(render).join('')}</${name}>`;
}

/** The root `name` of a document. Refuses with `MalformedXML` whatever is not such a document. */
export function parseXml(text: string, name: string, maxElements: number): XmlElement {
  const root = readXml(text, maxElements);
  if (root.name !== name) throw refuse('MalformedXML');
  return root;
}

/** The children of a name, each of which holds elements. */
export function xmlList(element: XmlElement, name: string): XmlElement[] {
  const found = element.children.filter(child => child.name === name);
  if (found.some(child => child.children.length === 0)) throw refuse('MalformedXML');
  return found;
}

/** Text of a leaf that is there once, or undefined when it is missing. */
export function xmlText(element: XmlElement, name: string): string | undefined {
  const [found, ...others] = element.children.filter(child => child.name === name);
  if (others.length > 0 || (found && found.children.length > 0)) throw refuse('MalformedXML');
  return found?.text;
}
