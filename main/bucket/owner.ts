import type { XmlNode } from './xml.ts';

/** The one account that everything on this server belongs to. */
export const ownerNodes: readonly XmlNode[] = [
  ['ID', '1000000000000001'],
  ['DisplayName', 'longshore'],
];

export const ownerNode: XmlNode = ['Owner', ownerNodes];
