import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readNetworkdSettings } from '../../../src/adapters/machine/networkd-settings.ts';
import { examine, isHealthy } from '../../../src/cli/doctor/check.ts';
import type { DoctorFacts } from '../../../src/cli/doctor/doctor-facts.ts';
import { checks } from '../../../src/cli/doctor/run-doctor.ts';
import { known, unknown } from '../../../src/cli/reading.ts';
import type { ManagerName } from '../../../src/domain/admin-ports.ts';
import type { CibResource } from '../../../src/domain/cluster.ts';
import type { Eni } from '../../../src/domain/eni.ts';
import {
  cib,
  eniId,
  fence,
  healthyEni,
  healthyFacts,
  hostState,
  operations,
  primaryEni,
  resource,
} from './healthy-facts.ts';

type Change = (facts: DoctorFacts) => Partial<DoctorFacts>;

const withEni =
  (change: Partial<Eni>): Change =>
  () => ({ eni: known({ ...healthyEni, ...change }) });
const withResource =
  (change: Partial<CibResource>): Change =>
  () => {
    const changed = { ...resource, ...change };
    return { resource: changed, cib: known({ ...cib, resources: [changed, fence] }) };
  };
const withCib =
  (change: Partial<typeof cib>): Change =>
  () => ({ cib: known({ ...cib, ...change }) });
const timeouts = (name: string, timeoutMs: number | undefined) =>
  withResource({ operations: operations.map((op) => (op.name === name ? { ...op, timeoutMs } : op)) });
const withFence = (parameters: Record<string, string>) =>
  withCib({ resources: [resource, { ...fence, parameters: { ...fence.parameters, ...parameters } }] });
const managedBy =
  (name: ManagerName): Change =>
  () => ({ managers: known([{ name, leavesAlone: false }]) });
const agentAlone = { OCF_RESKEY_interface_config: 'agent' };
const attachment = healthyEni.attachment;

