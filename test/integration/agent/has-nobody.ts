import { readFileSync } from 'node:fs';

const nobody = 65_534;

/** Whether a process can become the user nobody: not in a user namespace that knows its root alone. */
export const hasNobody = readFileSync('/proc/self/uid_map', 'utf8')
  .split('\n')
  .map((line) => line.trim().split(/\s+/).map(Number))
  .some(([first = Infinity, , count = 0]) => first <= nobody && nobody < first + count);

/** What the name of a test that is left out for it says. */
export const alone = hasNobody ? '' : ' (skipped: there is no user nobody in this user namespace)';
