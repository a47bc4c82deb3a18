import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isPermissive } from '../../../scripts/licences/permissive.ts';
import { readParts } from '../../../scripts/package/licences.ts';
import { readProject } from '../../../scripts/package/project.ts';

it.each([
  ['MIT', true],
  ['(MIT OR GPL-3.0-only)', true],
  ['MIT AND ISC', true],
  ['MIT AND GPL-2.0-only', false],
  ['(MIT AND GPL-2.0-only)', false],
  ['GPL-3.0-or-later', false],
  ['AGPL-3.0 OR LGPL-2.1', false],
  ['SEE LICENSE IN LICENSE', false],
  ['UNLICENSED', false],
  ['unknown', false],
  ['', false],
])('the licence "%s" is permissive: %s', (expression, expected) => {
  expect(isPermissive(expression)).toBe(expected);
});

it('everything that is delivered is under a permissive licence', async () => {
  const parts = await readParts(await readProject(join(import.meta.dirname, '../../..')));
  expect(parts.map(({ name }) => name)).toContain('@aws-sdk/client-ec2');
  expect(parts.filter(({ licence }) => !isPermissive(licence))).toEqual([]);
});