/** What is planted, the one check that must find it, and a word of the fix. */
const plants: readonly [
  what: string,
  change: Change,
  id: string,
  fix: string,
  env?: Record<string, string>,
][] = [
  ['an old Node', () => ({ nodeVersion: 'v22.11.0' }), 'node-version', 'install Node'],
  ['no iproute2', () => ({ tools: unknown('cannot run "ip"') }), 'iproute2', 'iproute2'],
  ['no identity', () => ({ instanceId: unknown('no answer') }), 'identity', 'http-endpoint enabled'],
  [
    'metadata service switched off',
    () => ({ metadata: known({ enabled: false, tokensRequired: true, hopLimit: 1 }) }),
    'metadata-service',
    '--http-endpoint enabled',
  ],
  [
    'metadata service of version 1',
    () => ({ metadata: known({ enabled: true, tokensRequired: false, hopLimit: 1 }) }),
    'metadata-service',
    '--http-tokens required',
  ],
  [
    'instance_id in the cluster',
    withResource({ parameters: { instance_id: 'i-1' } }),
    'instance-id-unset',
    'delete instance_id',
  ],
  ['the way to EC2 through the ENI', () => ({ linkToEc2: known('ens6') }), 'ec2-path', 'VPC endpoint'],
  [
    'a right that is missing',
    ({ rights }) => ({ rights: { ...rights, DetachNetworkInterface: known('denied') } }),
    'right-DetachNetworkInterface',
    'eni-agent iam-policy',
  ],
  ['an ENI of a service', withEni({ managed: true }), 'movable', 'create-network-interface'],
  [
    'a primary interface',
    withEni({ attachment: { ...attachment!, deviceIndex: 0 } }),
    'movable',
    'create-network-interface',
  ],
  ['another zone', withEni({ availabilityZone: 'eu-west-1b' }), 'zone', 'zone'],
  ['no free slot', () => ({ maximumInterfaces: known(1) }), 'slot', 'larger instance type'],
  [
    'source/dest check on',
    withEni({ sourceDestCheck: true }),
    'source-dest-check',
    'source_dest_check=disabled',
  ],
  [
    'source/dest check of the primary',
    () => ({ interfaces: known([{ ...primaryEni, sourceDestCheck: true }, healthyEni]) }),
    'primary-source-dest-check',
    `${primaryEni.eniId} --no-source-dest-check`,
    { OCF_RESKEY_egress: 'system' },
  ],
  [
    'DeleteOnTermination',
    withEni({ attachment: { ...attachment!, deleteOnTermination: true } }),
    'delete-on-termination',
    'DeleteOnTermination=false',
  ],
  ['no route to the ENI', () => ({ routes: known([]) }), 'route-tables', 'create-route'],
  [
    'a black hole',
    () => ({
      routes: known([{ routeTableId: 'rtb-1', destination: '0.0.0.0/0', state: 'blackhole', subnetIds: [] }]),
    }),
    'route-tables',
    'start',
  ],
  ['no link in the kernel', () => ({ lacks: known(undefined) }), 'attached-and-usable', 'cleanup'],
  [
    'an address missing',
    () => ({ lacks: known(['address 10.0.1.50 is missing']) }),
    'attached-and-usable',
    'cleanup',
  ],
  [
    'no forwarding',
    ({ sysctls }) => ({ sysctls: { ...sysctls, forward4: known(0) } }),
    'ip-forward',
    'ip_forward=1',
  ],
  ['no NAT', () => ({ translatesSources: known(false) }), 'masquerade', 'masquerade'],
  [
    'a strict reverse path filter',
    () => ({ host: known({ ...hostState, settings: { rpFilter: 0, rpFilterDefault: 0 } }) }),
    'rp-filter',
    'ens6.rp_filter=2',
  ],
  ['deaf to router advertisements', () => ({ primaryAcceptRa: known(1) }), 'accept-ra', 'ens5.accept_ra=2'],
  [
    'networkd that cleans up',
    () => ({ networkd: known({ managesForeignRules: true, managesForeignRoutes: false }) }),
    'networkd',
    'ManageForeignRoutingPolicyRules=no',
  ],
  [
    'another MTU',
    () => ({ host: known({ ...hostState, link: { ...hostState.link, mtu: 1500 } }) }),
    'mtu',
    'mtu 9001',
  ],
  ['no resource', () => ({ resource: undefined }), 'resource', 'crm-config'],
  [
    'no monitor of the kernel',
    withResource({ operations: operations.filter((op) => op.intervalMs !== 10_000) }),
    'monitor-kernel',
    'interval=10s',
  ],
  [
    'no monitor of EC2',
    withResource({ operations: operations.slice(0, 3) }),
    'monitor-ec2',
    'OCF_CHECK_LEVEL=10',
  ],
  [
    'a short start',
    timeouts('start', 20_000),
    'timeout-start',
    'crm configure set nat-eni.start.0.timeout 120s',
  ],
  [
    'a stop without a limit of its own',
    timeouts('stop', undefined),
    'timeout-stop',
    'nat-eni.stop.0.timeout 120s',
  ],
  ['a short monitor', timeouts('monitor', 20_000), 'timeout-monitor', 'nat-eni.monitor.60s.timeout 60s'],
  [
    'fencing switched off',
    withCib({ properties: { ...cib.properties, 'stonith-enabled': 'false' } }),
    'fencing',
    'stonith-enabled=true',
  ],
  ['no fence device', withCib({ resources: [resource] }), 'fencing', 'fence_aws'],
  [
    'fencing by ENI',
    withCib({
      resources: [
        resource,
        { ...fence, parameters: { ...fence.parameters, pcmk_host_map: `nat-a:${eniId}` } },
      ],
    }),
    'fence-by-instance',
    'pcmk_host_map',
  ],
  [
    "fencing by the ENI's address",
    withCib({
      resources: [
        resource,
        { ...fence, parameters: { ...fence.parameters, pcmk_host_map: 'nat-a:10.0.1.50' } },
      ],
    }),
    'fence-by-instance',
    'pcmk_host_map',
  ],
  ['failures for ever', withResource({ meta: {} }), 'failure-timeout', 'failure-timeout 600s'],
  [
    'IPv6 that is routed here and not forwarded',
    ({ sysctls }) => ({
      sysctls: { ...sysctls, forward6: known(0) },
      routes: known([{ routeTableId: 'rtb-1', destination: '::/0', state: 'active', subnetIds: [] }]),
    }),
    'ip6-forward',
    'forwarding=1',
  ],
  [
    'NetworkManager beside interface_config=agent',
    managedBy('NetworkManager'),
    'manager-network-manager',
    `unmanaged-devices=mac:${healthyEni.mac}`,
    agentAlone,
  ],
  [
    'networkd beside interface_config=agent',
    managedBy('systemd-networkd'),
    'manager-networkd',
    'Unmanaged=yes',
    agentAlone,
  ],
  [
    'amazon-ec2-net-utils beside interface_config=agent',
    managedBy('amazon-ec2-net-utils'),
    'manager-ec2-net-utils',
    'Unmanaged=yes',
    agentAlone,
  ],
  [
    'cloud-netconfig beside interface_config=agent',
    managedBy('cloud-netconfig'),
    'manager-cloud-netconfig',
    "CLOUD_NETCONFIG_MANAGE='no'",
    agentAlone,
  ],
  [
    'nobody to configure the link',
    () => ({}),
    'manager-there',
    'crm resource param nat-eni set interface_config auto',
    { OCF_RESKEY_interface_config: 'system' },
  ],
  [
    'a NetworkManager that leaves the link alone, and nobody else',
    () => ({ managers: known([{ name: 'NetworkManager', leavesAlone: true }]) }),
    'manager-there',
    'interface_config auto',
    { OCF_RESKEY_interface_config: 'system' },
  ],
  [
    'maintenance mode',
    withCib({ properties: { ...cib.properties, 'maintenance-mode': 'true' } }),
    'managed',
    'maintenance-mode=false',
  ],
  [
    'a resource in maintenance',
    withResource({ meta: { ...resource.meta, maintenance: 'true' } }),
    'managed',
    'set maintenance false',
  ],
  [
    'a resource that is not managed',
    withResource({ meta: { ...resource.meta, 'is-managed': 'false' } }),
    'managed',
    'is-managed true',
  ],
  [
    'a resource that was stopped',
    withResource({ meta: { ...resource.meta, 'target-role': 'Stopped' } }),
    'managed',
    'crm resource start nat-eni',
  ],
  [
    'a node on standby, be it another one',
    withCib({ nodes: [{ name: 'nat-b', attributes: { standby: 'on' } }] }),
    'nodes-in-service',
    'crm node online nat-b',
  ],
  [
    'a node in maintenance',
    withCib({ nodes: [{ name: 'nat-a', attributes: { maintenance: 'true' } }] }),
    'nodes-in-service',
    'crm node ready nat-a',
  ],
  [
    'what a move by hand leaves',
    withCib({ constraints: [{ id: 'cli-prefer-nat-eni', resource: 'nat-eni' }] }),
    'constraints',
    'crm resource clear nat-eni',
  ],
  [
    'a fence device that takes this node for its peer',
    withFence({ pcmk_host_map: 'nat-a:i-0bbbbbbbbbbbbbbb2;nat-b:i-0aaaaaaaaaaaaaaa1' }),
    'fence-map',
    '"nat-a:i-0aaaaaaaaaaaaaaa1;nat-b:i-0aaaaaaaaaaaaaaa1"',
  ],
  [
    'a fence device that does not know this node',
    withFence({ pcmk_host_map: 'nat-b:i-0bbbbbbbbbbbbbbb2' }),
    'fence-map',
    '"nat-b:i-0bbbbbbbbbbbbbbb2;nat-a:i-0aaaaaaaaaaaaaaa1"',
  ],
  [
    'fencing that gives up before the instance is back',
    withCib({ properties: {} }),
    'fence-time',
    'property stonith-timeout=180s',
  ],
  [
    'a fence device that gives up before the instance has stopped',
    withFence({ power_timeout: '20' }),
    'fence-time',
    'crm resource param fence-nat set power_timeout 120',
  ],
];

