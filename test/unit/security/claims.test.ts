import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../..');
const text = readFileSync(join(root, 'SECURITY.md'), 'utf8').replace(/\s+/g, ' ');

/** What SECURITY.md says of tests: a path, and the titles in quotes that follow it. */
const claims = [...text.matchAll(/`(test\/[\w/.-]+)`((?:,? "[^"]+")*)/g)].flatMap(
  ([, path = '', titles = '']) =>
    [...titles.matchAll(/"([^"]+)"/g)].map(([, title = '']) => [path, title] as const),
);

describe('SECURITY.md', () => {
  it.each(claims)('%s has a test "%s"', (path, title) => {
    const source = existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : '';
    const titles = source.replaceAll("\\'", "'").replace(/\s+/g, ' ');
    expect(titles).toContain(title);
  });

  it('names a test for every line that claims something', () => {
    const threats =
      readFileSync(join(root, 'SECURITY.md'), 'utf8').split('## Threats, and what holds')[1] ?? '';
    const lines = threats
      .split('## Dependencies')[0]!
      .split(/\n(?=- )/)
      .filter((line) => line.startsWith('- ') && !line.startsWith('- Not defended: '));
    expect(lines.length).toBeGreaterThan(15);
    for (const line of lines) expect(line.replace(/\s+/g, ' ')).toMatch(/`test\/[\w/.-]+` "/);
  });
});
