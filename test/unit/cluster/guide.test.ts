import { describe, expect, test } from 'vitest';
import { renderCrmConfig } from '../../../src/cli/crm-config.ts';
import { renderIamPolicy } from '../../../src/cli/iam-policy.ts';
import { clusterConfiguration } from '../../cluster/configuration.ts';
import { readGuide, substitute } from '../../cluster/guide.ts';
import { denyAllBut } from '../../cluster/role-policy.ts';

const members = ['a', 'b', 'c'].map((letter, index) => ({
  name: `nat-${letter}`,
  address: `10.0.1.1${index + 1}`,
  instanceId: `i-${letter}`,
}));

/** `op monitor interval=10s timeout=20s` and the like, in order. */
function settings(text: string): string[] {
  return [...text.matchAll(/[\w-]+=(?:"[^"]*"|\S+)/g)].map(([setting]) => setting);
}

describe('the NAT guide', () => {
  const guide = readGuide();

  test('says the same to crmsh and to pcs', () => {
    expect(settings(guide('nat-pcs.sh'))).toEqual(settings(guide('nat.crm')));
  });

  test('configures the resource as eni-agent crm-config does', () => {
    const parameters = {
      OCF_RESKEY_eni_id: 'eni-0123456789abcdef0',
      OCF_RESKEY_source_dest_check: 'disabled',
    };
    const [, ...crmsh] = renderCrmConfig('crmsh', 'nat-eni', parameters).split(/ \\?\n\s*/);
    for (const clause of crmsh.filter((line) => line !== '')) expect(guide('nat.crm')).toContain(clause);
    expect(crmsh).toContain('op monitor interval=60s timeout=60s OCF_CHECK_LEVEL=10');
  });

  test('grants the rights that eni-agent iam-policy prints', () => {
    const policy = renderIamPolicy({
      eniId: 'eni-0123456789abcdef0',
      instanceIds: ['i-0aaaaaaaaaaaaaaa1', 'i-0bbbbbbbbbbbbbbb2'],
      region: 'eu-west-1',
      account: '123456789012',
      fence: true,
    });
    expect(JSON.parse(guide('iam-policy.json'))).toEqual(JSON.parse(policy));
  });

  test('allows what it lists and nothing else', () => {
    const denied = denyAllBut(guide('iam-policy.json')).map(({ action }) => action);
    expect(denied).not.toContain('DetachNetworkInterface');
    expect(denied).not.toContain('StopInstances');
    expect(denyAllBut('{"Statement": []}').map(({ action }) => action)).toContain('DetachNetworkInterface');
  });

  test('shows no block that is not asked for by its title', () => {
    expect(() => guide('nat.conf')).toThrow('shows no nat.conf');
  });
});

describe('clusterConfiguration', () => {
  test('puts in what differs in the laboratory', () => {
    const text = clusterConfiguration(readGuide(), 'nat.crm', {
      parameters: { endpoint_url: 'http://10.0.255.10:8080' },
      priorityFencingDelaySeconds: 1,
      members,
    });
    expect(text).toContain('priority-fencing-delay=1s');
    expect(text).toContain('eni_id=eni-0123456789abcdef0 endpoint_url=http://10.0.255.10:8080');
    expect(text).toContain(';nat-c:i-c"');
  });
});

describe('substitute', () => {
  test('refuses to replace what is not there', () => {
    expect(() => substitute('a b', [['c', 'd']])).toThrow('no longer says "c"');
  });
});
