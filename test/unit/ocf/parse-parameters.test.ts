import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAgentError } from '../../../src/domain/errors.ts';
import { parameterTable, type OcfParameters } from '../../../src/ocf/parameters.ts';
import { parseForStop, parseParameters } from '../../../src/ocf/parse-parameters.ts';

const eniId = 'eni-0123456789abcdef0';
const given = (parameters: Record<string, string>) =>
  Object.fromEntries(
    Object.entries({ eni_id: eniId, ...parameters }).map(([name, value]) => [`OCF_RESKEY_${name}`, value]),
  );

function refusal(env: Record<string, string>): string {
  try {
    parseParameters(env);
  } catch (error) {
    if (isAgentError(error) && error.kind === 'parameter') return error.message;
    throw error;
  }
  throw new Error('was accepted');
}

describe('defaults', () => {
  const defaults: OcfParameters = {
    eniId,
    region: undefined,
    profile: undefined,
    roleArn: undefined,
    endpointUrl: undefined,
    deviceIndex: 'auto',
    forceAfterMs: undefined,
    steal: true,
    stealFrom: [],
    egress: 'eni',
    interfaceConfig: 'auto',
    routeTable: 'auto',
    mtu: undefined,
    sourceDestCheck: 'keep',
    apiTimeoutMs: 5_000,
    logLevel: 'warn',
    instanceId: undefined,
  };

  it('apply to what is absent: eni_id alone is enough', () => {
    expect(parseParameters(given({}))).toEqual(defaults);
  });

  it('apply to what is empty, as Pacemaker passes unset parameters', () => {
    const empty = Object.values(parameterTable).filter(({ name }) => name !== 'eni_id');
    expect(parseParameters(given(Object.fromEntries(empty.map(({ name }) => [name, '']))))).toEqual(defaults);
  });
});

describe('a good value', () => {
  const good: readonly [name: string, text: string, key: keyof OcfParameters, value: unknown][] = [
    ['eni_id', 'eni-0a1b2c3d', 'eniId', 'eni-0a1b2c3d'],
    ['region', 'eu-central-1', 'region', 'eu-central-1'],
    ['region', 'us-gov-west-1', 'region', 'us-gov-west-1'],
    ['region', 'us-isob-east-1', 'region', 'us-isob-east-1'],
    ['region', 'eusc-de-east-1', 'region', 'eusc-de-east-1'],
    ['profile', 'nat@example.org', 'profile', 'nat@example.org'],
    ['role_arn', 'arn:aws:iam::123456789012:role/a/b+c', 'roleArn', 'arn:aws:iam::123456789012:role/a/b+c'],
    ['role_arn', 'arn:aws-cn:iam::123456789012:role/x', 'roleArn', 'arn:aws-cn:iam::123456789012:role/x'],
    [
      'role_arn',
      'arn:aws-us-gov:iam::123456789012:role/x',
      'roleArn',
      'arn:aws-us-gov:iam::123456789012:role/x',
    ],
    ['endpoint_url', 'http://127.0.0.1:8080', 'endpointUrl', 'http://127.0.0.1:8080'],
    ['endpoint_url', 'https://[fd00::1]:443/ec2/', 'endpointUrl', 'https://[fd00::1]:443/ec2/'],
    ['device_index', '1', 'deviceIndex', 1],
    ['device_index', 'auto', 'deviceIndex', 'auto'],
    ['force_after', '0', 'forceAfterMs', 0],
    ['force_after', '20', 'forceAfterMs', 20_000],
    ['force_after', '20s', 'forceAfterMs', 20_000],
    ['force_after', '1500ms', 'forceAfterMs', 1_500],
    ['force_after', '1min', 'forceAfterMs', 60_000],
    ['force_after', '1h', 'forceAfterMs', 3_600_000],
    ['force_after', 'auto', 'forceAfterMs', undefined],
    ['steal', 'No', 'steal', false],
    ['steal', 'ON', 'steal', true],
    ['steal', '0', 'steal', false],
    ['steal_from', 'i-0a1b2c3d', 'stealFrom', ['i-0a1b2c3d']],
    [
      'steal_from',
      'i-0a1b2c3d, i-0123456789abcdef0\ti-0a1b2c3e',
      'stealFrom',
      ['i-0a1b2c3d', 'i-0123456789abcdef0', 'i-0a1b2c3e'],
    ],
    ['egress', 'system', 'egress', 'system'],
    ['interface_config', 'none', 'interfaceConfig', 'none'],
    ['route_table', '1', 'routeTable', 1],
    ['route_table', '4294967295', 'routeTable', 4_294_967_295],
    ['mtu', '576', 'mtu', 576],
    ['mtu', '9001', 'mtu', 9_001],
    ['mtu', 'auto', 'mtu', undefined],
    ['source_dest_check', 'disabled', 'sourceDestCheck', 'disabled'],
    ['api_timeout', '250ms', 'apiTimeoutMs', 250],
    ['log_level', 'debug', 'logLevel', 'debug'],
    ['instance_id', 'i-0123456789abcdef0', 'instanceId', 'i-0123456789abcdef0'],
  ];

  it.each(good)('%s=%s', (name, text, key, value) => {
    expect(parseParameters(given({ [name]: text }))[key]).toEqual(value);
  });
});

