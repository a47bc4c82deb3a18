import { describe, expect, it } from 'vitest';
import type { HostChange } from '../../../src/domain/host-change.ts';
import type { HostLink, HostState } from '../../../src/domain/host-state.ts';
import { diffNetwork } from '../../../src/domain/network-diff.ts';
import { connectedMetric } from '../../../src/domain/network-marks.ts';
import { planNetwork } from '../../../src/domain/network-plan.ts';
import type { NetworkWish } from '../../../src/domain/ports.ts';
import { ens5, ens6, hostWith, wish } from './sample-host.ts';

function diff(state: HostState, wished: NetworkWish = wish): HostChange[] {
  const link = state.link!;
  return diffNetwork(planNetwork(wished, state, link.name), link, state);
}

const plan = planNetwork(wish, hostWith(ens6), 'ens6');

/** The host after all was done as planned. */
function configured(changes: Partial<HostLink> = {}, more: Partial<HostState> = {}): HostState {
  const link: HostLink = {
    ...ens6,
    up: true,
    running: true,
    mtu: 9001,
    altNames: [wish.eniId],
    addresses: plan.addresses.map(({ address, prefixLength }) => ({
      address,
      prefixLength,
      metric: connectedMetric,
    })),
    ...changes,
  };
  const settings = { rpFilter: 2, rpFilterDefault: 0, acceptRa: 0, acceptRaDefault: 1 };
  return hostWith(link, { ownRules: plan.rules, ownRoutes: plan.routes, settings, ...more });
}

const whats = (changes: readonly HostChange[]): string[] => changes.map(({ what }) => what);

describe('the differences of a link that has just arrived', () => {
  it('are named one by one, for a person', () => {
    expect(whats(diff(hostWith(ens6)))).toEqual([
      'rp_filter of ens6 is 0 instead of 2',
      'ens6 accepts router advertisements',
      'IPv4 route "blackhole default" of table 77 is missing',
      'IPv6 route "blackhole default" of table 77 is missing',
      'IPv4 rule "from 10.0.2.20 lookup 77" is missing',
      'IPv4 rule "from 10.0.2.21 lookup 77" is missing',
      'IPv6 rule "from 2001:db8:0:2::20 lookup 77" is missing',
      'IPv4 rule "from all iif ens6 lookup 77" is missing',
      'IPv6 rule "from all iif ens6 lookup 77" is missing',
      'MTU of ens6 is 1500 instead of 9001',
      'ens6 is down',
      'address 10.0.2.20/24 is missing on ens6',
      'address 10.0.2.21/24 is missing on ens6',
      'address 2001:db8:0:2::20/64 is missing on ens6',
      'IPv4 route "10.0.2.0/24 dev ens6" of table 77 is missing',
      'IPv6 route "2001:db8:0:2::/64 dev ens6" of table 77 is missing',
      'IPv4 route "default via 10.0.2.1 dev ens6" of table 77 is missing',
      'IPv6 route "default via fe80:ec2::1 dev ens6" of table 77 is missing',
      'ens6 lacks the alternative name eni-0123456789abcdef0',
    ]);
  });
});

describe('the order of the changes', () => {
  it('closes every way around the ENI before the link is up', () => {
    const kinds = diff(hostWith(ens6)).map(({ kind }) => kind);
    const up = kinds.indexOf('set-up');
    expect(kinds.lastIndexOf('add-rule')).toBeLessThan(up);
    expect(kinds.indexOf('add-route')).toBeLessThan(kinds.indexOf('add-rule'));
  });
});

describe('a configured link', () => {
  it('has no differences', () => {
    expect(diff(configured())).toEqual([]);
  });

  it('has none either where somebody else set the address, or wrote an IPv6 address in another way', () => {
    const addresses = [
      { address: '10.0.2.20', prefixLength: 24, metric: 100 },
      { address: '10.0.2.21', prefixLength: 24 },
      { address: '2001:DB8:0:2:0::20', prefixLength: 64 },
    ];
    expect(diff(configured({ addresses }))).toEqual([]);
  });

  it('keeps foreign addresses', () => {
    const foreign = [
      { address: '10.0.2.99', prefixLength: 24 },
      { address: '192.168.7.1', prefixLength: 16 },
    ];
    expect(diff(configured({ addresses: [...configured().link!.addresses, ...foreign] }))).toEqual([]);
  });

  it.each<[string, Partial<HostLink>, string]>([
    ['that went down', { up: false, running: false }, 'ens6 is down'],
    ['without carrier', { running: false }, 'ens6 has no carrier'],
    ['with another MTU', { mtu: 1500 }, 'MTU of ens6 is 1500 instead of 9001'],
    [
      'without its alternative name',
      { altNames: [] },
      'ens6 lacks the alternative name eni-0123456789abcdef0',
    ],
  ])('%s', (_name, changes, what) => {
    expect(whats(diff(configured(changes)))).toEqual([what]);
  });

  it('without carrier can only be waited for', () => {
    expect(diff(configured({ running: false }))).toMatchObject([{ kind: 'await-carrier', link: 'ens6' }]);
  });

  it('takes whatever MTU it has where there is no primary link to follow', () => {
    expect(diff(configured({ mtu: 1500 }, { defaultRoutes: [] }))).toEqual([]);
  });
});

