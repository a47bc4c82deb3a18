import { afterAll, beforeAll, expect, it } from 'vitest';
import { AgentLab } from '../../lab/agent-lab.ts';
import { cast, oneArmed } from '../../lab/topology.ts';
import { describeFabric } from '../fabric/describe-fabric.ts';
import { changesAsked, holderOf } from './cloud-state.ts';
import { expectReason, reasonOf } from './expect-answer.ts';
import { eniLink } from './node-state.ts';

const { nodeA } = cast;
/** As long as one string of an environment may be on Linux is 128 KiB; less the name. */
const huge = 'x'.repeat(120_000);

/** Parameter, values that it must not take, and what the reason has to tell the admin instead. */
const rows: readonly (readonly [parameter: string, values: readonly string[], right: RegExp])[] = [
  [
    'eni_id',
    [
      '',
      'eni-',
      'eni-123',
      'eni-0123456789ABCDEF0',
      'i-0123456789abcdef0',
      '$(id)',
      'eni-0123456789abcdef0\n',
      huge,
    ],
    /"eni-" and 8 or 17 hex digits/,
  ],
  ['region', ['eu west 1', 'EU-WEST-1', 'eu-west-1;reboot', '../..', huge], /an AWS region such as/],
  ['profile', ['a b', '`id`', '$HOME', '\u202Eevil', huge], /the name of a profile/],
  [
    'role_arn',
    ['admin', 'arn:aws:iam::1:role/x', 'arn:aws:iam::123456789012:user/x', huge],
    /the ARN of an IAM role/,
  ],
  [
    'endpoint_url',
    ['ec2', 'ftp://ec2', 'http://', 'https://key:pass@ec2', 'http://ec2/?a=b', 'file:///etc/passwd', huge],
    /http or https URL without credentials/,
  ],
  [
    'device_index',
    ['0', '-1', '1.5', '128', '1e1', '99999999999999999999', '0x1', huge],
    /auto or a whole number from 1 to 127/,
  ],
  ['force_after', ['-1', 'soon', '1w', '99999999999s', '1 s 2', huge], /a time from 0s to 3600s/],
  ['steal', ['maybe', '2', 'true; false', huge], /true or false/],
  [
    'steal_from',
    ['node-a', 'i-0123456789abcdef0;i-1', huge],
    /instance ids .* separated by spaces or commas/,
  ],
  ['egress', ['ENI', 'both', 'eni ', huge], /eni or system/],
  ['interface_config', ['manual', 'auto|none', huge], /auto, agent, system or none/],
  [
    'route_table',
    ['0', 'main', '254', '4294967296', '-5', huge],
    /auto or a whole number from 1 to 4294967295/,
  ],
  ['mtu', ['0', '575', '9217', '1500B', huge], /auto or a whole number from 576 to 9216/],
  ['source_dest_check', ['true', 'off', 'disable', huge], /keep, disabled or enabled/],
  ['api_timeout', ['0', '99ms', '301', '5 seconds', huge], /a time from 100ms to 300s/],
  ['log_level', ['trace', 'WARN', 'warn,debug', huge], /error, warn, info or debug/],
  ['instance_id', ['i-', 'node1', 'eni-0123456789abcdef0', huge], /"i-" and 8 or 17 hex digits/],
];

describeFabric('bad input', () => {
  let lab: AgentLab;

  beforeAll(async () => {
    lab = await AgentLab.create({ world: (name) => oneArmed({ lab: name }) });
  });
  afterAll(() => lab[Symbol.asyncDispose]());

  it.each(rows)('of %s is refused with 6 and what would be right', async (parameter, values, right) => {
    for (const value of values) {
      const run = await lab.agent(nodeA, 'validate-all', { [`OCF_RESKEY_${parameter}`]: value });
      expectReason(run, 6, right);
      expect(reasonOf(run)).toMatch(new RegExp(`^parameter ${parameter} must be `));
      expect(run.stderr).toMatch(/^[\x20-\x7e…]{1,600}\n$/);
    }
  });

  it.each(['start', 'monitor', 'validate-all', 'reload-agent'])(
    'makes %s answer 6 before it asks anybody',
    async (action) => {
      const asked = lab.emulator.requests.after(0).length;
      expectReason(
        await lab.agent(nodeA, action, { OCF_RESKEY_mtu: '$(reboot)' }),
        6,
        /^parameter mtu must be .*, not "\$\(reboot\)"$/,
      );
      expect(lab.emulator.requests.after(0)).toHaveLength(asked);
    },
  );

  it('is shown without the credentials in it', async () => {
    const run = await lab.agent(nodeA, 'validate-all', {
      OCF_RESKEY_endpoint_url: 'https://admin:hunter2@ec2.example',
    });
    expectReason(run, 6, /^parameter endpoint_url must be .*, not "https:\/\/\*\*\*@ec2\.example"$/);
  });

  it.each(['AWS_USE_FIPS_ENDPOINT', 'AWS_USE_DUALSTACK_ENDPOINT'])(
    'of endpoint_url together with %s is refused, which the SDK could not do',
    async (variant) => {
      const run = await lab.agent(nodeA, 'validate-all', { [variant]: 'true' });
      expectReason(run, 6, new RegExp(`^parameter endpoint_url cannot be combined with ${variant}=true`));
    },
  );

  it('of an environment that is no number is a warning and a default', async () => {
    const run = await lab.agent(nodeA, 'monitor', {
      OCF_CHECK_LEVEL: 'deep',
      OCF_RESKEY_CRM_meta_interval: '10000',
    });
    expect(run.code).toBe(7);
    expect(run.stderr).toMatch(/OCF_CHECK_LEVEL must be a whole number.*going on with 0/);
  });

  it('in all other parameters does not keep stop from releasing the ENI', async () => {
    await lab.agent(nodeA, 'start');
    expect(holderOf(lab)).toBe(`${nodeA} attached`);
    const others = rows.filter(([parameter]) => parameter !== 'eni_id' && parameter !== 'endpoint_url');
    const wrong = Object.fromEntries(
      others.map(([parameter, values]) => [`OCF_RESKEY_${parameter}`, values[0] ?? '']),
    );
    // Without the parameter the agent finds the endpoint where it would in a cluster.
    const env = { ...wrong, OCF_RESKEY_endpoint_url: 'nonsense', AWS_ENDPOINT_URL_EC2: lab.endpointUrl };
    const run = await lab.agent(nodeA, 'stop', env);
    expect(run).toMatchObject({ code: 0, stdout: '' });
    for (const [parameter] of others) expect(run.stderr).toContain(`parameter ${parameter} must be`);
    expect(holderOf(lab)).toBe('nobody');
    expect(await eniLink(lab, nodeA)).toBeUndefined();
    expect(changesAsked(lab)).toEqual(['AttachNetworkInterface', 'DetachNetworkInterface']);
  });

  it('that can be no ENI leaves stop nothing to do', async () => {
    const run = await lab.agent(nodeA, 'stop', { OCF_RESKEY_eni_id: 'eni-1; reboot' });
    expectReason(run, 0, /^parameter eni_id must be an ENI id/);
  });
});
