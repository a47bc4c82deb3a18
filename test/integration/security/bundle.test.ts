import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { actionsOf, policyOf } from '../../unit/security/ec2-commands.ts';
import { root } from './run-agent.ts';

const folder = join(root, 'dist');
const chunks = new Map(
  readdirSync(folder)
    .filter((name) => name.endsWith('.js'))
    .map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
);

describe('what was built', () => {
  it('can make the EC2 calls that the policy allows, and contains no other', async () => {
    const text = (name: string) => chunks.get(name) ?? '';
    const classes = [...text('sdk.js').matchAll(/class extends [\w$]+\([\w$]+,[\w$]+,"(\w+)",/g)];
    const queries = ['ec2.js', 'survey.js'].flatMap((name) => [
      ...text(name).matchAll(/await [\w$]+\([\w$]+,"([A-Z]\w+)",[\w$]+\)/g),
    ]);
    const calls = new Set([...classes, ...queries].map(([, call = '']) => call));
    expect([...calls].toSorted()).toEqual(actionsOf(await policyOf()));
  });

  it('has no way to do without verifying certificates', () => {
    expect(chunks.size).toBeGreaterThan(5);
    for (const [name, text] of chunks)
      expect([name, /rejectUnauthorized:(?:!1|false)/.test(text)]).toEqual([name, false]);
  });
});