describe('what is wrong', () => {
  it('in the length of an address is replaced, and all IPv4 addresses are confirmed after it', () => {
    const addresses = [
      { address: '10.0.2.20', prefixLength: 16 },
      { address: '10.0.2.21', prefixLength: 24 },
      { address: '2001:db8:0:2::20', prefixLength: 64 },
    ];
    expect(diff(configured({ addresses }))).toMatchObject([
      { kind: 'remove-address', address: '10.0.2.20', prefixLength: 16 },
      { kind: 'add-address', address: '10.0.2.20', prefixLength: 24 },
      { kind: 'add-address', address: '10.0.2.21', prefixLength: 24 },
    ]);
  });

  it('in the length of an IPv6 address is replaced alone', () => {
    const addresses = [
      ...configured().link!.addresses.slice(0, 2),
      { address: '2001:db8:0:2::20', prefixLength: 48 },
    ];
    expect(diff(configured({ addresses }))).toMatchObject([
      { kind: 'remove-address', prefixLength: 48 },
      { kind: 'add-address', address: '2001:db8:0:2::20', prefixLength: 64 },
    ]);
  });

  it('is an address of a single host, unless a network manager may have set it', () => {
    const addresses = [{ address: '10.0.2.20', prefixLength: 32 }, ...configured().link!.addresses.slice(1)];
    expect(diff(configured({ addresses }), { ...wish, interfaceConfig: 'auto' })).toEqual([]);
    expect(diff(configured({ addresses }))[0]).toMatchObject({ kind: 'remove-address', prefixLength: 32 });
  });

  it('is an address of the agent that the ENI has no more', () => {
    const gone = { address: '10.0.2.99', prefixLength: 24, metric: connectedMetric };
    expect(diff(configured({ addresses: [...configured().link!.addresses, gone] }))[0]).toMatchObject({
      kind: 'remove-address',
      address: '10.0.2.99',
      what: 'address 10.0.2.99/24 is left over on ens6',
    });
  });

  it('is a rule of ours for another address or under the name the link had before', () => {
    const ownRules = [
      ...plan.rules,
      { family: 4, priority: 15800, from: '10.0.2.99', table: 77 } as const,
      { family: 4, priority: 15801, inbound: 'eth1', table: 77 } as const,
    ];
    expect(whats(diff(configured({}, { ownRules })))).toEqual([
      'IPv4 rule "from 10.0.2.99 lookup 77" is left over',
      'IPv4 rule "from all iif eth1 lookup 77" is left over',
    ]);
  });

  it('is a rule of ours that looks up another table, and the routes there', () => {
    const ownRules = plan.rules.map((rule) => ({ ...rule, table: 78 }));
    const ownRoutes = plan.routes.map((route) => ({ ...route, table: 78 }));
    const changes = diff(configured({}, { ownRules, ownRoutes }));
    expect(changes.filter(({ kind }) => kind === 'remove-rule')).toHaveLength(plan.rules.length);
    expect(changes.filter(({ kind }) => kind === 'remove-route')).toHaveLength(plan.routes.length);
    expect(changes.filter(({ kind }) => kind === 'add-rule')).toHaveLength(plan.rules.length);
    expect(changes.filter(({ kind }) => kind === 'add-route')).toHaveLength(plan.routes.length);
  });

  it('is the inbound rule once egress=system', () => {
    expect(whats(diff(configured(), { ...wish, egress: 'system' }))).toEqual([
      'IPv4 rule "from all iif ens6 lookup 77" is left over',
      'IPv6 rule "from all iif ens6 lookup 77" is left over',
    ]);
  });

  it.each<[string, Partial<(typeof plan.routes)[number]>]>([
    ['family', { family: 6 }],
    ['destination', { destination: '10.0.0.0/8' }],
    ['link', { link: 'ens7' }],
    ['metric', { metric: 7 }],
    ['effect', { blackhole: true }],
  ])('is a route in its %s, which is replaced by the right one', (_name, change) => {
    const right = plan.routes.find(({ gateway }) => gateway === '10.0.2.1')!;
    const wrong = { ...right, ...change };
    const ownRoutes = plan.routes.map((route) => (route === right ? wrong : route));
    expect(diff(configured({}, { ownRoutes }))).toMatchObject([
      { kind: 'remove-route', route: wrong },
      { kind: 'add-route', route: right },
    ]);
  });

  it.each<[string, Partial<(typeof plan.rules)[number]>]>([
    ['family', { family: 6 }],
    ['priority', { priority: 15900 }],
  ])('is a rule in its %s, which is replaced by the right one', (_name, change) => {
    const right = plan.rules[0]!;
    const wrong = { ...right, ...change };
    const ownRules = [wrong, ...plan.rules.slice(1)];
    expect(diff(configured({}, { ownRules }))).toMatchObject([
      { kind: 'remove-rule', rule: wrong },
      { kind: 'add-rule', rule: right },
    ]);
  });

  it('is a route of ours over the link that no table of the ENI holds', () => {
    const stray = { family: 4, destination: '10.9.0.0/16', link: 'ens6', table: 99, metric: 0 } as const;
    expect(whats(diff(configured({}, { ownRoutes: [...plan.routes, stray] })))).toEqual([
      'IPv4 route "10.9.0.0/16 dev ens6" of table 99 is left over',
    ]);
  });

  it('is a rule of ours for an address of the ENI that looks up no table at all', () => {
    const bare = { family: 4, priority: 15800, from: '10.0.2.20' } as const;
    expect(whats(diff(configured({}, { ownRules: [...plan.rules, bare] })))).toEqual([
      'IPv4 rule "from 10.0.2.20" is left over',
    ]);
  });

  it('is not a rule of ours that names neither an address nor the link of the ENI', () => {
    const foreign = { family: 4, priority: 15800, table: 78 } as const;
    expect(diff(configured({}, { ownRules: [...plan.rules, foreign] }))).toEqual([]);
  });

  it('is said in words, for each address', () => {
    const [primary, ...others] = configured().link!.addresses;
    const addresses = [{ ...primary!, prefixLength: 16 }, ...others];
    expect(whats(diff(configured({ addresses })))).toEqual([
      'address 10.0.2.20/16 on ens6 should be 10.0.2.20/24',
      'address 10.0.2.20/24 is missing on ens6',
      'address 10.0.2.21/24 is to be confirmed on ens6',
    ]);
  });

  it('is an address of some other length, even where a network manager may set single hosts', () => {
    const addresses = [{ address: '10.0.2.20', prefixLength: 31 }, ...configured().link!.addresses.slice(1)];
    expect(diff(configured({ addresses }), { ...wish, interfaceConfig: 'auto' })[0]).toMatchObject({
      kind: 'remove-address',
      prefixLength: 31,
    });
  });

  it('is no setting that the kernel does not have, or that cannot be read', () => {
    const settings = { rpFilter: 2, rpFilterDefault: 0 };
    const withoutIpv6 = { ...wish, ipv6: [] };
    const changes = diff(configured({}, { settings }), withoutIpv6);
    expect(changes.map(({ kind }) => kind)).not.toContain('set-accept-ra');
    expect(diff(configured({}, { settings: undefined }), withoutIpv6)).toEqual(changes);
  });

  it('is a route through the wrong gateway', () => {
    const ownRoutes = plan.routes.map((route) =>
      route.gateway === '10.0.2.1' ? { ...route, gateway: '10.0.2.254' } : route,
    );
    expect(diff(configured({}, { ownRoutes })).map(({ kind }) => kind)).toEqual([
      'remove-route',
      'add-route',
    ]);
  });

  it('is the alternative name on another link', () => {
    const other: HostLink = { ...ens5, name: 'ens7', ifindex: 9, altNames: [wish.eniId] };
    const state = configured({ altNames: [] });
    expect(diff({ ...state, links: [...state.links, other] }).map(({ kind }) => kind)).toEqual([
      'remove-alt-name',
      'add-alt-name',
    ]);
    expect(whats(diff({ ...state, links: [...state.links, other] }))).toEqual([
      'ens7 bears the alternative name eni-0123456789abcdef0',
      'ens6 lacks the alternative name eni-0123456789abcdef0',
    ]);
  });
});

describe('what belongs to another ENI on the same node', () => {
  it('is left alone', () => {
    const ownRules = [
      ...plan.rules,
      { family: 4, priority: 15800, from: '10.0.3.20', table: 78 } as const,
      { family: 4, priority: 15801, inbound: 'ens7', table: 78 } as const,
    ];
    const ownRoutes = [
      ...plan.routes,
      { family: 4, destination: 'default', gateway: '10.0.3.1', link: 'ens7', table: 78, metric: 0 } as const,
    ];
    expect(diff(configured({}, { ownRules, ownRoutes }))).toEqual([]);
  });
});