describe('a wrong value', () => {
  const wrong: readonly [name: string, text: string][] = [
    ['eni_id', 'eni-'],
    ['eni_id', 'eni-0123456789ABCDEF0'],
    ['eni_id', ' eni-0123456789abcdef0'],
    ['eni_id', 'eni-0123456789abcdef0\n'],
    ['eni_id', 'eni-0123456789abcdef0; reboot'],
    ['eni_id', '$(reboot)'],
    ['eni_id', 'i-0123456789abcdef0'],
    ['region', 'Frankfurt'],
    ['region', 'eu-central-1a'],
    ['region', 'eu-central-1.example.org/'],
    ['profile', 'a b'],
    ['profile', '`id`'],
    ['role_arn', 'arn:aws:iam::1234:role/x'],
    ['role_arn', 'arn:aws:iam::123456789012:user/x'],
    ['role_arn', 'arn:azure:iam::123456789012:role/x'],
    ['endpoint_url', 'ftp://host'],
    ['endpoint_url', 'host:8080'],
    ['endpoint_url', 'https://'],
    ['endpoint_url', 'http://host:99999'],
    ['endpoint_url', 'https://user:password@host'],
    ['endpoint_url', 'https://host?x=1'],
    ['endpoint_url', 'https://host/ x'],
    ['device_index', '0'],
    ['device_index', '-1'],
    ['device_index', '1.5'],
    ['device_index', '0x1'],
    ['device_index', '99999999999999999999'],
    ['force_after', '-1'],
    ['force_after', '1e3'],
    ['force_after', '5 days'],
    ['force_after', '2h'],
    ['steal', 'maybe'],
    ['steal_from', 'node1 node2'],
    ['egress', 'out'],
    ['egress', 'ENI'],
    ['interface_config', 'networkd'],
    ['route_table', '0'],
    ['route_table', '253'],
    ['route_table', '254'],
    ['route_table', '255'],
    ['route_table', '4294967296'],
    ['route_table', 'main'],
    ['mtu', '575'],
    ['mtu', '9217'],
    ['source_dest_check', 'true'],
    ['api_timeout', '0'],
    ['api_timeout', '10min'],
    ['log_level', 'verbose'],
    ['instance_id', 'eni-0123456789abcdef0'],
  ];

  it.each(wrong)('%s=%j is refused in one line that names it and says what would be right', (name, text) => {
    const spec = Object.values(parameterTable).find((candidate) => candidate.name === name);
    const message = refusal(given({ [name]: text }));
    expect(message).toContain(`parameter ${name} must be ${spec?.type.expected ?? 'unknown'}, not `);
    expect(message).not.toMatch(/\p{Cc}/u);
  });

  it('of a megabyte is refused without being repeated', () => {
    for (const { name } of Object.values(parameterTable)) {
      for (const huge of ['9'.repeat(1_048_576), '//'.repeat(524_288), ' '.repeat(1_048_576) + 'x']) {
        const message = refusal(given({ [name]: huge }));
        expect(message).toMatch(new RegExp(`parameter ${name} must be .*(?:1048576|1048577) characters$`));
        expect(message.length).toBeLessThan(300);
      }
    }
  });

  it('does not give away the credentials of a URL', () => {
    const urls = ['https://user:hunter2@host/', 'https://u:hun/hunter2@host', 'https://host/?token=hunter2'];
    for (const url of urls) expect(refusal(given({ endpoint_url: url }))).not.toContain('hunter2');
  });

  it('is a missing eni_id, too', () => {
    expect(refusal({})).toMatch(/^parameter eni_id must be an ENI id, .*; it is not set$/);
    expect(refusal({ OCF_RESKEY_eni_id: '' })).toMatch(/it is not set$/);
  });
});

