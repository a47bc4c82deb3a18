import type { KernelPorts, Ports } from '../actions/action-context.ts';
import { createEc2Cloud } from '../adapters/ec2/ec2-cloud.ts';
import { createEc2Connector, type Ec2Connector } from '../adapters/ec2/ec2-connector.ts';
import type { LoadRareSources } from '../adapters/ec2/rare.ts';
import type { LoadSdk } from '../adapters/ec2/sdk.ts';
import type { BootMemory } from '../adapters/files/boot-memory.ts';
import { createImds } from '../adapters/imds/imds-client.ts';
import { createNodeIdentity } from '../adapters/imds/node-identity.ts';
import { createIproute2HostNetwork } from '../adapters/iproute2/iproute2-host-network.ts';
import { createLinkMonitor } from '../adapters/iproute2/link-monitor.ts';
import { createSysfsLinks } from '../adapters/sysfs/sysfs-links.ts';
import type { Clock, Log } from '../domain/ports.ts';
import type { OcfParameters } from '../ocf/parameters.ts';

export interface HeavyOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly kernel: KernelPorts;
  readonly memory: BootMemory;
  readonly clock: Clock;
  readonly log: Log;
  readonly loadRare: () => LoadRareSources;
  readonly loadSdk: LoadSdk;
}

/** Longer than any healthy `ip` takes, short enough to leave time for an answer. */
export const commandTimeoutMs = 3_000;
const nitroAssetTag = '/sys/devices/virtual/dmi/id/board_asset_tag';
const imdsIpv4 = 'http://169.254.169.254';
const imdsIpv6 = 'http://[fd00:ec2::254]';

/** Everything that actions work with, and the way to EC2 for whoever asks it for more. */
export function createPorts(
  options: HeavyOptions,
  parameters: OcfParameters,
): { readonly ports: Ports; readonly connector: Ec2Connector } {
  const { env, kernel, memory, clock, log, loadRare, loadSdk } = options;
  const random = Math.random;
  const imds = createImds({ endpoint: imdsEndpoint(env), clock, random });
  const { region, profile, roleArn, endpointUrl, apiTimeoutMs: timeoutMs } = parameters;
  const connector = createEc2Connector({
    region,
    profile,
    roleArn,
    endpointUrl,
    timeoutMs,
    env,
    imds,
    memory,
    loadRare,
    loadSdk,
  });
  const cloud = createEc2Cloud(connector);
  const identity = createNodeIdentity({
    claimed: parameters.instanceId,
    assetTagFile: nitroAssetTag,
    imds,
    memory,
  });
  // These links are watched by a child process: a level-0 monitor, which never waits, must not load what starts it.
  const links = createSysfsLinks({ changes: createLinkMonitor() });
  const host = createIproute2HostNetwork({ links, clock, commandTimeoutMs });
  const ports = {
    ...kernel,
    links,
    enis: cloud,
    surroundings: cloud,
    rights: cloud,
    identity,
    host,
    clock,
    random,
    log,
  };
  return { ports, connector };
}

function imdsEndpoint(env: HeavyOptions['env']): string {
  const endpoint = env['AWS_EC2_METADATA_SERVICE_ENDPOINT'] ?? '';
  if (endpoint !== '') return endpoint;
  return env['AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE']?.toLowerCase() === 'ipv6' ? imdsIpv6 : imdsIpv4;
}
