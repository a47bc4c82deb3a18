import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { testUser } from '../../emulator/emulator.ts';
import { AgentLab, type AgentLabOptions, type Environment } from '../../lab/agent-lab.ts';
import { cast, oneArmed } from '../../lab/topology.ts';
import { describeFabric } from '../fabric/describe-fabric.ts';
import { changesAsked, holderOf } from './cloud-state.ts';
import { expectReason, expectSilentSuccess } from './expect-answer.ts';

const { nodeA } = cast;
const mover = 'eni-mover';
const roleArn = `arn:aws:iam::123456789012:role/${mover}`;
const keys: Environment = {
  AWS_ACCESS_KEY_ID: testUser.accessKeyId,
  AWS_SECRET_ACCESS_KEY: testUser.secretAccessKey,
};

function newLab(settings: AgentLabOptions['settings'] = {}): Promise<AgentLab> {
  return AgentLab.create({
    world: (name) => oneArmed({ lab: name }),
    settings,
    identities: { extraRoles: [mover] },
  });
}

/** Everybody who signed a call of EC2. */
function signers(lab: AgentLab): readonly (string | undefined)[] {
  const calls = lab.emulator.requests.after(0).filter(({ service }) => service === 'ec2');
  return [...new Set(calls.map(({ caller }) => caller.principal))];
}

/** Paths of the metadata service that were read. */
function readFromImds(lab: AgentLab): readonly string[] {
  const reads = lab.emulator.requests.after(0).filter(({ service }) => service === 'imds');
  return [...new Set(reads.map(({ method, action }) => `${method} ${action}`))];
}