const failures = (facts: DoctorFacts) =>
  examine(checks, facts).filter(({ answer }) => answer.state === 'fail');

describe('doctor', () => {
  it('finds nothing on a healthy node', () => {
    const findings = examine(checks, healthyFacts());
    expect(findings.filter(({ answer }) => answer.state === 'fail' || answer.state === 'unknown')).toEqual(
      [],
    );
    expect(isHealthy(findings)).toBe(true);
  });

  it.each(plants)('finds %s, that alone, and names the fix', (_, change, id, fix, env = {}) => {
    const facts = healthyFacts(env);
    const found = failures({ ...facts, ...change(facts) });
    expect(found.map((finding) => finding.id)).toEqual([id]);
    expect(found[0]?.answer).toMatchObject({ fix: expect.stringContaining(fix) as string });
    expect(isHealthy(found)).toBe(!found[0]!.needed);
  });

  it('names fixes of the cluster in the language of the tool that is there', () => {
    const facts: DoctorFacts = { ...healthyFacts(), clusterShell: 'pcs' };
    const fixes = (change: Change) =>
      failures({ ...facts, ...change(facts) }).map(({ answer }) => answer.state === 'fail' && answer.fix);
    expect(fixes(withResource({ meta: {} }))).toEqual(['pcs resource meta nat-eni failure-timeout=600s']);
    expect(fixes(withResource({ operations: operations.slice(0, 3) }))).toEqual([
      'pcs resource op add nat-eni monitor interval=60s timeout=60s OCF_CHECK_LEVEL=10',
    ]);
    expect(fixes(timeouts('monitor', 30_000))).toEqual([
      'pcs resource op remove nat-eni-monitor-60s; pcs resource op add nat-eni monitor interval=60s timeout=60s OCF_CHECK_LEVEL=10',
    ]);
    expect(fixes(withFence({ power_timeout: '20' }))).toEqual([
      'pcs stonith update fence-nat power_timeout=120',
    ]);
  });

  it.each([
    ['crmsh', 'nat-eni-monitor-60s', 'crm configure set nat-eni.monitor.60s.timeout 60s'],
    ['pcs', 'nat-eni-monitor-interval-60s', 'crm configure set nat-eni.monitor.interval-60s.timeout 60s'],
    ['an admin', 'deep', `cibadmin --modify --scope resources --xml-text '<op id="deep" timeout="60s"/>'`],
  ])('names an operation that %s has written so that crmsh finds it', (_, id, fix) => {
    const deep = { ...operations.at(-1)!, id, timeoutMs: 20_000 };
    const facts = healthyFacts();
    const found = failures({
      ...facts,
      ...withResource({ operations: [...operations.slice(0, 3), deep] })(facts),
    });
    expect(found.map(({ answer }) => answer)).toMatchObject([{ fix }]);
  });

  it('has an id of its own for every check', () => {
    expect(new Set(checks.map(({ id }) => id)).size).toBe(checks.length);
  });

  it('what cannot be asked is neither good nor bad, and not healthy', () => {
    const why = unknown('EC2 is silent');
    const facts: DoctorFacts = { ...healthyFacts(), self: why, host: why, translatesSources: why, cib: why };
    const findings = examine(checks, facts);
    const unknowns = findings.filter(({ answer }) => answer.state === 'unknown').map(({ id }) => id);
    expect(unknowns).toEqual(
      expect.arrayContaining(['zone', 'slot', 'masquerade', 'fencing', 'timeout-stop']),
    );
    expect(failures(facts)).toEqual([]);
    expect(isHealthy(findings)).toBe(false);
  });

  it('does not ask for a cluster where there is none', () => {
    const findings = examine(checks, { ...healthyFacts(), cib: known(undefined), resource: undefined });
    expect(isHealthy(findings)).toBe(true);
  });
});

