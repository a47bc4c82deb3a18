import { afterEach, beforeEach, expect, it } from 'vitest';
import type { NetworkWish } from '../../../src/domain/ports.ts';
import {
  createHostBench,
  describeHost,
  eniId,
  eniMac,
  otherSubnetWish,
  type HostBench,
} from './host-bench.ts';
import type { HostPlayer } from './host-player.ts';

const wish: NetworkWish = { ...otherSubnetWish, routeTable: 77 };
let bench: HostBench;
let player: HostPlayer;

beforeEach(async () => {
  bench = await createHostBench();
  player = bench.play();
  await bench.plug('ens6', eniMac);
  await player.host.configure(wish);
});

afterEach(() => bench.destroy());

describeHost('what somebody broke', () => {
  it.each<[string, string, RegExp]>([
    ['the link is down', 'ip link set ens6 down', /^ens6 is down$/],
    ['its MTU is another', 'ip link set ens6 mtu 1400', /^MTU of ens6 is 1400 instead of 9001$/],
    [
      'the primary address is gone',
      'ip address del 10.0.2.20/24 dev ens6',
      /^address 10.0.2.20\/24 is missing/,
    ],
    [
      'the IPv6 address is gone',
      'ip address del 2001:db8:0:2::20/64 dev ens6',
      /^address 2001:db8:0:2::20\/64/,
    ],
    ['all addresses are gone', 'ip address flush dev ens6', /^address 10.0.2.21\/24 is missing/],
    [
      'a rule is gone',
      'ip rule del from 10.0.2.21 lookup 77',
      /^IPv4 rule "from 10.0.2.21 lookup 77" is missing/,
    ],
    ['an IPv6 rule is gone', 'ip -6 rule del iif ens6 lookup 77', /^IPv6 rule "from all iif ens6 lookup 77"/],
    [
      'the routes are gone',
      'ip route flush table 77',
      /^IPv4 route "default via 10.0.2.1 dev ens6" of table 77/,
    ],
    [
      'the IPv6 routes are gone',
      'ip -6 route flush table 77',
      /^IPv6 route "default via fe80:ec2::1 dev ens6"/,
    ],
    [
      'the gateway is wrong',
      'ip route replace default via 10.0.2.254 dev ens6 table 77 proto 158',
      /^IPv4 route "default via 10.0.2.254 dev ens6" of table 77 is left over$/,
    ],
    [
      'the filter is strict',
      'sysctl -qw net.ipv4.conf.ens6.rp_filter=1',
      /^rp_filter of ens6 is 1 instead of 2$/,
    ],
    [
      'the alternative name is gone',
      `ip link property del dev ens6 altname ${eniId}`,
      /^ens6 lacks the alternative name/,
    ],
  ])('is named and repaired: %s', async (_name, breakIt, phrase) => {
    await bench.on(breakIt);
    expect(await player.host.inspect(wish)).toContainEqual(expect.stringMatching(phrase));
    await player.host.configure(wish);
    expect(await player.host.inspect(wish)).toEqual([]);
  });

  it('is repaired where the prefix length of the primary address is wrong and the secondary depends on it', async () => {
    await bench.on('ip address flush dev ens6');
    await bench.on('ip address add 10.0.2.20/16 dev ens6');
    await bench.on('ip address add 10.0.2.21/16 dev ens6');
    await player.host.configure(wish);
    expect(await player.host.inspect(wish)).toEqual([]);
    expect(await bench.on('ip -4 -o address show dev ens6')).not.toContain('/16');
  });

  it('is repaired after the link was renamed: the rule follows the new name', async () => {
    await bench.on('ip link set ens6 down');
    await bench.on('ip link set ens6 name eth1');
    await player.host.configure(wish);
    expect(await player.host.inspect(wish)).toEqual([]);
    expect(await bench.on('ip rule')).not.toContain('ens6');
    expect(await bench.on('ip rule')).toContain('iif eth1');
  });

  it('is repaired after the link came back as a new one', async () => {
    await bench.unplug('ens6');
    expect(await player.host.inspect(wish)).toEqual([`no link with MAC ${eniMac} (${eniId}) is here`]);
    await bench.plug('ens9', eniMac);
    await player.host.configure(wish);
    expect(await player.host.inspect(wish)).toEqual([]);
  });
});

describeHost('a wish that changed', () => {
  it('with one address more and one less is followed', async () => {
    const changed = { ...wish, ipv4: ['10.0.2.20', '10.0.2.22'] };
    expect(await player.host.inspect(changed)).toEqual([
      'IPv4 rule "from 10.0.2.21 lookup 77" is left over',
      'IPv4 rule "from 10.0.2.22 lookup 77" is missing',
      'address 10.0.2.21/24 is left over on ens6',
      'address 10.0.2.20/24 is to be confirmed on ens6',
      'address 10.0.2.22/24 is missing on ens6',
    ]);
    await player.host.configure(changed);
    expect(await player.host.inspect(changed)).toEqual([]);
    expect((await player.links.findByMac(eniMac))?.addresses).not.toContain('10.0.2.21');
  });

  it('in its table number moves rules and routes there', async () => {
    await player.host.configure({ ...wish, routeTable: 78 });
    expect(await player.host.inspect({ ...wish, routeTable: 78 })).toEqual([]);
    expect(await bench.on('ip rule')).not.toContain('lookup 77');
    expect(await bench.on('ip route show table all')).not.toContain('table 77');
  });
});

describeHost('a release', () => {
  it('needs no link: the rules that outlived it go', async () => {
    await bench.unplug('ens6');
    expect(await bench.on('ip rule')).toContain('lookup 77');
    await player.host.release({ eniId, mac: eniMac, routeTable: 77 });
    expect(await bench.on('ip rule')).not.toContain('158');
    expect(await bench.on('ip -6 rule')).not.toContain('158');
  });

  it('needs no MAC: the alternative name finds the link', async () => {
    await player.host.release({ eniId, routeTable: 77 });
    expect(await player.links.findByMac(eniMac)).toMatchObject({ up: false });
    expect(await bench.on('ip -o address show dev ens6')).toBe('');
    expect(await bench.on('ip rule')).not.toContain('158');
  });

  it('also takes off addresses that others put on the link', async () => {
    await bench.on('ip address add 10.0.2.50/32 dev ens6');
    await bench.on('ip address add 2001:db8:0:2::50/128 dev ens6');
    await player.host.release({ eniId, mac: eniMac, routeTable: 77 });
    expect(await bench.on('ip -o address show dev ens6')).toBe('');
  });
});

describeHost('a link that disappears', () => {
  it('while it is configured makes configure fail, and the release after it succeed', async () => {
    const outcomes: unknown[] = [];
    for (let round = 0; round < 8; round += 1) {
      await player.host.release({ eniId, mac: eniMac, routeTable: 77 });
      const configuring = player.host.configure(wish).then(
        () => 'configured',
        (error: unknown) => error,
      );
      // Each round a little later, over the whole time that a configuration takes.
      await new Promise((resolve) => setTimeout(resolve, round * 3));
      await bench.unplug('ens6');
      outcomes.push(await configuring);
      expect(await player.host.inspect(wish)).toHaveLength(1);
      await player.host.release({ eniId, mac: eniMac, routeTable: 77 });
      expect(await bench.on('ip rule')).not.toContain('158');
      await bench.plug('ens6', eniMac);
    }
    const failures = outcomes.filter((outcome) => outcome !== 'configured');
    expect(failures.length).toBeGreaterThan(0);
    for (const failure of failures) expect(failure).toMatchObject({ kind: 'host' });
  });
});
