/** Contents of an XML element. An array becomes `<item>` elements, as in every list of EC2; undefined is left out. */
export type XmlBody =
  string | number | boolean | Date | undefined | readonly XmlBody[] | { readonly [tag: string]: XmlBody };

/** A document with one root element. Attributes are for the namespace alone. */
export function renderDocument(root: string, namespace: string | undefined, body: XmlBody): string {
  const attribute = namespace === undefined ? '' : ` xmlns="${escapeXml(namespace)}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root}${attribute}>${render(body)}</${root}>`;
}

function render(body: XmlBody): string {
  if (body === undefined) return '';
  if (body instanceof Date) return body.toISOString();
  if (isList(body)) return body.map((item) => element('item', item)).join('');
  if (typeof body === 'object')
    return Object.entries(body)
      .map(([tag, value]) => (value === undefined ? '' : element(tag, value)))
      .join('');
  return escapeXml(String(body));
}

function element(tag: string, body: XmlBody): string {
  const content = render(body);
  return content === '' ? `<${tag}/>` : `<${tag}>${content}</${tag}>`;
}

function isList(body: XmlBody): body is readonly XmlBody[] {
  return Array.isArray(body);
}

export function escapeXml(value: string): string {
  return value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
