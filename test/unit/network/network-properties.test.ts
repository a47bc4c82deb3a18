import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  parseDefaultRoutes,
  parseLinks,
  parseOwnRoutes,
} from '../../../src/adapters/iproute2/parse-host-state.ts';
import { cidrContains, formatIp, parseCidr } from '../../../src/domain/cidr.ts';
import { planNetwork } from '../../../src/domain/network-plan.ts';
import type { NetworkWish } from '../../../src/domain/ports.ts';
import { ens6, hostWith, wish } from './sample-host.ts';

/** ENIs in subnets of every size that a VPC allows, with any addresses of them. */
const wishes: fc.Arbitrary<NetworkWish> = fc
  .record({
    prefixLength: fc.integer({ min: 16, max: 28 }),
    network: fc.bigInt(0n, 2n ** 32n - 1n),
    hosts: fc.uniqueArray(fc.bigInt(4n, 14n), { minLength: 1, maxLength: 8 }),
    ipv6: fc.uniqueArray(fc.bigInt(4n, 2n ** 64n - 1n), { maxLength: 4 }),
    egress: fc.constantFrom('eni', 'system'),
    routeTable: fc.oneof(fc.constant('auto' as const), fc.integer({ min: 1, max: 250 })),
  })
  .map(({ prefixLength, network, hosts, ipv6, ...rest }) => {
    const base = (network >> BigInt(32 - prefixLength)) << BigInt(32 - prefixLength);
    const block = 0x20010db8000000020000000000000000n;
    return {
      ...wish,
      ...rest,
      ipv4: hosts.map((host) => formatIp({ family: 4, value: base + host })),
      ipv4Cidr: `${formatIp({ family: 4, value: base })}/${String(prefixLength)}`,
      ipv6: ipv6.map((host) => formatIp({ family: 6, value: block + host })),
    };
  });

describe('whatever ENI is wished for, its plan', () => {
  const check = (property: (wished: NetworkWish, plan: ReturnType<typeof planNetwork>) => void): void => {
    fc.assert(fc.property(wishes, (wished) => property(wished, planNetwork(wished, hostWith(ens6), 'ens6'))));
  };

  it('sends what each of its addresses sends to the table of the ENI, and touches no other table', () => {
    check((wished, plan) => {
      const sources = plan.rules.flatMap(({ from }) => from ?? []);
      expect(sources.toSorted()).toEqual([...wished.ipv4, ...wished.ipv6].toSorted());
      for (const { table } of [...plan.rules, ...plan.routes]) expect(table).toBe(plan.table);
      expect([0, 253, 254, 255]).not.toContain(plan.table);
    });
  });

  it('has one way out of that table for each family, through the link, and a guard behind it', () => {
    check((wished, plan) => {
      for (const family of wished.ipv6.length > 0 ? [4, 6] : [4]) {
        const defaults = plan.routes.filter(
          (route) => route.family === family && route.destination === 'default',
        );
        const [way, guard, ...more] = defaults.toSorted((a, b) => a.metric - b.metric);
        expect(more).toEqual([]);
        expect(way).toMatchObject({ link: 'ens6', gateway: expect.any(String) as string });
        expect(guard).toMatchObject({ blackhole: true, metric: 0xffffffff });
      }
    });
  });

  it('reaches its gateway, and gives no address to another subnet', () => {
    check((wished, plan) => {
      const cidr = parseCidr(wished.ipv4Cidr);
      const gateway = plan.routes.find(
        ({ family, gateway: via }) => family === 4 && via !== undefined,
      )?.gateway;
      expect(cidrContains(cidr, gateway ?? '0.0.0.0')).toBe(true);
      expect(wished.ipv4).not.toContain(gateway);
      for (const { address, prefixLength } of plan.addresses) {
        if (!address.includes(':')) expect(prefixLength).toBe(cidr.prefixLength);
      }
    });
  });
});

describe('whatever ip says in its own form is understood', () => {
  const number = fc.nat(65_535);
  const ipv4 = fc.bigInt(1n, 2n ** 32n - 1n).map((value) => formatIp({ family: 4, value }));

  it('links with their addresses', () => {
    const link = fc.record({
      ifname: fc.stringMatching(/^[a-z][a-z0-9.@-]{0,14}$/),
      ifindex: fc.integer({ min: 1, max: 65_535 }),
      mtu: fc.integer({ min: 68, max: 65_535 }),
      up: fc.boolean(),
      addresses: fc.array(fc.record({ local: ipv4, prefixlen: fc.nat(32) }), { maxLength: 4 }),
    });
    fc.assert(
      fc.property(fc.array(link, { maxLength: 4 }), (links) => {
        const spoken = links.map(({ up, addresses, ...rest }) => ({
          ...rest,
          flags: up ? ['UP'] : [],
          operstate: up ? 'UP' : 'DOWN',
          addr_info: addresses.map((address) => ({ ...address, family: 'inet', scope: '0' })),
        }));
        expect(parseLinks(spoken)).toMatchObject(
          links.map(({ ifname, ifindex, mtu, up, addresses }) => ({
            ...{ name: ifname, ifindex, mtu, up },
            addresses: addresses.map(({ local, prefixlen }) => ({ address: local, prefixLength: prefixlen })),
          })),
        );
      }),
    );
  });

  it('routes with their gateway, table and metric', () => {
    const route = fc.record({
      gateway: ipv4,
      table: fc.integer({ min: 1, max: 65_535 }),
      metric: number,
    });
    fc.assert(
      fc.property(fc.array(route, { maxLength: 6 }), (routes) => {
        const spoken = routes.map(({ table, ...rest }) => ({
          ...rest,
          ...{ dst: 'default', dev: 'ens6', flags: [] },
          table: String(table),
        }));
        const all = routes.map(({ gateway, table, metric }) => ({
          ...{ family: 4, destination: 'default', link: 'ens6' },
          ...{ gateway, table, metric },
        }));
        expect(parseOwnRoutes(spoken)).toEqual(all);
        expect(parseDefaultRoutes(spoken, 4)).toEqual(
          routes.map(({ metric }) => ({ family: 4, link: 'ens6', metric })),
        );
      }),
    );
  });
});
