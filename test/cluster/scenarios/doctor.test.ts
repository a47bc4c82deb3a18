import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { modifyEni, setDeleteOnTermination } from '../../emulator/model/modify.ts';
import { cast, oneArmed } from '../../lab/topology.ts';
import { diagnose, eniAgent, follow, shellLine, type AdminShell, type Diagnosis } from '../admin-commands.ts';
import { readGuide } from '../guide.ts';
import { eniLink } from '../kernel.ts';
import { ClusterLab } from '../lab.ts';
import type { NodeName } from '../lab-options.ts';
import { denyAllBut } from '../role-policy.ts';

/** Something that is wrong on the active node, or in what concerns it. */
interface Plant {
  readonly what: string;
  /** The rows that fail, and no others. */
  readonly ids: readonly string[];
  /** Rows that cannot be asked then. */
  readonly unknown?: boolean;
  /** Good advice, and no more: doctor answers 0 all the same. */
  readonly advice?: boolean;
  readonly plant: string | (() => unknown);
  /** The part of the fix that is a command, which is run; or what an admin does who follows it. */
  readonly repair: RegExp | string | (() => unknown);
  /** What is then still there, and in the way of other plants. */
  readonly remove?: string;
}

let lab: ClusterLab;
let active: NodeName;
let passive: NodeName;

const { eni, role } = cast;
const attachmentId = (): string => lab.parts.emulator.cloud.eni(eni).attachment?.attachmentId ?? '';
const allow = (): void => lab.parts.emulator.policies.set(role, denyAllBut(lab.guide('iam-policy.json')));
const deny = (action: string): void =>
  lab.parts.emulator.policies.set(role, [...denyAllBut(lab.guide('iam-policy.json')), { action }]);
const setLink = async (setting: string): Promise<void> => {
  const link = await eniLink(lab.node(active));
  await shellLine(lab, active, setting.replaceAll('LINK', link?.name ?? ''));
};
/** As somebody does who may change route tables; the nodes may not. */
function routeDefaultTo(target: string): void {
  const { routeTables } = lab.parts.emulator.cloud;
  const table = routeTables.get('rtb-0bbbbbbbbbbbbbbb0')!;
  routeTables.set(table.routeTableId, { ...table, routes: [{ destination: '0.0.0.0/0', target }] });
}
/** Gives an operation a short time limit, whichever tool has written it. */
function shorten(name: string, timeout: string, which = 'true()'): string {
  return `op=$(cibadmin --query --xpath "//primitive[@id='nat-eni']//op[@name='${name}' and ${which}]")
    id=$(printf '%s' "$op" | sed -n 's/.*<op .*\\bid="\\([^"]*\\)".*/\\1/p')
    cibadmin --modify --xpath "//op[@id='$id']" --xml-text "<op id=\\"$id\\" timeout=\\"${timeout}\\"/>"`;
}
/** Gives an element another id. */
function rename(id: string, another: string): string {
  return `cibadmin --query --scope resources | sed "s/\\"${id}\\"/\\"${another}\\"/" | cibadmin --replace --scope resources --xml-pipe`;
}
const removeDeepMonitor = `pcs resource op remove $(pcs resource config nat-eni | sed -n 's/.*\\(nat-eni-monitor\\S*60s\\)$/\\1/p')`;
const hostMap = `"nat-a:${cast.nodeA};nat-b:${cast.nodeB}"`;

/** What is found besides that the active node is in maintenance, in which all of this happens. */
async function look(on: NodeName, shell?: AdminShell): Promise<Diagnosis> {
  const { failed, ...rest } = await diagnose(lab, on, shell);
  const [standing] = failed.filter(({ id }) => id === 'nodes-in-service');
  expect(standing?.detail).toBe(`${active} is in maintenance: nothing is done there`);
  return { ...rest, failed: failed.filter((check) => check !== standing) };
}

async function expectHealthy(on: NodeName): Promise<void> {
  expect(await look(on)).toEqual({ code: 0, failed: [], unknown: [] });
}

