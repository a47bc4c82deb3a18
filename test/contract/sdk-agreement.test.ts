import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NetworkInterface } from '@aws-sdk/client-ec2';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { awsSdk } from '../../src/adapters/ec2/aws-sdk.ts';
import { findEndpoint } from '../../src/adapters/ec2/find-endpoint.ts';
import type { Eni } from '../../src/domain/eni.ts';
import { floatingEni, nodeA, primaryEniA } from '../emulator/sample-world.ts';
import { startEc2Lab } from './ec2-lab.ts';
import { emulatorLab } from './emulator-client.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eni-agreement-'));
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) vi.stubEnv(name, undefined);
  vi.stubEnv('HOME', folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

interface Settings {
  readonly region: string;
  readonly endpointUrl?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** A shared file. */
  readonly config?: string;
}

/** Where a request goes, as the program finds it and as the SDK does; and whether the program asked the SDK. */
async function bothEndpoints({ region, endpointUrl, env = {}, config }: Settings) {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  if (config !== undefined) {
    const file = join(folder, 'config');
    writeFileSync(file, config);
    vi.stubEnv('AWS_CONFIG_FILE', file);
  }
  const settings = { region, profile: undefined, endpointUrl };
  const spied = vi.fn(() => awsSdk);
  const [ours, theirs] = await Promise.all([
    outcome(findEndpoint(settings, process.env, spied)),
    outcome(awsSdk.findEndpoint(settings)),
  ]);
  return { ours, theirs, asked: spied.mock.calls.length > 0 };
}

async function outcome(endpoint: ReturnType<typeof findEndpoint>): Promise<string> {
  try {
    const { url, region } = await endpoint;
    return `${url.href} for ${region}`;
  } catch (error) {
    return String(error);
  }
}

const regions = [
  ...['us-east-1', 'us-west-2', 'eu-west-1', 'eu-central-2', 'ap-southeast-7', 'sa-east-1', 'ca-west-1'],
  ...['me-central-1', 'af-south-1', 'il-central-1', 'mx-central-1', 'us-gov-west-1', 'us-gov-east-1'],
  ...['cn-north-1', 'cn-northwest-1'],
];
const farRegions = [
  'us-iso-east-1',
  'us-isob-east-1',
  'eu-isoe-west-1',
  'eusc-de-east-1',
  'xx-test-1',
  'nowhere',
];
const http = 'http://127.0.0.1:8080';

describe('the endpoint is where the SDK would send a request', () => {
  it.each(regions)('in %s, and the SDK is not asked', async (region) => {
    const { ours, theirs, asked } = await bothEndpoints({ region });
    expect([ours, asked]).toEqual([theirs, false]);
  });

  it('in any region that may come', async () => {
    const region = fc.stringMatching(/^(us|eu|ap|sa|ca|me|af|il|mx|us-gov|cn|us-iso|zz)-[a-z]{1,9}-\d{1,2}$/);
    await fc.assert(
      fc.asyncProperty(region, async (name) => {
        const { ours, theirs } = await bothEndpoints({ region: name });
        expect(ours).toBe(theirs);
      }),
    );
  });

  it.each([
    ...farRegions.map((region): Settings => ({ region })),
    { region: 'fips-us-east-1' },
    { region: 'us-east-1-fips' },
    { region: 'us-east-1', env: { AWS_USE_FIPS_ENDPOINT: 'true' } },
    { region: 'us-gov-west-1', env: { AWS_USE_FIPS_ENDPOINT: 'true' } },
    { region: 'cn-north-1', env: { AWS_USE_DUALSTACK_ENDPOINT: 'true' } },
    { region: 'eu-west-1', env: { AWS_USE_FIPS_ENDPOINT: 'nonsense' } },
    { region: 'eu-west-1', endpointUrl: http, env: { AWS_USE_FIPS_ENDPOINT: 'true' } },
    { region: 'eu-west-1', env: { AWS_ENDPOINT_URL: http, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' } },
    { region: 'eu-west-1', config: '[default]\nuse_dualstack_endpoint = true\n' },
    { region: 'eu-west-1', config: `[default]\nendpoint_url = ${http}\n` },
    {
      region: 'eu-west-1',
      config: `[default]\nservices = own\n[services own]\nec2 =\n  endpoint_url = ${http}\n`,
    },
    { region: 'eu-west-1', config: '[default]\nuse_fips_endpoint = true\n', endpointUrl: http },
  ])('by its own rules: %j', async (settings) => {
    const { ours, theirs, asked } = await bothEndpoints(settings);
    expect([ours, asked]).toEqual([theirs, true]);
  });

  it.each([
    { region: 'eu-west-1', endpointUrl: http },
    { region: 'eu-west-1', endpointUrl: 'https://vpce-1.ec2.eu-west-1.vpce.amazonaws.com' },
    { region: 'eu-west-1', endpointUrl: 'http://[::1]:8080/' },
    { region: 'eu-west-1', endpointUrl: 'http://localhost/under/a%20path' },
    { region: 'eu-west-1', endpointUrl: 'http://localhost/under/another/' },
    { region: 'us-iso-east-1', endpointUrl: http },
    { region: 'eu-west-1', env: { AWS_ENDPOINT_URL: 'http://a', AWS_ENDPOINT_URL_EC2: 'http://b' } },
    { region: 'eu-west-1', env: { AWS_ENDPOINT_URL: 'https://a:8443' } },
    { region: 'eu-west-1', config: '[default]\nregion = us-east-1\noutput = json\n' },
  ])('without asking it: %j', async (settings) => {
    const { ours, theirs, asked } = await bothEndpoints(settings);
    expect([ours, asked]).toEqual([theirs, false]);
  });
});

/** Our terms for what the SDK makes of an answer. */
function known(from: NetworkInterface): Partial<Eni> & { attachmentId: string | undefined } {
  return {
    eniId: from.NetworkInterfaceId!,
    mac: from.MacAddress!,
    subnetId: from.SubnetId!,
    vpcId: from.VpcId!,
    availabilityZone: from.AvailabilityZone!,
    status: from.Status as Eni['status'],
    managed: from.RequesterManaged === true,
    sourceDestCheck: from.SourceDestCheck!,
    publicIp: from.Association?.PublicIp,
    attachmentId: from.Attachment?.AttachmentId,
  };
}

describe('a description of an ENI is read as the SDK reads it', () => {
  it.each([
    ['available', false],
    ['attached', true],
  ])('%s', async (_name, attach) => {
    await using theirs = await emulatorLab();
    if (attach) await theirs.attach();
    const lab = await startEc2Lab();
    const cloud = lab.cloud({ endpointUrl: theirs.endpoint });
    const [ours, sdk] = [await cloud.describeEni(floatingEni), await theirs.describe()];
    await lab.close();
    expect({ ...ours, attachmentId: ours.attachment?.attachmentId }).toMatchObject(known(sdk));
    expect(ours.attachment?.attachedSince).toEqual(sdk.Attachment?.AttachTime);
    expect(ours.attachment?.deviceIndex).toBe(sdk.Attachment?.DeviceIndex);
  });

  it('and so are those of an instance', async () => {
    const lab = await startEc2Lab();
    const enis = await lab.vpc().interfacesOf(nodeA);
    await lab.close();
    expect(enis.map(({ eniId }) => eniId)).toEqual([primaryEniA]);
  });
});
