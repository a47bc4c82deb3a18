export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** Of this element alone, trimmed. */
  readonly text: string;
}

/** Reads the XML that meta-data consist of (elements, attributes, text, numeric references); throws on anything else. */
export function parseXml(source: string): XmlElement {
  const body = source.replace(/^<\?xml [^>]*\?>\n/, '').replace(/^<!DOCTYPE [^[>]*(?:\[[^\]]*\])?>\n/, '');
  const root: Open = { name: '', attributes: {}, children: [], text: '' };
  const open: Open[] = [root];
  for (const [token, tag] of body.matchAll(/<([^<>]*)>|[^<>]+/g)) {
    const top = open.at(-1) ?? root;
    if (tag === undefined) {
      top.text += token;
    } else if (tag.startsWith('/')) {
      if (tag !== `/${top.name}` || open.length === 1) throw new Error(`<${tag}> closes <${top.name}>`);
      open.pop();
    } else {
      const element = openElement(tag);
      top.children.push(element);
      if (!tag.endsWith('/')) open.push(element);
    }
  }
  const [element, ...more] = root.children;
  if (element === undefined || more.length > 0 || open.length > 1) throw new Error('not one whole element');
  return seal(element);
}

interface Open {
  name: string;
  attributes: Record<string, string>;
  children: Open[];
  text: string;
}

function openElement(tag: string): Open {
  const [, name, rest] = /^([\w-]+)((?: [\w-]+="[^"]*")*)\/?$/.exec(tag) ?? [];
  if (name === undefined || rest === undefined) throw new Error(`not a tag: <${tag}>`);
  const attributes: Record<string, string> = {};
  for (const [, key = '', value = ''] of rest.matchAll(/ ([\w-]+)="([^"]*)"/g))
    attributes[key] = decode(value);
  return { name, attributes, children: [], text: '' };
}

function seal(element: Open): XmlElement {
  return { ...element, text: decode(element.text).trim(), children: element.children.map(seal) };
}

function decode(text: string): string {
  return text.replace(/&([^;]*);/g, (reference, code: string) => {
    if (!/^#\d+$/.test(code)) throw new Error(`unknown reference ${reference}`);
    return String.fromCodePoint(Number(code.slice(1)));
  });
}
