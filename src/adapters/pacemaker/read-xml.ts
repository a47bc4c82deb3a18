import { AgentError } from '../../domain/errors.ts';

/** An element of a document that a tool of Pacemaker wrote; they put everything into attributes, so text is left out. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
}

type Growing = XmlElement & { readonly children: XmlElement[] };

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };
const tag = /<(\/?)([\w:.-]+)((?:[^<>"']|"[^"]*"|'[^']*')*?)(\/?)>/g;

/** Throws AgentError `host` on a document that breaks off or whose tags do not match: half an answer is none. */
export function readXml(text: string): XmlElement {
  const root: Growing = { name: '', attributes: {}, children: [] };
  const open: Growing[] = [root];
  for (const [, closing, name = '', rest = '', empty] of withoutRemarks(text).matchAll(tag)) {
    if (closing === '/') {
      if (open.pop()?.name !== name) throw unreadable(`</${name}> closes nothing`);
      continue;
    }
    const element: Growing = { name, attributes: readAttributes(rest), children: [] };
    open.at(-1)?.children.push(element);
    if (empty !== '/') open.push(element);
  }
  const [document] = root.children;
  if (open.length !== 1 || document === undefined) throw unreadable('it breaks off');
  return document;
}

/** All elements of that name below, at any depth, in the order of the document. */
export function descendants(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.flatMap((child) => [
    ...(child.name === name ? [child] : []),
    ...descendants(child, name),
  ]);
}

function withoutRemarks(text: string): string {
  return text.replace(/<\?.*?\?>|<!--.*?-->|<!\[CDATA\[.*?\]\]>/gs, '');
}

function readAttributes(text: string): Readonly<Record<string, string>> {
  const pairs = text.matchAll(/([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g);
  return Object.fromEntries([...pairs].map(([, key = '', a, b]) => [key, decode(a ?? b ?? '')]));
}

function decode(text: string): string {
  return text.replace(
    /&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi,
    (whole, decimal?: string, hex?: string, name?: string) => {
      const code = decimal === undefined ? parseInt(hex ?? '', 16) : Number(decimal);
      if (code <= 0x10ffff) return String.fromCodePoint(code);
      return entities[name ?? ''] ?? whole;
    },
  );
}

function unreadable(why: string): AgentError {
  return new AgentError('host', `Pacemaker's answer cannot be understood: ${why}`);
}
