import { describe, expect, it } from 'vitest';
import { rights } from '../../../src/domain/ports.ts';
import { actionsOf, policyOf, readSources } from './ec2-commands.ts';

/** What the sources send to EC2: the SDK has a class for each call; one call is made without it. */
function callsMade(): readonly string[] {
  const sent = [...readSources().values()].flatMap((text) =>
    text.includes("from '@aws-sdk/client-ec2'")
      ? [...text.matchAll(/\bnew (\w+)Command\(/g)]
      : [...text.matchAll(/\bqueryEc2\(\w+, '(\w+)'/g)],
  );
  return [...new Set(sent.map(([, name = '']) => name))].toSorted();
}

describe('the IAM policy', () => {
  it('allows the calls that the program makes, all of them and no other', async () => {
    expect(callsMade().length).toBeGreaterThan(5);
    expect(actionsOf(await policyOf())).toEqual(callsMade());
  });

  it('holds the rights that validate-all tries', async () => {
    expect(actionsOf(await policyOf())).toEqual(expect.arrayContaining([...rights]));
  });

  it('lets the node change this ENI and these instances alone', async () => {
    const policy = await policyOf(
      ...['--eni-id', 'eni-0123456789abcdef0', '--region', 'eu-west-1', '--account', '123456789012'],
      ...['--instance', 'i-0aaaaaaaaaaaaaaa1', 'i-0bbbbbbbbbbbbbbb2', '--fence'],
    );
    const arn = 'arn:aws:ec2:eu-west-1:123456789012';
    const instances = [`${arn}:instance/i-0aaaaaaaaaaaaaaa1`, `${arn}:instance/i-0bbbbbbbbbbbbbbb2`];
    expect(policy.get('MoveTheEni')?.Resource).toEqual([
      `${arn}:network-interface/eni-0123456789abcdef0`,
      ...instances,
    ]);
    expect(policy.get('Fence')?.Resource).toEqual(instances);
  });

  it('allows on everything only what looks, since IAM knows no resources for that', async () => {
    for (const { Sid, Effect, Action, Resource } of (await policyOf('--fence')).values()) {
      expect(Effect).toBe('Allow');
      for (const action of Action) expect(action).toMatch(/^ec2:[A-Z][A-Za-z]+$/);
      if (Resource === '*')
        expect([Sid, ...Action.map((action) => action.slice(0, 12))]).toEqual([
          'Read',
          ...Action.map(() => 'ec2:Describe'),
        ]);
    }
  });
});
