/** Pieces of manual pages in the man macros of roff. All take plain text, and end with a line end. */

export function title(name: string, section: number, version: string): string {
  return `.TH ${name} ${section} "" "eni-agent ${escape(version)}"\n.nh\n.ad l\n`;
}

/** A section and what stands first in it, which is roff already. */
export function heading(name: string, body: string): string {
  return `.SH "${name}"\n${body}${body === '' || body.endsWith('\n') ? '' : '\n'}`;
}

export function paragraph(text: string): string {
  return `.PP\n${escapeLines(text)}\n`;
}

/** A term, which is roff already, with its explanation. */
export function item(term: string, text: string): string {
  return `.TP\n${term}\n${escapeLines(text)}\n`;
}

export function example(text: string): string {
  return `.RS 4\n.EX\n${escapeLines(text)}\n.EE\n.RE\n`;
}

export function bold(text: string): string {
  return `\\fB${escape(text)}\\fR`;
}

/** Backslashes and hyphens mean something else to roff; everything beyond ASCII is written by its number. */
function escape(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll("'", '\\(aq')
    .replace(
      /[^\t\n -~]/gu,
      (character) => `\\[u${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`,
    );
}

/** A dot or an apostrophe at the begin of a line would be a command. */
function escapeLines(text: string): string {
  return escape(text).replaceAll(/^\./gm, '\\&.');
}
