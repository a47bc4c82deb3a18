import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { awsSdk } from '../../src/adapters/ec2/aws-sdk.ts';
import { createEc2Connector, type Ec2Options } from '../../src/adapters/ec2/ec2-connector.ts';
import { createRareSources } from '../../src/adapters/ec2/rare-sources.ts';
import { asAgentError } from '../../src/domain/errors.ts';
import { floatingEni, nodeA, sampleWorld } from '../emulator/sample-world.ts';
import { testUser } from '../emulator/emulator.ts';
import { startEc2Lab, testKeys, type Ec2Lab } from './ec2-lab.ts';

let lab: Ec2Lab;
let folder: string;

beforeEach(async () => {
  lab = await startEc2Lab({ extraRoles: ['eni-mover'] });
  folder = mkdtempSync(join(tmpdir(), 'eni-credentials-'));
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) vi.stubEnv(name, undefined);
  // Where the SDK would look besides, if it looked.
  vi.stubEnv('HOME', folder);
  vi.stubEnv('AWS_ENDPOINT_URL_STS', lab.endpoint);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
  await lab.close();
});

const roleArn = 'arn:aws:iam::123456789012:role/eni-mover';

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text, { mode: 0o600 });
  return path;
}

/** Puts variables into the environment of the process, where the SDK reads some of them. */
function environment(variables: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
}

/** Who EC2 says has asked it, with what the environment and the parameters give. */
async function asker(options: Partial<Ec2Options> = {}): Promise<string | undefined> {
  await lab.cloud({ env: process.env, ...options }).describeEni(floatingEni);
  const ec2 = lab.emulator.requests.after().filter(({ service }) => service === 'ec2');
  return ec2.at(-1)?.caller.principal;
}

async function refusal(options: Partial<Ec2Options> = {}): Promise<{ kind: string; message: string }> {
  const thrown: unknown = await asker(options).then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(thrown).toBeDefined();
  const { kind, message } = asAgentError(thrown);
  return { kind, message };
}

const profiles = `
[keys]
aws_access_key_id = ${testUser.accessKeyId}
aws_secret_access_key = ${testUser.secretAccessKey}
region = eu-west-1
[role]
role_arn = ${roleArn}
source_profile = keys
region = eu-west-1
[broken]
aws_access_key_id = ${testUser.accessKeyId}
`;

describe('credentials come from', () => {
  it("the instance's role, in three requests", async () => {
    expect(await asker()).toBe('nat-node');
    const imds = lab.emulator.requests.after().filter(({ service }) => service === 'imds');
    expect(imds).toHaveLength(3);
  });

  it("the instance's role, whose name is asked for once on a boot, unless it is another one now", async () => {
    const imdsPaths = () =>
      lab.emulator.requests
        .after()
        .filter(({ service }) => service === 'imds')
        .map(({ action }) => action);
    await asker();
    lab.emulator.requests.clear();
    expect(await asker()).toBe('nat-node');
    expect(imdsPaths().filter((path) => path.endsWith('security-credentials/'))).toEqual([]);
    await lab.memory.write({ role: 'role-of-yesterday' });
    expect(await asker()).toBe('nat-node');
    expect((await lab.memory.read()).role).toBe('nat-node');
  });

  it('the environment before the role, and no request is made for them', async () => {
    environment(testKeys);
    expect(await asker()).toBe(testUser.name);
    expect(lab.emulator.requests.after().every(({ service }) => service === 'ec2')).toBe(true);
  });

  it('the environment with a session token', async () => {
    const {
      accessKeyId,
      secretAccessKey,
      sessionToken = '',
    } = lab.emulator.credentials.issue('nat-node', 's', 60_000);
    environment({ AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey });
    expect((await refusal()).kind).toBe('credentials');
    environment({ AWS_SESSION_TOKEN: sessionToken });
    expect(await asker()).toBe('nat-node');
  });

  it.each(['parameter', 'environment'])('a profile that the %s names, before all others', async (where) => {
    environment({ ...testKeys, AWS_ACCESS_KEY_ID: 'AKIANOBODYKNOWSTHIS1' });
    environment({ AWS_SHARED_CREDENTIALS_FILE: file('credentials', profiles) });
    if (where === 'environment') environment({ AWS_PROFILE: 'keys' });
    expect(await asker(where === 'parameter' ? { profile: 'keys' } : {})).toBe(testUser.name);
  });

  it('a profile that assumes a role with the keys of another', async () => {
    environment({ AWS_SHARED_CREDENTIALS_FILE: file('credentials', profiles) });
    expect(await asker({ profile: 'role' })).toBe('eni-mover');
  });

  it('web identity', async () => {
    environment({
      AWS_WEB_IDENTITY_TOKEN_FILE: file('token', 'emulator-web-identity-token'),
      AWS_ROLE_ARN: roleArn,
      AWS_ROLE_SESSION_NAME: 'test',
    });
    expect(await asker()).toBe('eni-mover');
  });

  it.each(['role', 'keys'])('the role of role_arn, asked for with the %s', async (base) => {
    if (base === 'keys') environment(testKeys);
    expect(await asker({ roleArn })).toBe('eni-mover');
    const sts = lab.emulator.requests.after().filter(({ service }) => service === 'sts');
    expect(sts).toMatchObject([
      { action: 'AssumeRole', caller: { principal: base === 'keys' ? testUser.name : 'nat-node' } },
    ]);
  });
});

