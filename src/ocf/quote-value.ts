import { redact } from '../domain/redact.ts';

const longestShown = 64;
/** Beyond this length nothing is shown: what cannot be looked at whole cannot be cleared of credentials either. */
const longestInspected = 4096;

/**
 * A value from outside as it may appear in a message of one line: in double quotes, control characters escaped, cut to
 * 64 characters, without the credentials or the query of a URL. What looks like a credential goes before it is cut: half
 * of one would not be known for one any more.
 */
export function quoteValue(value: string): string {
  if (value.length > longestInspected) return `a value of ${value.length} characters`;
  const shown = redact(withoutSecrets(value));
  return shown.length > longestShown
    ? `"${escapeControls(shown.slice(0, longestShown))}…" (${shown.length} characters)`
    : `"${escapeControls(shown)}"`;
}

/** Everything that could end a line, move a cursor or reverse the reading direction becomes visible ASCII. */
export function escapeControls(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return named.get(character) ?? `\\u{${code.toString(16)}}`;
  });
}

const named: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/** The password may hold any character, so everything up to the last "@" goes. */
function withoutSecrets(value: string): string {
  return value.replace(/\/\/.*@/s, '//***@').replace(/(:\/\/[^?#]*[?#]).+/s, '$1***');
}
