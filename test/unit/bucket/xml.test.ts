import { expect, test } from 'vitest';
import { parseXml, xmlDocument, xmlList, xmlText } from '../../../main/bucket/xml.ts';

test('names come back from a document as they went in', () => {
  for (const name of [
    'a&b<c>"d\'',
    ' blank ',
    '报告 🚢',
    'tab\tline\nreturn\r',
    '1.0',
    'true',
    '&amp;',
    ']]>',
    '__proto__',
    'a\u0001b\u0000\u001f\u007f\u0085',
    '&#x1;',
    '&amp;#x41;',
    '\ufffe\ufeff',
  ]) {
    const text = xmlDocument('Delete', [['Object', [['Key', name]]]], 'http://example.com/ns');
    const [object] = xmlList(parseXml(text, 'Delete', 100), 'Object');
    expect(object && xmlText(object, 'Key')).toBe(name);
  }
});

test('blanks between elements do not matter', () => {
  const text =
    '<?xml version="1.0"?>\n<Delete>\n <Quiet>true</Quiet>\n <Object>\n <Key>a</Key> </Object>\n</Delete>\n';
  const root = parseXml(text, 'Delete', 100);
  expect(xmlText(root, 'Quiet')).toBe('true');
  expect(xmlList(root, 'Object').map(object => xmlText(object, 'Key'))).toEqual(['a']);
});

test.each([
  ['nothing', ''],
  ['plain text', 'hello'],
  ['another root', '<Other/>'],
  ['an open element', '<Delete><Object>'],
  ['declared entities', '<!DOCTYPE x [<!ENTITY a "b">]><Delete/>'],
])('%s is malformed', (_, text) => {
  expect(() => parseXml(text, 'Delete', 100)).toThrow(expect.objectContaining({ code: 'MalformedXML' }));
});

test('elements that should hold text or elements do', () => {
  const root = parseXml('<Delete><Quiet><a/></Quiet><Object>text</Object></Delete>', 'Delete', 100);
  expect(() => xmlText(root, 'Quiet')).toThrow(expect.objectContaining({ code: 'MalformedXML' }));
  expect(() => xmlList(root, 'Object')).toThrow(expect.objectContaining({ code: 'MalformedXML' }));
});

test.each([
  ['&#97;&#x62;&#X63;', 'abc'],
  ['a&#x1;b&#1;', 'a\u0001b\u0001'],
  ['&#x1F6A2;', '🚢'],
  ['a&amp;amp;<![CDATA[&#x1;<b>]]>', 'a&amp;&#x1;<b>'],
  ['a\r\nb&#13;', 'a\nb\r'],
  ['a<!-- & <b> -->b', 'ab'],
])('%j is the text %j', (written, text) => {
  expect(
    xmlText(parseXml(`<D xmlns='x>y'><K a="<">${written}</K></D>`.replace('<"', '>"'), 'D', 9), 'K'),
  ).toBe(text);
});

test.each([
  '&#;',
  '&#x;',
  '&#xD800;',
  '&#x110000;',
  '&#99999999999;',
  '&unknown;',
  '&nbsp;',
  '&',
  '&#x1',
  'text<b/>',
])('%j is malformed', written => {
  expect(() => parseXml(`<D><K>${written}</K></D>`, 'D', 9)).toThrow(
    expect.objectContaining({ code: 'MalformedXML' }),
  );
});

test.each([
  ['two roots', '<D/><D/>'],
  ['text behind the root', '<D/>x'],
  ['elements that cross', '<D><a><b></a></b></D>'],
  ['a tag that does not end', '<D '],
  ['a name that is none', '<D>< a/></D>'],
  ['too many elements', `<D>${'<a/>'.repeat(100)}</D>`],
  ['a deep nest', '<D>'.repeat(50) + '</D>'.repeat(50)],
])('%s: malformed', (_, text) => {
  expect(() => parseXml(text, 'D', 60)).toThrow(expect.objectContaining({ code: 'MalformedXML' }));
});

// Whatever takes more than a time in proportion to the text runs into the time limit of the test.
test.each(['<', '<a', '<a>', '<a/>', '&', '&a;', '&lt;', '<!--', '<a b="', '<D>', '<![CDATA['])(
  'four million bytes of %j are refused at once',
  piece => {
    const text = `<D>${piece.repeat(4_000_000 / piece.length)}`;
    expect(() => parseXml(text, 'D', 100_000)).toThrow(expect.objectContaining({ code: 'MalformedXML' }));
  },
);
