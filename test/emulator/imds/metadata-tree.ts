import type { Cloud } from '../model/cloud.ts';
import type { InterfaceHistory, SeenInterface } from '../model/interface-history.ts';
import { limitsOf } from '../model/instance-types.ts';
import type { ImdsSettings } from '../model/settings.ts';

/** A value, or a directory of them. */
export type Metadata = string | { readonly [name: string]: Metadata };

/** Everything below `/latest/` that an instance can read, except credentials. */
export function metadataTree(cloud: Cloud, instanceId: string): Metadata {
  const { world } = cloud;
  const instance = cloud.instance(instanceId);
  const primary = cloud.eni(instance.primaryEniId);
  const address = primary.addresses[0]?.address ?? '';
  const publicIp = primary.addresses[0]?.elastic?.publicIp;
  const settings = imdsSettings(cloud, instanceId);
  const profile = {
    Code: 'Success',
    InstanceProfileArn: `arn:aws:iam::${world.accountId}:instance-profile/${instance.role ?? ''}`,
  };
  return {
    'meta-data': {
      'ami-id': 'ami-0123456789abcdef0',
      hostname: hostName(cloud, address),
      'local-hostname': hostName(cloud, address),
      ...(instance.role === undefined
        ? {}
        : { iam: { info: JSON.stringify(profile), 'security-credentials': { [instance.role]: '' } } }),
      'instance-id': instanceId,
      'instance-type': instance.instanceType,
      'local-ipv4': address,
      mac: primary.mac,
      network: { interfaces: { macs: macs(cloud, cloud.interfaceHistory, instanceId, settings) } },
      placement: {
        'availability-zone': instance.availabilityZone,
        region: world.region,
      },
      ...(publicIp === undefined ? {} : { 'public-ipv4': publicIp }),
      services: { domain: 'amazonaws.com', partition: 'aws' },
    },
    dynamic: {
      'instance-identity': {
        document: JSON.stringify(
          {
            accountId: world.accountId,
            architecture: 'x86_64',
            availabilityZone: instance.availabilityZone,
            imageId: 'ami-0123456789abcdef0',
            instanceId,
            instanceType: instance.instanceType,
            privateIp: address,
            region: world.region,
            version: '2017-09-30',
          },
          undefined,
          2,
        ),
      },
    },
  };
}

export function imdsSettings(cloud: Cloud, instanceId: string): ImdsSettings {
  return { ...cloud.settings.imds, ...cloud.instanceSettings(instanceId).imds };
}

function macs(cloud: Cloud, history: InterfaceHistory, instanceId: string, settings: ImdsSettings): Metadata {
  const visible = history.visibleTo(instanceId, settings);
  const multiCard = limitsOf(cloud.instance(instanceId).instanceType).networkCards.length > 1;
  return Object.fromEntries(visible.map((seen) => [seen.mac, interfaceMetadata(cloud, seen, multiCard)]));
}

function interfaceMetadata(cloud: Cloud, seen: SeenInterface, multiCard: boolean): Metadata {
  const { world } = cloud;
  const eni = cloud.enis.get(seen.eniId);
  const subnet = eni && cloud.subnets.get(eni.subnetId);
  const addresses = eni?.addresses ?? [];
  const elastic = addresses.flatMap((it) => (it.elastic ? [[it.elastic.publicIp, it.address] as const] : []));
  return {
    'device-number': String(seen.deviceIndex),
    'interface-id': seen.eniId,
    ...(elastic.length > 0 ? { 'ipv4-associations': Object.fromEntries(elastic) } : {}),
    ...(eni && eni.ipv6.length > 0 ? { ipv6s: eni.ipv6.join('\n') } : {}),
    'local-hostname': hostName(cloud, addresses[0]?.address ?? ''),
    'local-ipv4s': addresses.map((it) => it.address).join('\n'),
    mac: seen.mac,
    ...(multiCard ? { 'network-card': String(seen.networkCardIndex) } : {}),
    'owner-id': world.accountId,
    ...(elastic.length > 0 ? { 'public-ipv4s': elastic.map(([publicIp]) => publicIp).join('\n') } : {}),
    'security-group-ids': (eni?.groups ?? []).join('\n'),
    'subnet-id': eni?.subnetId ?? '',
    'subnet-ipv4-cidr-block': subnet?.cidr ?? '',
    ...(subnet?.ipv6Cidr === undefined ? {} : { 'subnet-ipv6-cidr-blocks': subnet.ipv6Cidr }),
    'vpc-id': world.vpcId,
    'vpc-ipv4-cidr-block': world.vpcCidr,
    'vpc-ipv4-cidr-blocks': world.vpcCidr,
  };
}

function hostName(cloud: Cloud, address: string): string {
  return `ip-${address.replaceAll('.', '-')}.${cloud.world.region}.compute.internal`;
}

/** The value at a path, or the listing of a directory (`/` behind directories); undefined: 404. */
export function readMetadata(tree: Metadata, path: string): string | undefined {
  let node: Metadata | undefined = tree;
  for (const name of path.split('/').filter((part) => part !== '')) {
    if (typeof node === 'string' || !Object.hasOwn(node, name)) return undefined;
    node = node[name];
    if (node === undefined) return undefined;
  }
  if (typeof node === 'string') return path.endsWith('/') ? undefined : node;
  return Object.entries(node)
    .map(([name, child]) => (typeof child === 'string' ? name : `${name}/`))
    .join('\n');
}
