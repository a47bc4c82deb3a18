/** Licences that ask for no more than that their text and the names of the authors are kept. */
const permissive: ReadonlySet<string> = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'ISC',
  'MIT',
  'MIT-0',
  'Unlicense',
]);

/**
 * True for an SPDX expression that can be met with permissive licences alone: one of the choices of OR, all parts of AND.
 * Anything else, a missing licence and nested parentheses included, is not.
 */
export function isPermissive(expression: string): boolean {
  const bare = expression.replace(/^\(([^()]*)\)$/, '$1');
  return bare
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((licence) => permissive.has(licence.trim())));
}