async function findAndRepair(planted: Plant, shell: AdminShell): Promise<void> {
  const { ids, unknown = false, advice = false, plant, repair, remove } = planted;
  await (typeof plant === 'string' ? shellLine(lab, active, plant) : plant());
  const found = await look(active, shell);
  expect(found.failed.map(({ id }) => id)).toEqual(ids);
  expect(found.unknown.length > 0).toBe(unknown);
  expect(found.code).toBe(advice ? 0 : 1);
  const fix = found.failed.find(({ id }) => id === ids.at(-1))?.fix ?? '';
  expect(fix.length).toBeGreaterThan(15);
  if (repair instanceof RegExp) {
    expect(fix).toMatch(repair);
    await follow(lab, active, repair.exec(fix)?.[0] ?? '');
  } else await (typeof repair === 'string' ? shellLine(lab, active, repair) : repair());
  await expectHealthy(active);
  if (remove !== undefined) await shellLine(lab, active, remove);
}

const onTheHost: readonly Plant[] = [
  {
    what: 'no forwarding',
    ids: ['ip-forward'],
    plant: 'sysctl -q -w net.ipv4.ip_forward=0',
    repair: /^sysctl -w [^\s,]+/,
  },
  {
    what: 'no NAT',
    ids: ['masquerade'],
    plant: 'nft flush ruleset',
    repair: 'nft -f /etc/nftables.conf',
  },
  {
    what: 'a strict reverse path filter',
    // The link is then not as start left it, either.
    ids: ['attached-and-usable', 'rp-filter'],
    plant: () => setLink('sysctl -q -w net.ipv4.conf.LINK.rp_filter=1'),
    repair: /^sysctl -w [^\s,]+/,
  },
  {
    what: 'an address of the ENI that is gone',
    ids: ['attached-and-usable'],
    plant: () => setLink('ip address flush dev LINK'),
    repair: () => eniAgent(lab, active, ['start', '--eni-id', eni, '--endpoint-url', lab.parts.endpointUrl]),
  },
  {
    what: 'a small MTU',
    ids: ['attached-and-usable', 'mtu'],
    plant: () => setLink('ip link set LINK mtu 1500'),
    repair: /^ip link set \S+ mtu 9001/,
  },
  {
    what: 'a primary that is deaf to router advertisements',
    ids: ['accept-ra'],
    advice: true,
    plant: 'sysctl -q -w net.ipv6.conf.all.forwarding=1; sysctl -q -w net.ipv6.conf.ens5.accept_ra=1',
    repair: /^sysctl -w [^\s,]+/,
  },
  {
    what: 'a networkd that removes what is not its own',
    ids: ['networkd'],
    plant: 'mkdir -p /run/systemd/netif; touch /run/systemd/netif/state',
    repair: `mkdir -p /run/systemd/networkd.conf.d
      printf '[Network]\\nManageForeignRoutingPolicyRules=no\\nManageForeignRoutes=no\\n' >/run/systemd/networkd.conf.d/50-eni-agent.conf`,
    remove: 'rm -r /run/systemd',
  },
  {
    what: 'a way to EC2 that leads through the ENI',
    ids: ['ec2-path'],
    plant: () => setLink('ip route add 10.0.255.10 via 10.0.1.1 dev LINK'),
    repair: () => setLink('ip route delete 10.0.255.10 via 10.0.1.1 dev LINK'),
  },
];