describe('a custom endpoint with FIPS or dual-stack', () => {
  const endpoint = { OCF_RESKEY_endpoint_url: 'https://ec2.example.org' };
  it.each([
    [{ ...endpoint, AWS_USE_FIPS_ENDPOINT: 'true' }, /parameter endpoint_url .*AWS_USE_FIPS_ENDPOINT/],
    [{ ...endpoint, AWS_USE_DUALSTACK_ENDPOINT: 'true' }, /AWS_USE_DUALSTACK_ENDPOINT/],
    [{ AWS_ENDPOINT_URL_EC2: 'https://x', AWS_USE_FIPS_ENDPOINT: 'true' }, /^AWS_ENDPOINT_URL_EC2 cannot/],
    [{ AWS_ENDPOINT_URL: 'https://x', AWS_USE_FIPS_ENDPOINT: 'true' }, /^AWS_ENDPOINT_URL cannot/],
  ])('is refused: %j', (env, message) => {
    expect(refusal({ OCF_RESKEY_eni_id: eniId, ...env })).toMatch(message);
  });

  it.each([
    { ...endpoint, AWS_USE_FIPS_ENDPOINT: 'false' },
    { AWS_USE_FIPS_ENDPOINT: 'true', AWS_USE_DUALSTACK_ENDPOINT: 'true' },
    {
      AWS_ENDPOINT_URL: 'https://x',
      AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true',
      AWS_USE_FIPS_ENDPOINT: 'true',
    },
  ])('is no matter where only one of them is set: %j', (env) => {
    expect(parseParameters({ OCF_RESKEY_eni_id: eniId, ...env }).eniId).toBe(eniId);
  });
});

describe('for stop', () => {
  it('what is wrong falls back to its default, with a warning', () => {
    const env = given({ egress: 'out', region: 'Frankfurt', route_table: '5', mtu: '1' });
    const { parameters, warnings } = parseForStop(env);
    expect(parameters).toEqual({ ...parseParameters(given({})), routeTable: 5 });
    expect(warnings).toEqual([
      expect.stringMatching(/^parameter region must be .*; going on with none$/),
      expect.stringMatching(/^parameter egress must be .*; going on with eni$/),
      expect.stringMatching(/^parameter mtu must be .*; going on with auto$/),
    ]);
  });

  it('an endpoint that the SDK would refuse is let through', () => {
    const env = { ...given({ endpoint_url: 'https://x.example' }), AWS_USE_FIPS_ENDPOINT: 'true' };
    expect(parseForStop(env)).toMatchObject({
      parameters: { endpointUrl: 'https://x.example' },
      warnings: [],
    });
  });

  it('eni_id alone can be refused', () => {
    expect(() => parseForStop(given({ eni_id: 'eni-x' }))).toThrow(/^parameter eni_id must be/);
    expect(() => parseForStop({})).toThrow(/it is not set$/);
  });

  it('any environment with a good eni_id is accepted', () => {
    const others = Object.values(parameterTable)
      .map(({ name }) => name)
      .filter((name) => name !== 'eni_id');
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...others), fc.string({ unit: 'binary' })), (values) => {
        expect(parseForStop(given(values)).parameters.eniId).toBe(eniId);
      }),
    );
  });
});

it('whatever a parameter is set to, parsing answers or refuses with an error of kind parameter', () => {
  const names = Object.values(parameterTable).map(({ name }) => name);
  const values = fc.oneof(fc.string({ unit: 'binary' }), fc.string(), fc.integer().map(String));
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...names), values), (parameters) => {
      try {
        parseParameters(given(parameters));
      } catch (error) {
        expect(error).toMatchObject({ name: 'AgentError', kind: 'parameter' });
        expect((error as Error).message).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
      }
    }),
  );
});
