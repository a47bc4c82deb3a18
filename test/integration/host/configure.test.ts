import { afterEach, beforeEach, expect, it } from 'vitest';
import type { NetworkWish } from '../../../src/domain/ports.ts';
import {
  createHostBench,
  describeHost,
  eniId,
  eniMac,
  otherSubnetWish,
  sameSubnetWish,
  type HostBench,
} from './host-bench.ts';
import type { HostPlayer } from './host-player.ts';

let bench: HostBench;
let player: HostPlayer;

beforeEach(async () => {
  bench = await createHostBench();
  player = bench.play();
});

afterEach(() => bench.destroy());

/** Things of others that a release must find as it left them, close to what the agent itself adds. */
const foreign = [
  'ip rule add priority 15800 from 10.0.1.99 lookup 99',
  'ip rule add priority 15801 iif ens6 lookup 99 protocol 4',
  'ip rule add priority 100 from 10.0.2.20 lookup 99',
  'ip -6 rule add priority 15800 from 2001:db8:0:2::99 lookup 99',
  'ip route add default via 10.0.1.7 dev ens5 table 99 proto static',
  'ip route add 10.7.0.0/16 via 10.0.1.7 dev ens5 proto 186',
  'ip -6 route add 2001:db8:7::/48 via fe80::7 dev ens5 table 99',
  'ip address add 10.0.1.11/24 dev ens5 label ens5:vip',
  'sysctl -qw net.ipv4.conf.all.rp_filter=1',
  'sysctl -qw net.ipv4.conf.ens5.rp_filter=1',
  'sysctl -qw net.ipv4.ip_forward=1',
  'sysctl -qw net.ipv6.conf.all.forwarding=1',
  'nft add table inet others',
];

/** The MTU stays: nothing tells what it was, and a link that comes back is a new one. */
const withoutMtu = (snapshot: string): string =>
  snapshot.replace(/^ens6: .*mtu.*$/m, 'ens6').replace(/^net\.ipv6\.conf\.ens6\.mtu = .*$/m, '');

const table = '1522327280';

