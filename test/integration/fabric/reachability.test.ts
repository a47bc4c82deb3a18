import { afterAll, beforeAll, expect, it } from 'vitest';
import { NamespaceFabric } from '../../emulator/fabric/namespace-fabric.ts';
import { internetHost } from '../../emulator/fabric/plan.ts';
import { newLabName } from '../../lab/lab-name.ts';
import { cast, oneArmed } from '../../lab/topology.ts';
import { Traffic } from '../../lab/traffic.ts';
import { describeFabric } from './describe-fabric.ts';
import { pings, succeed } from './nat-node.ts';

describeFabric('the VPC', () => {
  let lab: string;
  let fabric: NamespaceFabric;

  beforeAll(async () => {
    lab = newLabName();
    fabric = await NamespaceFabric.create(oneArmed({ lab, ipv6: true, thirdNode: true }), { lab });
  });

  afterAll(() => fabric.destroy());

  it.each([
    ['a neighbour of the same subnet', cast.nodeA, '10.0.1.12'],
    ['a third node', cast.nodeA, '10.0.1.13'],
    ['the gateway', cast.nodeA, '10.0.1.1'],
    ['a host of another subnet', cast.nodeA, '10.0.2.20'],
    ['the internet, with an Elastic IP', cast.nodeA, internetHost.ipv4],
    ['the EC2 endpoint', cast.nodeA, '10.0.255.10'],
    ['the metadata address, which is its own', cast.nodeA, '169.254.169.254'],
    ['a neighbour over IPv6', cast.nodeA, '2001:db8:0:1::12'],
    ['another subnet over IPv6', cast.client, '2001:db8:0:1::12'],
    ['the internet over IPv6', cast.nodeA, internetHost.ipv6],
  ])('lets an instance reach %s', async (_what, from, to) => {
    expect(await pings(fabric, from, to)).toBe(true);
  });

  it.each([
    ['its Elastic IP', internetHost.ipv4, '198.51.100.11'],
    ['its own IPv6 address', internetHost.ipv6, '2001:db8:0:1::11'],
  ])('shows an instance to the internet with %s', async (_what, host, expected) => {
    await using traffic = await Traffic.start({
      clientNetns: `${lab}-a`,
      internetNetns: fabric.internetNetns,
      host,
      protocols: ['udp', 'tcp'],
    });
    await traffic.settled(Date.now() + 200);
    const seen = traffic.samples.map(({ protocol, addressSeen }) => `${protocol} ${addressSeen ?? 'lost'}`);
    expect(new Set(seen)).toEqual(new Set([`udp ${expected}`, `tcp ${expected}`]));
  });

  it.each([
    [
      'the internet without an Elastic IP, its default route leading to an ENI that nobody holds',
      internetHost.ipv4,
    ],
    ['the internet over IPv6 with the same default route', internetHost.ipv6],
    ['an address of the VPC that nobody has', '10.0.1.99'],
    ['the ENI that nobody holds', '10.0.1.50'],
  ])('drops what is for %s', async (_what, to) => {
    expect(await pings(fabric, cast.client, to)).toBe(false);
  });

  it('answers no ARP beyond the subnet, so that a wrong prefix length shows', async () => {
    const wrong = ['addr add 10.0.1.11/16 dev ens5', 'addr del 10.0.1.11/24 dev ens5'];
    const right = ['addr add 10.0.1.11/24 dev ens5', 'addr del 10.0.1.11/16 dev ens5'];
    await succeed(fabric, cast.nodeA, ['ip', '-batch', '-'], wrong.join('\n'));
    expect(await pings(fabric, cast.nodeA, '10.0.2.20')).toBe(false);
    expect(await pings(fabric, cast.nodeA, '10.0.1.12')).toBe(true);
    await succeed(fabric, cast.nodeA, ['ip', '-batch', '-'], right.join('\n'));
    expect(await pings(fabric, cast.nodeA, '10.0.2.20')).toBe(true);
  });

  it('lets no address in or out of an interface that is not its own, unless the check is off', async () => {
    const stranger = '10.0.1.99';
    await succeed(fabric, cast.nodeA, ['ip', 'addr', 'add', `${stranger}/32`, 'dev', 'lo']);
    const counter = `
      table ip seen {
        chain input { type filter hook input priority 0; policy accept; ip saddr ${stranger} counter
        }
      }`;
    await succeed(fabric, cast.nodeB, ['nft', '-f', '-'], counter);
    const knock = async (): Promise<string> => {
      await fabric.exec(cast.nodeA, ['ping', '-c', '1', '-W', '1', '-I', stranger, '10.0.1.12']);
      return succeed(fabric, cast.nodeB, ['nft', 'list', 'table', 'ip', 'seen']);
    };
    const primary = primaryOf(cast.nodeA);
    expect(await knock()).toContain('packets 0 ');
    await fabric.setSourceDestCheck(primary, false);
    expect(await knock()).toContain('packets 1 ');
    await fabric.setSourceDestCheck(primary, true);
    expect(await knock()).toContain('packets 1 ');
  });

  it('can take the EC2 endpoint from one instance, or from all', async () => {
    await fabric.setEndpointReachable(false, cast.nodeA);
    expect(await pings(fabric, cast.nodeA, fabric.ec2EndpointAddress)).toBe(false);
    expect(await pings(fabric, cast.nodeB, fabric.ec2EndpointAddress)).toBe(true);
    await fabric.setEndpointReachable(false);
    expect(await pings(fabric, cast.nodeB, fabric.ec2EndpointAddress)).toBe(false);
    expect(await pings(fabric, cast.nodeB, '10.0.1.11')).toBe(true);
    await fabric.setEndpointReachable(true);
    expect(await pings(fabric, cast.nodeA, fabric.ec2EndpointAddress)).toBe(true);
  });

  it('can part two nodes and leave them all else', async () => {
    await fabric.setPeersReachable(cast.nodeA, cast.nodeB, false);
    expect(await pings(fabric, cast.nodeA, '10.0.1.12')).toBe(false);
    expect(await pings(fabric, cast.nodeB, '10.0.1.11')).toBe(false);
    expect(await pings(fabric, cast.nodeA, '10.0.1.13')).toBe(true);
    expect(await pings(fabric, cast.nodeB, fabric.ec2EndpointAddress)).toBe(true);
    await fabric.setPeersReachable(cast.nodeB, cast.nodeA, true);
    expect(await pings(fabric, cast.nodeA, '10.0.1.12')).toBe(true);
  });

  it('answers for each address as itself, so that two links of a node in one subnet confuse nobody', async () => {
    await fabric.plug({ eniId: cast.eni, instanceId: cast.nodeA, deviceIndex: 1 });
    await succeed(fabric, cast.nodeA, ['ip', 'addr', 'add', '10.0.1.50/24', 'dev', 'ens6', 'noprefixroute']);
    await succeed(fabric, cast.nodeA, ['ip', 'link', 'set', 'ens6', 'up']);
    await succeed(fabric, cast.nodeA, ['ip', 'neigh', 'flush', 'all']);
    await succeed(fabric, cast.nodeB, ['ip', 'neigh', 'flush', 'all']);
    expect(await pings(fabric, cast.nodeB, '10.0.1.11')).toBe(true);
    // The packet goes in through the ENI although ARP could be answered on either link, and the answer leaves through
    // the primary with the ENI's address, which is what the primary's source/dest check is there for.
    const counter =
      'table ip seen { chain input { type filter hook input priority 0; iifname "ens6" counter\n}\n}';
    await succeed(fabric, cast.nodeA, ['nft', '-f', '-'], counter);
    expect(await pings(fabric, cast.nodeB, '10.0.1.50')).toBe(false);
    expect(await succeed(fabric, cast.nodeA, ['nft', 'list', 'table', 'ip', 'seen'])).toContain('packets 1 ');
    await fabric.unplug(cast.eni);
  });
});

function primaryOf(instanceId: string): string {
  return oneArmed({ lab: '' }).instances.find((instance) => instance.instanceId === instanceId)!.primaryEniId;
}