/** Files as an admin keeps them for the AWS tools. */
async function sharedFiles(lab: AgentLab): Promise<Environment> {
  const credentials = join(lab.folder, 'credentials');
  const config = join(lab.folder, 'config');
  const { accessKeyId, secretAccessKey } = testUser;
  await writeFile(
    credentials,
    `[keys]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
  );
  await writeFile(
    config,
    `[profile keys]\nregion = eu-west-1\n[profile far]\nregion = ap-south-1\nsource_profile = keys\nrole_arn = ${roleArn}\n` +
      `[profile role]\nregion = eu-west-1\nsource_profile = keys\nrole_arn = ${roleArn}\n`,
  );
  return {
    AWS_SHARED_CREDENTIALS_FILE: credentials,
    AWS_CONFIG_FILE: config,
    AWS_ENDPOINT_URL_STS: lab.endpointUrl,
  };
}

async function webIdentity(lab: AgentLab): Promise<Environment> {
  const file = join(lab.folder, 'token');
  await writeFile(file, 'emulator-web-identity-token');
  return {
    AWS_WEB_IDENTITY_TOKEN_FILE: file,
    AWS_ROLE_ARN: roleArn,
    AWS_ROLE_SESSION_NAME: 'node-a',
    AWS_ENDPOINT_URL_STS: lab.endpointUrl,
  };
}

describeFabric('start signs its calls', () => {
  it.concurrent.each([
    { source: 'the role of the instance', env: () => ({}), by: cast.role, fromRole: true },
    { source: 'the environment', env: () => keys, by: testUser.name },
    {
      source: 'a profile',
      env: async (lab: AgentLab) => ({ ...(await sharedFiles(lab)), OCF_RESKEY_profile: 'keys' }),
      by: testUser.name,
    },
    {
      source: 'the profile that AWS_PROFILE names',
      env: async (lab: AgentLab) => ({ ...(await sharedFiles(lab)), AWS_PROFILE: 'keys' }),
      by: testUser.name,
    },
    {
      source: 'a profile with a role',
      env: async (lab: AgentLab) => ({ ...(await sharedFiles(lab)), OCF_RESKEY_profile: 'role' }),
      by: mover,
    },
    { source: 'a web identity', env: webIdentity, by: mover },
    {
      source: 'role_arn, asked for by the role of the instance',
      env: (lab: AgentLab) => ({ OCF_RESKEY_role_arn: roleArn, AWS_ENDPOINT_URL_STS: lab.endpointUrl }),
      by: mover,
      fromRole: true,
    },
    {
      source: 'role_arn, asked for with keys',
      env: (lab: AgentLab) => ({
        ...keys,
        OCF_RESKEY_role_arn: roleArn,
        AWS_ENDPOINT_URL_STS: lab.endpointUrl,
      }),
      by: mover,
    },
  ])('with $source', async ({ env, by, fromRole = false }) => {
    await using lab = await newLab();
    const setting = await Promise.resolve(env(lab));
    expectSilentSuccess(await lab.agent(nodeA, 'start', setting));
    expect(holderOf(lab)).toBe(`${nodeA} attached`);
    expect(signers(lab)).toEqual([by]);
    const roleRead = readFromImds(lab).includes(`GET meta-data/iam/security-credentials/${cast.role}`);
    expect(roleRead).toBe(fromRole);
    expectSilentSuccess(await lab.agent(nodeA, 'stop', setting));
  });
});

describeFabric('the region', () => {
  const asked = (region: string): RegExp => new RegExp(`asked region ${region} at http:`);
  it.concurrent.each([
    {
      from: 'the parameter',
      region: 'us-east-1',
      env: { OCF_RESKEY_region: 'us-east-1', AWS_REGION: 'us-east-2' },
    },
    {
      from: 'AWS_REGION',
      region: 'us-east-2',
      env: { AWS_REGION: 'us-east-2', AWS_DEFAULT_REGION: 'us-west-1' },
    },
    {
      from: 'AWS_DEFAULT_REGION',
      region: 'us-west-1',
      env: { AWS_DEFAULT_REGION: 'us-west-1', OCF_RESKEY_profile: 'far' },
    },
    { from: 'the profile', region: 'ap-south-1', env: { OCF_RESKEY_profile: 'far' } },
  ])('comes from $from, before what is said elsewhere', async ({ region, env }) => {
    await using lab = await newLab();
    const run = await lab.agent(nodeA, 'start', { ...(await sharedFiles(lab)), ...env });
    expectReason(run, 2, asked(region));
    expect(readFromImds(lab)).not.toContain('GET meta-data/placement/region');
  });

  it.concurrent('comes from the metadata service where nobody says it, once in a boot', async () => {
    await using lab = await newLab();
    for (const action of ['start', 'monitor', 'stop']) {
      expectSilentSuccess(await lab.agent(nodeA, action, { OCF_CHECK_LEVEL: '10' }));
    }
    const reads = lab.emulator.requests
      .after(0)
      .filter(({ action }) => action === 'meta-data/placement/region');
    expect(reads).toHaveLength(1);
  });
});

describeFabric('credentials that change while an action runs', () => {
  it.concurrent.each([
    { what: 'expire', change: ({ emulator }: AgentLab) => emulator.credentials.expire(nodeA) },
    {
      what: 'are withdrawn before new ones are served',
      change: ({ emulator: { credentials } }: AgentLab) => {
        for (const { accessKeyId, principal } of credentials.all()) {
          if (principal.instanceId === nodeA) credentials.revoke(accessKeyId);
        }
        setTimeout(() => credentials.rotate(nodeA), 1_500);
      },
    },
    {
      what: 'expire while the metadata service goes on serving them for a while',
      change: ({ emulator: { credentials } }: AgentLab) => {
        credentials.expire(nodeA, true);
        setTimeout(() => credentials.rotate(nodeA), 1_500);
      },
    },
  ])('because they $what are fetched anew, and the action succeeds', async ({ change }) => {
    await using lab = await newLab({ latency: { attachMs: 1_000 } });
    const starting = lab.agent(nodeA, 'start');
    await lab.emulator.cloud.events.until('attaching', 20_000, () => changesAsked(lab).length > 0);
    change(lab);
    expectSilentSuccess(await starting);
    expect(holderOf(lab)).toBe(`${nodeA} attached`);
    const refused = lab.emulator.requests
      .after(0)
      .filter(({ service, code }) => service === 'ec2' && code !== undefined);
    expect(refused).not.toEqual([]);
    expect(changesAsked(lab)).toEqual(['AttachNetworkInterface']);
  });
});