describeHost('a configured ENI', () => {
  it.each<[string, NetworkWish]>([
    ['in another subnet', otherSubnetWish],
    ['in the subnet of the primary link', sameSubnetWish],
    ['with egress=system', { ...otherSubnetWish, egress: 'system' }],
    ['without IPv6', { ...sameSubnetWish, ipv6: [], ipv6Cidrs: [] }],
    ['with a table number given', { ...otherSubnetWish, routeTable: 4711 }],
  ])('%s has all it needs, and is taken off without a trace', async (_name, wish) => {
    for (const command of foreign) await bench.on(command);
    await bench.plug('ens6', eniMac);
    const before = await bench.snapshot();
    await player.host.configure(wish);
    expect(await player.host.inspect(wish)).toEqual([]);
    const link = await player.links.findByMac(eniMac);
    expect(link).toMatchObject({ name: 'ens6', up: true, running: true, mtu: 9001 });
    expect([...(link?.addresses ?? [])].sort()).toEqual([...wish.ipv4, ...wish.ipv6].sort());
    await player.host.release({ eniId, mac: eniMac, routeTable: wish.routeTable });
    expect(withoutMtu(await bench.snapshot())).toBe(withoutMtu(before));
    // Twice is once.
    await player.host.release({ eniId, mac: eniMac, routeTable: wish.routeTable });
    expect(withoutMtu(await bench.snapshot())).toBe(withoutMtu(before));
  });

  it('changes nothing of the primary link, in its subnet or another', async () => {
    const ask = async (): Promise<string[]> => [
      await bench.on('ip route get 10.0.1.99'),
      await bench.on('ip route get 203.0.113.9'),
      await bench.on('ip route get 10.0.1.99 from 10.0.1.10'),
      await bench.on('ip -6 route get 2001:db8:0:1::99'),
      await bench.on('ip -6 route get 2001:db8:9::9'),
      await bench.on(String.raw`sysctl -a --pattern ^net\.ipv[46]\.conf\.(all|default|ens5)\.`),
      await bench.on('ip -o address show dev ens5'),
    ];
    const before = await ask();
    expect(before[0]).toContain('dev ens5 src 10.0.1.10');
    for (const wish of [otherSubnetWish, sameSubnetWish]) {
      await bench.plug('ens6', eniMac);
      await player.host.configure(wish);
      expect(await ask()).toEqual(before);
      await bench.unplug('ens6');
      await player.host.release({ eniId, mac: eniMac, routeTable: 'auto' });
    }
  });

  it.each([otherSubnetWish, sameSubnetWish])(
    'sends what comes from its addresses through its link',
    async (wish) => {
      await bench.plug('ens6', eniMac);
      await player.host.configure(wish);
      const gateway = wish.ipv4Cidr.replace('.0/24', '.1');
      for (const address of wish.ipv4) {
        expect(await bench.on(`ip route get 203.0.113.9 from ${address}`)).toContain(
          `via ${gateway} dev ens6`,
        );
        expect(await bench.on(`ip route get 10.0.1.99 from ${address}`)).toContain('dev ens6');
      }
      for (const address of wish.ipv6) {
        const route = await bench.on(`ip -6 route get 2001:db8:9::9 from ${address}`);
        expect(route).toContain('via fe80:ec2::1 dev ens6');
      }
    },
  );

  it.each<['eni' | 'system', string]>([
    ['eni', 'dev ens6'],
    ['system', 'dev ens5'],
  ])('with egress=%s forwards what comes in through it by %s', async (egress, device) => {
    await bench.plug('ens6', eniMac);
    await bench.on('sysctl -qw net.ipv4.ip_forward=1');
    await player.host.configure({ ...otherSubnetWish, egress });
    expect(await bench.on('ip route get 203.0.113.9 from 10.0.2.77 iif ens6')).toContain(device);
  });

  it('reaches neighbours of its subnet directly', async () => {
    await bench.plug('ens6', eniMac);
    await player.host.configure(otherSubnetWish);
    expect(await bench.on('ip route get 10.0.2.99')).toContain('dev ens6 src 10.0.2.20');
  });

  it('passes packets by a loose reverse path filter even where the host asks for a strict one', async () => {
    await bench.plug('ens6', eniMac);
    await bench.on('sysctl -qw net.ipv4.conf.all.rp_filter=1');
    await player.host.configure(otherSubnetWish);
    expect(await bench.on('sysctl -n net.ipv4.conf.ens6.rp_filter')).toBe('2\n');
    expect(await bench.on('sysctl -n net.ipv4.conf.all.rp_filter')).toBe('1\n');
  });

  it('takes no default route from a router advertisement', async () => {
    await bench.plug('ens6', eniMac);
    await player.host.configure(otherSubnetWish);
    expect(await bench.on('sysctl -n net.ipv6.conf.ens6.accept_ra')).toBe('0\n');
  });

  it('goes without IPv6 where the host has it disabled', async () => {
    await bench.plug('ens6', eniMac);
    await bench.on('sysctl -qw net.ipv6.conf.ens6.disable_ipv6=1');
    await player.host.configure(otherSubnetWish);
    expect(await player.host.inspect(otherSubnetWish)).toEqual([]);
    expect(await bench.on('ip -6 rule')).not.toContain(table);
  });

  it('has the MTU asked for', async () => {
    await bench.plug('ens6', eniMac);
    await player.host.configure({ ...otherSubnetWish, mtu: 1400 });
    expect(await player.links.findByMac(eniMac)).toMatchObject({ mtu: 1400 });
  });

  it('is left in peace by a second configuration: the kernel announces nothing', async () => {
    await bench.plug('ens6', eniMac);
    await player.host.configure(sameSubnetWish);
    // IPv6 of the link settles for a second or two after it came up.
    await expect
      .poll(() => bench.on('ip -6 address show dev ens6'), { timeout: 5000 })
      .not.toContain('tentative');
    const announced = bench
      .on('timeout 1 ip monitor link address route rule')
      .catch((error: unknown) => String(error));
    await new Promise((resolve) => setTimeout(resolve, 200));
    await player.host.configure(sameSubnetWish);
    // timeout(1) ends with 124; what ip had to say would stand before that.
    expect(await announced).toMatch(/exit code 124: $/);
  });
});

describeHost('two ENIs on one node', () => {
  it('do not touch each other', async () => {
    const other: NetworkWish = {
      ...sameSubnetWish,
      eniId: 'eni-0fedcba9876543210',
      mac: '02:00:00:00:01:30',
      ipv4: ['10.0.1.30'],
      ipv6: [],
    };
    await bench.plug('ens6', eniMac);
    await player.host.configure(sameSubnetWish);
    const alone = await bench.snapshot();
    await bench.plug('ens7', other.mac);
    await player.host.configure(other);
    expect(await player.host.inspect(sameSubnetWish)).toEqual([]);
    expect(await player.host.inspect(other)).toEqual([]);
    expect(await bench.on('ip route get 203.0.113.9 from 10.0.1.20')).toContain('dev ens6');
    expect(await bench.on('ip route get 203.0.113.9 from 10.0.1.30')).toContain('dev ens7');
    await player.host.release({ eniId: other.eniId, mac: other.mac, routeTable: 'auto' });
    expect(await player.host.inspect(sameSubnetWish)).toEqual([]);
    await bench.unplug('ens7');
    expect(await bench.snapshot()).toBe(alone);
  });
});
