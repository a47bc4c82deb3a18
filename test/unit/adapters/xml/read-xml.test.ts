import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { childOf, descendants, readXml, type XmlElement } from '../../../../src/adapters/xml/read-xml.ts';

const names = fc.stringMatching(/^[A-Za-z_][\w:.-]{0,8}$/).filter((name) => name !== '__proto__');
/** What XML can hold: no control characters, and no half of a pair. */
const texts = fc.string({ unit: 'grapheme' }).map((text) => text.replace(/[\0-\x1f]/g, ''));
const elementOf: (depth: number) => fc.Arbitrary<XmlElement> = fc.memo((depth) =>
  fc.record({
    name: names,
    attributes: fc.dictionary(names, texts, { maxKeys: 3, noNullPrototype: true }),
    children: depth > 1 ? fc.array(elementOf(depth - 1), { maxLength: 3 }) : fc.constant([]),
    text: texts,
  }),
);
const elements = elementOf(4);

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function write({ name, attributes, children, text }: XmlElement): string {
  const pairs = Object.entries(attributes).map(([key, value]) => ` ${key}="${escape(value)}"`);
  return `<${name}${pairs.join('')}>${escape(text)}${children.map(write).join('<!-- between -->')}</${name}>`;
}

describe('a document', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(elements, (element) => {
        expect(readXml(write(element))).toEqual(element);
      }),
      { numRuns: 300 },
    );
  });

  it('of which the end is missing is none', () => {
    fc.assert(
      fc.property(elements, fc.nat(), (element, cut) => {
        const text = write(element);
        expect(() => readXml(text.slice(0, cut % text.length))).toThrow(SyntaxError);
      }),
      { numRuns: 300 },
    );
  });

  it('may begin with a declaration and have remarks around it', () => {
    expect(readXml('<?xml version="1.0"?>\n<!-- a <b> -->\n<a>b</a>\n<!-- c -->\n')).toMatchObject({
      name: 'a',
      text: 'b',
    });
  });

  it.each([
    ['&lt;&amp;&gt;&quot;&apos;', '<&>"\''],
    ['&#65;&#x42;&#x1F600;', 'AB😀'],
    ['<![CDATA[<b>&amp;]]>', '<b>&amp;'],
    ['a<b/>c', 'ac'],
    ['&amp;lt;', '&lt;'],
  ])('that says %s means %s', (written, text) => {
    expect(readXml(`<a>${written}</a>`).text).toBe(text);
  });

  it.each([
    ...['', ' ', 'text', '<', '<a', '<a>', '</a>', '<a></b>', '<a><b></a></b>', '<a/><b/>', '<a/>text'],
    ...[
      '<a b></a>',
      '<a b=c/>',
      '<a b="c/>',
      '<a b="<"/>',
      '<1/>',
      '<a>&</a>',
      '<a>&amp</a>',
      '<a>&nbsp;</a>',
    ],
    ...['<a>&#x110000;</a>', '<!DOCTYPE a><a/>', '<!-- <a/>', '<a><![CDATA[</a>', '<a>< b/></a>', '{"a": 1}'],
    ...['<!doctype html><html><br></html>', '<a b="&c;"/>'],
  ])('%j is none', (text) => {
    expect(() => readXml(text)).toThrow(SyntaxError);
  });

  it('may be nested more deeply than any answer is', () => {
    const depth = 100_000;
    expect(readXml(`${'<a>'.repeat(depth)}${'</a>'.repeat(depth)}`).name).toBe('a');
  });

  it('of half a megabyte is read, or refused, at once', () => {
    const startMs = performance.now();
    readXml(`<a>${'<b c="d">e</b>'.repeat(40_000)}</a>`);
    for (const part of [' b="c"', ' ', '<!--', '&', '<b ', ' b=']) {
      expect(() => readXml(`<a${part.repeat(500_000 / part.length)}`)).toThrow(SyntaxError);
    }
    expect(performance.now() - startMs).toBeLessThan(5_000);
  });
});

it('elements are found by name: the first child, and all below in their order', () => {
  const document = readXml('<a><b n="1"><c><b n="2"/></c></b><b n="3"/></a>');
  expect(childOf(document, 'b')?.attributes).toEqual({ n: '1' });
  expect(childOf(document, 'c')).toBeUndefined();
  expect(childOf(undefined, 'c')).toBeUndefined();
  expect(descendants(document, 'b').map(({ attributes }) => attributes['n'])).toEqual(['1', '2', '3']);
});