describe('credentials that do not work', () => {
  it.each([
    ['half of a key pair', { AWS_ACCESS_KEY_ID: testUser.accessKeyId }, {}],
    ['a key that EC2 does not know', { ...testKeys, AWS_ACCESS_KEY_ID: 'AKIANOBODYKNOWSTHIS1' }, {}],
    ['a wrong secret', { ...testKeys, AWS_SECRET_ACCESS_KEY: 'wrong' }, {}],
    ['a profile that does not exist', {}, { profile: 'nobody' }],
    ['a profile without secret', {}, { profile: 'broken' }],
  ])('%s: credentials, and no secret in the sentence', async (_name, variables, options) => {
    environment({ AWS_SHARED_CREDENTIALS_FILE: file('credentials', profiles), ...variables });
    const { kind, message } = await refusal(options);
    expect(kind).toBe('credentials');
    expect(message).not.toContain(testUser.secretAccessKey);
  });

  it('a role that may not be assumed: unauthorized', async () => {
    expect((await refusal({ roleArn: `${roleArn}-of-others` })).kind).toBe('unauthorized');
  });

  it('an instance without role: says what to do', async () => {
    await lab.close();
    const [a, ...others] = sampleWorld().instances.map((instance) => ({ ...instance }));
    delete a?.role;
    lab = await startEc2Lab({ world: sampleWorld({ instances: [a!, ...others] }) });
    const { kind, message } = await refusal();
    expect(kind).toBe('credentials');
    expect(message).toContain('attach an instance profile');
  });

  it.each(['', '<html>', '{"Code": "AssumeRoleUnauthorizedAccess"}', '[]', '{"AccessKeyId": 1}'])(
    'a role whose metadata reads %j: credentials',
    async (body) => {
      lab.emulator.faults.add({
        match: { service: 'imds', action: 'meta-data/iam/security-credentials/nat-node' },
        effect: { kind: 'content', body },
      });
      expect((await refusal()).kind).toBe('credentials');
    },
  );

  it('an instance metadata that does not answer: transient', async () => {
    const effect = { kind: 'error', code: 'Service Unavailable', status: 503 } as const;
    lab.emulator.faults.add({ match: { service: 'imds' }, effect });
    expect((await refusal()).kind).toBe('transient');
  });

  it('that expire in the middle of an action are fetched anew for the next call', async () => {
    const cloud = lab.cloud({ env: process.env });
    await cloud.describeEni(floatingEni);
    lab.emulator.credentials.expire(nodeA);
    await expect(cloud.describeEni(floatingEni)).rejects.toThrow();
    expect((await cloud.describeEni(floatingEni)).eniId).toBe(floatingEni);
  });
});

describe('the region comes from', () => {
  const place = async (options: Partial<Ec2Options>): Promise<string> => {
    const common = { region: undefined, profile: undefined, roleArn: undefined, endpointUrl: undefined };
    const { imds, memory } = lab;
    const loadRare = () => createRareSources;
    const loadSdk = () => awsSdk;
    const parts = { imds, memory, loadRare, loadSdk, env: process.env, timeoutMs: 1000 };
    return (await createEc2Connector({ ...common, ...parts, ...options }).connect()).place;
  };

  it('the parameter, AWS_REGION, AWS_DEFAULT_REGION, the profile, the instance metadata, in this order', async () => {
    expect(await place({})).toBe('region eu-west-1');
    environment({
      AWS_CONFIG_FILE: file('config', '[profile west]\nregion = us-west-2\n'),
      AWS_PROFILE: 'west',
    });
    expect(await place({})).toBe('region us-west-2');
    environment({ AWS_DEFAULT_REGION: 'us-east-2' });
    expect(await place({})).toBe('region us-east-2');
    environment({ AWS_REGION: 'ca-central-1' });
    expect(await place({})).toBe('region ca-central-1');
    expect(await place({ region: 'sa-east-1' })).toBe('region sa-east-1');
  });

  it('the instance metadata once on a boot', async () => {
    await place({});
    await place({});
    const asked = lab.emulator.requests
      .after()
      .filter(({ action }) => action === 'meta-data/placement/region');
    expect(asked).toHaveLength(1);
  });

  it.each([
    ['garbage', { kind: 'content', body: '<html>' }],
    ['nothing', { kind: 'content', body: '' }],
    ['errors', { kind: 'error', code: 'Service Unavailable', status: 503 }],
  ] as const)('nowhere where that gives %s: says which parameter to set', async (_name, effect) => {
    lab.emulator.faults.add({ match: { service: 'imds', action: '*region' }, effect });
    await expect(place({})).rejects.toThrow(/set parameter region/);
  });
});