const inEc2: readonly Plant[] = [
  {
    what: 'a right that is missing',
    ids: ['right-DetachNetworkInterface'],
    plant: () => deny('DetachNetworkInterface'),
    repair: () => allow(),
  },
  {
    what: 'the right to look that is missing',
    ids: ['ec2', 'right-DescribeNetworkInterfaces'],
    unknown: true,
    plant: () => deny('DescribeNetworkInterfaces'),
    repair: () => allow(),
  },
  {
    what: 'an ENI that is deleted with its instance',
    ids: ['delete-on-termination'],
    plant: () => setDeleteOnTermination(lab.parts.emulator.cloud, eni, attachmentId(), true),
    repair: /^aws ec2 modify-network-interface-attribute .*/,
  },
  {
    what: 'a source/dest check that is on',
    ids: ['source-dest-check'],
    plant: async () => {
      await lab.crm(active, 'resource', 'param', 'nat-eni', 'set', 'source_dest_check', 'keep');
      modifyEni(lab.parts.emulator.cloud, eni, { sourceDestCheck: true });
    },
    repair: /aws ec2 modify-network-interface-attribute .*/,
  },
  {
    what: 'a route table that leads elsewhere',
    ids: ['route-tables'],
    advice: true,
    plant: () => routeDefaultTo('igw-0123456789abcdef0'),
    repair: () => routeDefaultTo(eni),
  },
  {
    what: 'a metadata service that answers anybody',
    ids: ['metadata-service'],
    advice: true,
    plant: () => lab.parts.emulator.configure({ imds: { v1Allowed: true } }),
    repair: () => lab.parts.emulator.configure({ imds: { v1Allowed: false } }),
  },
  {
    what: 'an EC2 that cannot be reached',
    ids: ['ec2'],
    unknown: true,
    plant: () => lab.parts.fabric.setEndpointReachable(false),
    repair: () => lab.parts.fabric.setEndpointReachable(true),
  },
];

const inTheCluster: readonly Plant[] = [
  {
    what: 'no fencing',
    ids: ['fencing'],
    plant: 'crm configure property stonith-enabled=false',
    repair: /.+/,
  },
  {
    what: 'a fence device that knows the ENI instead of the instance',
    ids: ['fence-by-instance'],
    plant: `crm resource param fence-nat set pcmk_host_map "nat-a:${eni};nat-b:${cast.nodeB}"`,
    repair: `crm resource param fence-nat set pcmk_host_map ${hostMap}`,
  },
  {
    what: 'fencing without the time it takes',
    ids: ['fence-time'],
    plant: 'pcs property set stonith-timeout=60s',
    repair: /.+/,
  },
  {
    what: 'a fence device without the time it takes',
    ids: ['fence-time'],
    plant: 'crm resource param fence-nat set power_timeout 30',
    repair: /.+/,
  },
  {
    what: 'no monitor that asks EC2',
    ids: ['monitor-ec2'],
    plant: removeDeepMonitor,
    repair: /.+/,
  },
  {
    what: 'a stop without its time',
    ids: ['timeout-stop'],
    plant: shorten('stop', '20s'),
    repair: /.+/,
  },
  {
    what: 'a monitor of EC2 without its time',
    ids: ['timeout-monitor'],
    plant: shorten('monitor', '20s', "@interval='60s'"),
    repair: /.+/,
  },
  {
    what: 'one that pcs has written',
    ids: ['timeout-monitor'],
    plant: `${removeDeepMonitor}; pcs resource op add nat-eni monitor interval=60s timeout=20s OCF_CHECK_LEVEL=10`,
    repair: /.+/,
  },
  {
    what: 'one whose id is nobody’s rule',
    ids: ['timeout-monitor'],
    plant: `${shorten('monitor', '20s', "@interval='60s'")}\n${rename('$id', 'deep')}`,
    repair: /.+/,
    remove: rename('deep', 'nat-eni-monitor-60s'),
  },
  {
    what: 'failures for ever',
    ids: ['failure-timeout'],
    advice: true,
    plant: 'crm resource meta nat-eni delete failure-timeout',
    repair: /.+/,
  },
  {
    what: 'maintenance mode',
    ids: ['managed'],
    advice: true,
    plant: 'pcs property set maintenance-mode=true',
    repair: /.+/,
  },
  {
    what: 'what a move leaves behind',
    ids: ['constraints'],
    advice: true,
    plant: () => shellLine(lab, active, `crm resource move nat-eni ${passive}`),
    repair: /.+/,
  },
  {
    what: 'an instance id for all nodes',
    ids: ['instance-id-unset'],
    plant: () =>
      shellLine(
        lab,
        active,
        `crm resource param nat-eni set instance_id ${lab.host(active).member.instanceId}`,
      ),
    repair: /.+/,
  },
  {
    what: 'nobody to configure the link',
    ids: ['manager-there'],
    plant: 'pcs resource update nat-eni interface_config=system',
    repair: /.+/,
  },
  {
    what: 'NetworkManager beside the agent',
    ids: ['manager-network-manager'],
    plant: 'mkdir -p /run/NetworkManager/devices; crm resource param nat-eni set interface_config agent',
    repair: `mkdir -p /run/NetworkManager/conf.d
      printf '[keyfile]\\nunmanaged-devices=mac:${cast.eniMac}\\n' >/run/NetworkManager/conf.d/50-eni-agent.conf`,
    remove: 'rm -r /run/NetworkManager; crm resource param nat-eni delete interface_config',
  },
  {
    what: 'a region without the ENI',
    ids: ['ec2'],
    unknown: true,
    plant: 'crm resource param nat-eni set region us-east-1',
    repair: 'crm resource param nat-eni delete region',
  },
];

