import { escapeControls } from './quote-value.ts';

/** crm_mon shows the reason in one line of a table; the CIB stores it. */
const longest = 512;

/**
 * The line that Pacemaker shows as the reason of a failure, with its line end: one sentence on one line, control
 * characters escaped, at most 512 characters after the prefix.
 */
export function formatExitReason(prefix: string, sentence: string): string {
  const line = escapeControls(sentence.slice(0, longest * 2));
  return `${escapeControls(prefix)}${line.length > longest ? `${line.slice(0, longest - 1)}…` : line}\n`;
}
