/** An element of a document. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** What stands directly in it. */
  readonly text: string;
}

type Growing = { -readonly [Key in keyof XmlElement]: XmlElement[Key] } & { readonly children: XmlElement[] };

const name = String.raw`[A-Za-z_][\w:.-]*`;
const attribute = String.raw`\s+${name}\s*=\s*(?:"[^"<]*"|'[^'<]*')`;
/** A remark, plain text (CDATA), a closing tag, an opening one, or text: all that may come next. */
const token = new RegExp(
  [
    String.raw`<\?[^]*?\?>|<!--[^]*?-->`,
    String.raw`<!\[CDATA\[([^]*?)\]\]>`,
    String.raw`<\/(${name})\s*>`,
    String.raw`<(${name})((?:${attribute})*)\s*(\/?)>`,
    '([^<]+)',
  ].join('|'),
  'gy',
);
const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

/**
 * Reads a whole document without a document type. Throws SyntaxError on one that breaks off, whose tags do not match, or
 * that has anything in it which is not understood: half an answer is none.
 */
export function readXml(text: string): XmlElement {
  const root = begin('', '');
  const open: Growing[] = [root];
  let understood = 0;
  for (const match of text.matchAll(token)) {
    understood += match[0].length;
    const [, plain, closing, opening, attributes = '', empty, encoded] = match;
    const inner = open.at(-1);
    if (closing !== undefined) {
      if (inner?.name !== closing) throw new SyntaxError(`</${closing}> closes nothing`);
      open.pop();
    } else if (opening !== undefined) {
      const element = begin(opening, attributes);
      inner?.children.push(element);
      if (empty !== '/') open.push(element);
    } else if (inner !== undefined) {
      inner.text += plain ?? decode(encoded ?? '');
    }
  }
  if (understood < text.length)
    throw new SyntaxError(`the XML breaks off, or is none, at character ${understood}`);
  const [document, second] = root.children;
  if (open.length !== 1 || document === undefined) throw new SyntaxError('the XML breaks off');
  if (second !== undefined || root.text.trim() !== '') throw new SyntaxError('more than one XML document');
  return document;
}

/** The first child of that name. */
export function childOf(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((child) => child.name === name);
}

/** All elements of that name below, at any depth, in the order of the document. */
export function descendants(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.flatMap((child) => [
    ...(child.name === name ? [child] : []),
    ...descendants(child, name),
  ]);
}

function begin(name: string, attributes: string): Growing {
  const pairs = attributes.matchAll(/([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g);
  return {
    name,
    attributes: Object.fromEntries([...pairs].map(([, key = '', a, b]) => [key, decode(a ?? b ?? '')])),
    children: [],
    text: '',
  };
}

function decode(text: string): string {
  return text.replace(
    /&(?:#(\d+)|#x([\da-f]+)|(\w+))?;?/gi,
    (whole, decimal?: string, hex?: string, entity?: string) => {
      const code = decimal === undefined ? parseInt(hex ?? '', 16) : Number(decimal);
      const character = code <= 0x10ffff ? String.fromCodePoint(code) : entities[entity ?? ''];
      if (character === undefined || !whole.endsWith(';'))
        throw new SyntaxError(`${whole} means nothing in XML`);
      return character;
    },
  );
}
