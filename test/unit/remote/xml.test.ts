import { describe, expect, test } from 'vitest';
import { escapeXml, fitsXml, parseXml } from '../../../main/remote/xml.ts';

describe('reading', () => {
  test('texts are kept as they are, names lose their prefix', () => {
    const document = parseXml(
      '<?xml version="1.0"?>\n<a:R xmlns:a="u">\n <Key>  007 &amp;lt; &#34;x&#x22; &#20320;</Key><Empty/><E></E>' +
        '<C><K>1</K></C><C><K>2</K></C><Raw><![CDATA[<&>]]></Raw></a:R>',
    );
    expect(document?.name).toBe('R');
    expect(document?.root.text('Key')).toBe('  007 &lt; "x" 你');
    expect(document?.root.text('Empty')).toBe('');
    expect(document?.root.text('E')).toBe('');
    expect(document?.root.text('Absent')).toBeNull();
    expect(document?.root.text('C')).toBeNull();
    expect(document?.root.text('Raw')).toBe('<&>');
    expect(document?.root.children('C').map(child => child.text('K'))).toEqual(['1', '2']);
    expect(document?.root.child('C')?.text('K')).toBe('1');
    expect(document?.root.leaves()).toMatchObject({ Empty: '', Raw: '<&>' });
    expect(document?.root.leaves()).not.toHaveProperty('C');
  });

  test('a root with text alone is read too', () => {
    expect(parseXml('<LocationConstraint>oss-cn-hangzhou</LocationConstraint>')?.text).toBe(
      'oss-cn-hangzhou',
    );
  });

  test.each([
    '',
    '   ',
    'text',
    '{"a":1}',
    '<a>',
    '<a><b></a></b>',
    '<a><b>cut o',
    '<!DOCTYPE html><html></html>',
    '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
  ])('%j is no document', text => {
    expect(parseXml(text)).toBeNull();
  });

  test('every character reference is read, also of what XML does not allow', () => {
    const text = parseXml(
      '<R><K>a&#x1;b&#1;c&#0031;&#x7F;&#x1F600;&#128512;&#xd83d;&#xDE00;&#38;lt;&amp;#1;</K><C><![CDATA[&#1;&amp;]]></C></R>',
    );
    expect(text?.root.text('K')).toBe('a\u0001b\u0001c\u001f\u007f😀😀😀&lt;&#1;');
    expect(text?.root.text('C')).toBe('&#1;&amp;');
  });

  test.each(['<R>&#x110000;</R>', '<R>&#99999999999999999999;</R>', '<R>&#xd800;</R>'])(
    'a reference to no character makes it no document: %s',
    text => {
      expect(parseXml(text)).toBeNull();
    },
  );

  test('names of characters other than those of XML are left as they are', () => {
    expect(parseXml('<R>&quot;&apos;&lt;&gt;&amp;&copy;</R>')?.text).toBe('"\'<>&&copy;');
  });

  test('blanks and a mark of the byte order before the declaration do not matter', () => {
    expect(parseXml('\ufeff \n<?xml version="1.0"?><R>1</R>')?.text).toBe('1');
  });

  test('a page of 1000 entries is read, and a flood of tags is refused before it costs anything', () => {
    const owner = '<Owner><ID>1</ID><DisplayName>1</DisplayName></Owner>';
    const entry = `<Contents><Key>k</Key><LastModified>t</LastModified><ETag>e</ETag><Size>1</Size><Type>n</Type><StorageClass>s</StorageClass>${owner}</Contents>`;
    expect(parseXml(`<R>${entry.repeat(1000)}</R>`)?.root.children('Contents')).toHaveLength(1000);
    const startedMs = performance.now();
    expect(parseXml(`<R>${'<a/>'.repeat(2_000_000)}</R>`)).toBeNull();
    expect(performance.now() - startedMs).toBeLessThan(500);
  });

  test('what every JavaScript object has is no element', () => {
    expect(parseXml('<R><a>1</a></R>')?.root.text('constructor')).toBeNull();
    expect(parseXml('<R><a>1</a></R>')?.root.children('toString')).toEqual([]);
  });
});

describe('writing', () => {
  test('what is written is read back', () => {
    const text = ' <&>"\' \t\r\n報 ';
    expect(parseXml(`<R><K>${escapeXml(text)}</K></R>`)?.root.text('K')).toBe(text);
  });

  test.each([
    ['plain 報 😀', true],
    ['\t\r\n', true],
    ['\u0001', false],
    ['\uffff', false],
    ['half \ud800', false],
  ])('%j fits: %s', (text, fits) => {
    expect(fitsXml(text)).toBe(fits);
  });
});