describe('the settings of networkd', () => {
  function settingsOf(files: Readonly<Record<string, string>>) {
    const root = mkdtempSync(join(tmpdir(), 'eni-agent-networkd-'));
    try {
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(join(root, path, '..'), { recursive: true });
        writeFileSync(join(root, path), text);
      }
      return readNetworkdSettings(root);
    } finally {
      rmSync(root, { recursive: true });
    }
  }
  const running = { 'run/systemd/netif/state': '' };

  it('are none where it does not run', () => {
    expect(settingsOf({})).toBeUndefined();
  });

  it('are to manage everything by default', () => {
    expect(settingsOf(running)).toEqual({ managesForeignRules: true, managesForeignRoutes: true });
  });

  it('come from the file and the drop-ins, the last one counting', () => {
    const settings = settingsOf({
      ...running,
      'etc/systemd/networkd.conf':
        '[Network]\nManageForeignRoutes=no\n[DHCPv4]\nManageForeignRoutingPolicyRules=no\n',
      'usr/lib/systemd/networkd.conf.d/50-a.conf': '[Network]\nManageForeignRoutingPolicyRules = no\n',
      'etc/systemd/networkd.conf.d/60-b.conf': '[Network]\nManageForeignRoutes=yes\n',
    });
    expect(settings).toEqual({ managesForeignRules: false, managesForeignRoutes: true });
  });

  it('a drop-in in /etc hides the one of the same name', () => {
    const settings = settingsOf({
      ...running,
      'usr/lib/systemd/networkd.conf.d/50-a.conf': '[Network]\nManageForeignRoutingPolicyRules=no\n',
      'etc/systemd/networkd.conf.d/50-a.conf': '[Network]\n',
    });
    expect(settings).toEqual({ managesForeignRules: true, managesForeignRoutes: true });
  });
});
