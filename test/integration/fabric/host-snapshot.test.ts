import { afterAll, beforeAll, expect, it } from 'vitest';
import { NamespaceFabric } from '../../emulator/fabric/namespace-fabric.ts';
import { hostSnapshot } from '../../lab/host-snapshot.ts';
import { newLabName } from '../../lab/lab-name.ts';
import { cast, oneArmed } from '../../lab/topology.ts';
import { describeFabric } from './describe-fabric.ts';
import { succeed } from './nat-node.ts';

describeFabric('a snapshot of a host', () => {
  let fabric: NamespaceFabric;

  beforeAll(async () => {
    const lab = newLabName();
    fabric = await NamespaceFabric.create(oneArmed({ lab, ipv6: true }), { lab });
  });

  afterAll(() => fabric.destroy());

  const change = (...argv: string[]): Promise<string> => succeed(fabric, cast.nodeA, argv);
  const snapshot = (): Promise<string> => hostSnapshot((argv) => change(...argv));

  it('is the same after an ENI came and went', async () => {
    const before = await snapshot();
    await fabric.plug({ eniId: cast.eni, instanceId: cast.nodeA, deviceIndex: 1 });
    expect(await snapshot()).not.toBe(before);
    await fabric.unplug(cast.eni);
    expect(await snapshot()).toBe(before);
  });

  it.each([
    ['an address', 'ip addr add 10.0.1.77/32 dev ens5', 'ip addr del 10.0.1.77/32 dev ens5'],
    ['a rule', 'ip rule add from 10.0.1.77 lookup 7', 'ip rule del from 10.0.1.77'],
    ['an IPv6 rule', 'ip -6 rule add from ::7 lookup 7', 'ip -6 rule del from ::7'],
    ['a route of another table', 'ip route add 10.7.0.0/16 dev ens5 table 7', 'ip route flush table 7'],
    ['an IPv6 route', 'ip route add 2001:db8:7::/48 dev ens5 table 7', 'ip -6 route flush table 7'],
    ['a sysctl', 'sysctl -qw net.ipv4.conf.ens5.rp_filter=1', 'sysctl -qw net.ipv4.conf.ens5.rp_filter=2'],
    ['forwarding', 'sysctl -qw net.ipv4.ip_forward=1', 'sysctl -qw net.ipv4.ip_forward=0'],
    ['an nftables table', 'nft add table inet seven', 'nft delete table inet seven'],
  ])('shows %s, and shows it gone', async (_what, make, undo) => {
    const before = await snapshot();
    await change(...make.split(' '));
    expect(await snapshot()).not.toBe(before);
    await change(...undo.split(' '));
    expect(await snapshot()).toBe(before);
  });
});