describe('doctor on the nodes of a cluster', () => {
  beforeAll(async () => {
    lab = await ClusterLab.up({ world: (name) => oneArmed({ lab: name }) });
    active = lab.holder()!;
    passive = lab.peerOf(active);
    // What is planted must be found by doctor, and not repaired by the next monitor.
    await lab.crm(active, 'node', 'maintenance', active);
    await lab.waitUntilIdle();
  });
  afterAll(() => lab.down());

  it('finds nothing wrong, on the active node nor on the passive one', async () => {
    await expectHealthy(active);
    await expectHealthy(passive);
    const { exitCode, stdout } = await eniAgent(lab, active, ['doctor']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^0 to be repaired, 1 to be considered, 0 not known$/m);
  });

  it.each(onTheHost)('finds $what', (plant) => findAndRepair(plant, 'crmsh'));
  it.each(inEc2)('finds $what', (plant) => findAndRepair(plant, 'crmsh'));
  it.each(inTheCluster)('finds $what, and repairs it with crmsh', (plant) => findAndRepair(plant, 'crmsh'));
  it.each(inTheCluster.filter(({ repair }) => repair instanceof RegExp))(
    'finds $what, and repairs it with pcs',
    (plant) => findAndRepair(plant, 'pcs'),
  );

  it('finds a fence device that would shoot the wrong node, on each of them', async () => {
    await shellLine(
      lab,
      active,
      `crm resource param fence-nat set pcmk_host_map "nat-a:${cast.nodeB};nat-b:${cast.nodeA}"`,
    );
    for (const node of [active, passive]) {
      const { failed, code } = await look(node);
      expect(failed.map(({ id }) => id)).toEqual(['fence-map']);
      expect(code).toBe(1);
      await follow(lab, node, failed[0]?.fix ?? '');
    }
    await expectHealthy(active);
    await expectHealthy(passive);
  });

  it.each(['crmsh', 'pcs'] as const)('finds a node out of service, and repairs it with %s', async (shell) => {
    await lab.crm(active, 'node', 'maintenance', active);
    await lab.crm(active, 'node', 'standby', passive);
    const found = (await diagnose(lab, active, shell)).failed.filter(({ id }) => id === 'nodes-in-service');
    expect(found[0]?.detail).toContain(`${passive} is on standby: nothing runs there`);
    await follow(lab, active, found[0]?.fix ?? '');
    await lab.waitUntilIdle();
    expect(await diagnose(lab, active)).toEqual({ code: 0, failed: [], unknown: [] });
    await lab.waitUntilServing(active);
  });

  it('says it in words: what is wrong, and below it how to repair it, as the documents show', async () => {
    await lab.crm(active, 'resource', 'param', 'nat-eni', 'set', 'source_dest_check', 'keep');
    modifyEni(lab.parts.emulator.cloud, eni, { sourceDestCheck: true });
    const { exitCode, stdout } = await eniAgent(lab, active, ['doctor']);
    modifyEni(lab.parts.emulator.cloud, eni, { sourceDestCheck: false });
    expect(exitCode).toBe(1);
    for (const page of ['README.md', 'docs/commands.md']) {
      const [, ...shown] = readGuide(join(import.meta.dirname, '../../..', page))('doctor.txt').split('\n');
      const lines = shown.filter((line) => line !== '' && line !== '...');
      expect(lines.length).toBeGreaterThan(2);
      expect(lines.filter((line) => !stdout.split('\n').includes(line))).toEqual([]);
    }
  });
});
