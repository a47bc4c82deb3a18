import { known } from '../../../src/cli/reading.ts';
import type { DoctorFacts } from '../../../src/cli/doctor/doctor-facts.ts';
import type { Cib, CibOperation } from '../../../src/domain/cluster.ts';
import type { Eni } from '../../../src/domain/eni.ts';
import { parseParameters } from '../../../src/ocf/parse-parameters.ts';

export const me = 'i-0aaaaaaaaaaaaaaa1';
export const eniId = 'eni-0123456789abcdef0';

export const healthyEni: Eni = {
  eniId,
  mac: '06:01:23:45:67:89',
  subnetId: 'subnet-0aaaaaaaaaaaaaaa0',
  vpcId: 'vpc-0123456789abcdef0',
  availabilityZone: 'eu-west-1a',
  status: 'in-use',
  managed: false,
  sourceDestCheck: false,
  ipv4: ['10.0.1.50'],
  ipv6: [],
  publicIp: '198.51.100.50',
  attachment: {
    attachmentId: 'eni-attach-0123456789abcdef0',
    instanceId: me,
    deviceIndex: 1,
    networkCardIndex: 0,
    status: 'attached',
    deleteOnTermination: false,
  },
};

export const primaryEni: Eni = { ...healthyEni, eniId: 'eni-00000000000000011', ipv4: ['10.0.1.11'] };

const link = (name: string, ifindex: number) =>
  ({ name, ifindex, mac: '', up: true, running: true, mtu: 9001, altNames: [], addresses: [] }) as const;

export const operations: readonly CibOperation[] = [
  { id: 'nat-eni-start-0', name: 'start', intervalMs: 0, timeoutMs: 120_000, checkLevel: 0 },
  { id: 'nat-eni-stop-0', name: 'stop', intervalMs: 0, timeoutMs: 120_000, checkLevel: 0 },
  { id: 'nat-eni-monitor-10s', name: 'monitor', intervalMs: 10_000, timeoutMs: 20_000, checkLevel: 0 },
  { id: 'nat-eni-monitor-60s', name: 'monitor', intervalMs: 60_000, timeoutMs: 60_000, checkLevel: 10 },
];

export const resource = {
  id: 'nat-eni',
  agent: 'ocf:forward3d:eni',
  parameters: { eni_id: eniId },
  meta: { 'failure-timeout': '600s' },
  operations,
};

export const fence = {
  id: 'fence-nat',
  agent: 'stonith:fence_aws',
  parameters: {
    region: 'eu-west-1',
    power_timeout: '120',
    pcmk_host_map: `nat-a:${me};nat-b:i-0bbbbbbbbbbbbbbb2`,
  },
  meta: {},
  operations: [],
};

export const cib: Cib = {
  properties: { 'stonith-timeout': '180s' },
  resourceDefaults: {},
  operationDefaults: {},
  nodes: [
    { name: 'nat-a', attributes: {} },
    { name: 'nat-b', attributes: { standby: 'off' } },
  ],
  constraints: [],
  resources: [resource, fence],
};

export const hostState = {
  link: link('ens6', 3),
  links: [link('ens5', 2), link('ens6', 3)],
  defaultRoutes: [{ family: 4, link: 'ens5', metric: 0 }],
  ownRules: [],
  ownRoutes: [],
  settings: { rpFilter: 2, rpFilterDefault: 0 },
} as const;

/** A node on which nothing is wrong: it holds the ENI. */
export function healthyFacts(env: Readonly<Record<string, string>> = {}): DoctorFacts {
  return {
    parameters: parseParameters({ OCF_RESKEY_eni_id: eniId, ...env }),
    nodeVersion: 'v22.12.0',
    tools: known(true),
    instanceId: known(me),
    eni: known(healthyEni),
    self: known({
      instanceId: me,
      state: 'running',
      availabilityZone: 'eu-west-1a',
      vpcId: 'vpc-0123456789abcdef0',
      instanceType: 't3.micro',
      interfaces: [
        { eniId: primaryEni.eniId, deviceIndex: 0, networkCardIndex: 0 },
        { eniId, deviceIndex: 1, networkCardIndex: 0 },
      ],
    }),
    interfaces: known([primaryEni, healthyEni]),
    metadata: known({ enabled: true, tokensRequired: true, hopLimit: 1 }),
    maximumInterfaces: known(2),
    rights: {
      DescribeNetworkInterfaces: known('granted'),
      DescribeInstances: known('granted'),
      DescribeSubnets: known('granted'),
      AttachNetworkInterface: known('granted'),
      DetachNetworkInterface: known('granted'),
      ModifyNetworkInterfaceAttribute: known('granted'),
    },
    routes: known([{ routeTableId: 'rtb-1', destination: '0.0.0.0/0', state: 'active', subnetIds: [] }]),
    linkToEc2: known('ens5'),
    host: known(hostState),
    lacks: known([]),
    sysctls: { forward4: known(1), forward6: known(1), rpFilterAll: known(1), rpFilterDefault: known(1) },
    primaryAcceptRa: known(2),
    translatesSources: known(true),
    networkd: known({ managesForeignRules: false, managesForeignRoutes: false }),
    managers: known([]),
    cib: known(cib),
    localNode: known('nat-a'),
    clusterShell: 'crmsh',
    resource,
  };
}
