import { expect, it } from 'vitest';
import { isForPeople } from '../../../src/cli/is-for-people.ts';

it.each([
  [['start'], false],
  [['monitor'], false],
  [['usage'], false],
  [['help'], true],
  [['meta-data'], false],
  [['start', 'x'], false],
  [[], true],
  [['status'], true],
  [['doctor'], true],
  [['statsu'], true],
  [['--version'], true],
  [['help', 'doctor'], true],
  [['monitor', '--eni-id', 'eni-0123456789abcdef0'], true],
])('%j is for people: %s', (words, people) => {
  expect(isForPeople(words)).toBe(people);
});
