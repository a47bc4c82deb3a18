import { describe, expect, it } from 'vitest';
import { planNetwork, primaryLinkName } from '../../../src/domain/network-plan.ts';
import { ens5, ens6, hostWith, wish } from './sample-host.ts';

const host = hostWith(ens6);

describe('the plan for an ENI', () => {
  it('gives every address the prefix length of its subnet, the primary first', () => {
    expect(planNetwork(wish, host, 'ens6').addresses).toEqual([
      { address: '10.0.2.20', prefixLength: 24, hostLengthAllowed: false },
      { address: '10.0.2.21', prefixLength: 24, hostLengthAllowed: false },
      { address: '2001:db8:0:2::20', prefixLength: 64, hostLengthAllowed: false },
    ]);
  });

  it('leads out through the gateways of a VPC, in a table of its own', () => {
    const { routes, table } = planNetwork(wish, host, 'ens6');
    expect(table).toBe(77);
    expect(routes).toEqual([
      { family: 4, destination: 'default', table: 77, metric: 0xffffffff, blackhole: true },
      { family: 6, destination: 'default', table: 77, metric: 0xffffffff, blackhole: true },
      { family: 4, destination: '10.0.2.0/24', link: 'ens6', table: 77, metric: 0 },
      { family: 6, destination: '2001:db8:0:2::/64', link: 'ens6', table: 77, metric: 1024 },
      { family: 4, destination: 'default', gateway: '10.0.2.1', link: 'ens6', table: 77, metric: 0 },
      { family: 6, destination: 'default', gateway: 'fe80:ec2::1', link: 'ens6', table: 77, metric: 1024 },
    ]);
  });

  it('with egress=eni also sends what came in through the ENI back out through it', () => {
    expect(planNetwork(wish, host, 'ens6').rules).toEqual([
      { family: 4, priority: 15800, from: '10.0.2.20', table: 77 },
      { family: 4, priority: 15800, from: '10.0.2.21', table: 77 },
      { family: 6, priority: 15800, from: '2001:db8:0:2::20', table: 77 },
      { family: 4, priority: 15801, inbound: 'ens6', table: 77 },
      { family: 6, priority: 15801, inbound: 'ens6', table: 77 },
    ]);
  });

  it('with egress=system leaves forwarded packets to table main', () => {
    const { rules } = planNetwork({ ...wish, egress: 'system' }, host, 'ens6');
    expect(rules.map((rule) => rule.inbound)).toEqual([undefined, undefined, undefined]);
  });

  it('without IPv6 addresses has nothing of IPv6', () => {
    const plan = planNetwork({ ...wish, ipv6: [] }, host, 'ens6');
    expect([...plan.routes, ...plan.rules].map(({ family }) => family)).not.toContain(6);
  });

  it('leaves IPv6 out where the kernel does not do it on the link', () => {
    const settings = { rpFilter: 0, rpFilterDefault: 0 };
    const plan = planNetwork(wish, hostWith(ens6, { settings }), 'ens6');
    expect(plan.addresses.map(({ address }) => address)).toEqual(['10.0.2.20', '10.0.2.21']);
    expect([...plan.routes, ...plan.rules].map(({ family }) => family)).not.toContain(6);
  });

  it('gives an IPv6 address outside the known blocks the length of a single host', () => {
    const plan = planNetwork({ ...wish, ipv6Cidrs: [] }, host, 'ens6');
    expect(plan.addresses.at(-1)).toMatchObject({ address: '2001:db8:0:2::20', prefixLength: 128 });
    expect(plan.routes.filter(({ family, blackhole }) => family === 6 && blackhole !== true)).toHaveLength(1);
  });

  it('takes the MTU asked for, else that of the primary link, else none', () => {
    expect(planNetwork({ ...wish, mtu: 1400 }, host, 'ens6').mtu).toBe(1400);
    expect(planNetwork(wish, host, 'ens6').mtu).toBe(9001);
    expect(planNetwork(wish, hostWith(ens6, { defaultRoutes: [] }), 'ens6').mtu).toBeUndefined();
  });

  it('accepts addresses of a single host from a network manager, not from itself', () => {
    const allowed = planNetwork({ ...wish, interfaceConfig: 'auto' }, host, 'ens6').addresses;
    expect(allowed.every(({ hostLengthAllowed }) => hostLengthAllowed)).toBe(true);
  });

  it('refuses an address that is not in the subnet', () => {
    expect(() => planNetwork({ ...wish, ipv4: ['10.0.3.20'] }, host, 'ens6')).toThrow(
      expect.objectContaining({
        kind: 'failed',
        message: 'address 10.0.3.20 of eni-0123456789abcdef0 is not in its subnet 10.0.2.0/24',
      }),
    );
  });
});

describe('the primary link', () => {
  const viaEns6 = { family: 4, link: 'ens6', metric: 0 } as const;

  it('is that of the default route with the lowest metric', () => {
    const defaultRoutes = [
      { family: 4, link: 'ens7', metric: 1024 },
      { family: 4, link: 'ens5', metric: 512 },
    ] as const;
    expect(primaryLinkName(hostWith(ens6, { defaultRoutes }), 'ens6')).toBe('ens5');
  });

  it('is never the ENI, even where a network manager gave it the better route', () => {
    const defaultRoutes = [viaEns6, { family: 4, link: 'ens5', metric: 512 }] as const;
    expect(primaryLinkName(hostWith(ens6, { defaultRoutes }), 'ens6')).toBe('ens5');
    expect(primaryLinkName(hostWith(ens6, { defaultRoutes: [viaEns6] }), 'ens6')).toBeUndefined();
  });

  it('is found by its IPv6 route on a host without IPv4', () => {
    const defaultRoutes = [{ family: 6, link: ens5.name, metric: 1024 }] as const;
    expect(primaryLinkName(hostWith(ens6, { defaultRoutes }), 'ens6')).toBe('ens5');
  });
});
