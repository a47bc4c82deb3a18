import { describe, expect, it } from 'vitest';
import type { HostLink, HostState } from '../../../src/domain/host-state.ts';
import { planNetwork } from '../../../src/domain/network-plan.ts';
import { planRelease } from '../../../src/domain/network-release.ts';
import { ens6, hostWith, wish } from './sample-host.ts';

const release = { altName: wish.eniId, table: 77 };
const plan = planNetwork(wish, hostWith(ens6), 'ens6');
const link: HostLink = {
  ...ens6,
  up: true,
  running: true,
  altNames: [wish.eniId],
  addresses: [
    { address: '10.0.2.20', prefixLength: 24, metric: 1_580_000 },
    { address: '10.0.2.21', prefixLength: 32 },
  ],
};
const settings = { rpFilter: 2, rpFilterDefault: 1, acceptRa: 0, acceptRaDefault: 1 };
const left: Partial<HostState> = { ownRules: plan.rules, ownRoutes: plan.routes, settings };

describe('a release', () => {
  it('takes everything off a link that is still here, addresses from the last to the first', () => {
    const changes = planRelease(release, link, hostWith(link, left));
    expect(changes.slice(plan.rules.length + plan.routes.length)).toMatchObject([
      { kind: 'remove-address', address: '10.0.2.21', prefixLength: 32 },
      { kind: 'remove-address', address: '10.0.2.20', prefixLength: 24 },
      { kind: 'remove-alt-name', altName: wish.eniId },
      { kind: 'set-down', link: 'ens6' },
      { kind: 'set-rp-filter', value: 1 },
      { kind: 'set-accept-ra', value: 1 },
    ]);
  });

  it('says of each thing what is still there', () => {
    const whats = planRelease(release, link, hostWith(link, left)).map(({ what }) => what);
    expect(whats.slice(0, 2)).toEqual([
      'IPv4 rule "from 10.0.2.20 lookup 77" is left over',
      'IPv4 rule "from 10.0.2.21 lookup 77" is left over',
    ]);
    expect(whats).toContain('IPv4 route "default via 10.0.2.1 dev ens6" of table 77 is left over');
    expect(whats.slice(-6)).toEqual([
      'address 10.0.2.21/32 is still on ens6',
      'address 10.0.2.20/24 is still on ens6',
      'ens6 still bears the alternative name eni-0123456789abcdef0',
      'ens6 is still up',
      'rp_filter of ens6 is still 2',
      'accept_ra of ens6 is still 0',
    ]);
  });

  it('takes off a route that names the link, whatever table it is in, and no other', () => {
    const route = { family: 4, destination: '10.9.0.0/16', table: 99, metric: 0 } as const;
    const ownRoutes = [
      { ...route, link: 'ens6' },
      { ...route, link: 'ens7' },
    ];
    expect(planRelease(release, ens6, hostWith(ens6, { ownRoutes }))).toMatchObject([
      { kind: 'remove-route', route: { link: 'ens6' } },
    ]);
  });

  it('leaves settings alone that cannot be read', () => {
    const bare = { ...hostWith(ens6), settings: undefined };
    expect(planRelease(release, ens6, bare)).toEqual([]);
    const withoutIpv6 = { ...hostWith(ens6), settings: { rpFilter: 2, rpFilterDefault: 0 } };
    expect(planRelease(release, ens6, withoutIpv6).map(({ kind }) => kind)).toEqual(['set-rp-filter']);
  });

  it('does not take a rule without a source for one of its addresses', () => {
    const ownRules = [{ family: 4, priority: 15801, inbound: 'ens7', table: 78 } as const];
    expect(planRelease(release, ens6, hostWith(ens6, { ownRules }))).toEqual([]);
  });

  it('removes the rules of a link that has gone, without knowing its addresses', () => {
    const changes = planRelease(release, undefined, hostWith(undefined, { ownRules: plan.rules }));
    expect(changes.map(({ kind }) => kind)).toEqual(plan.rules.map(() => 'remove-rule'));
  });

  it('also finds rules and routes under another table number by the link and its addresses', () => {
    const ownRules = plan.rules.map((rule) => ({ ...rule, table: 78 }));
    const ownRoutes = plan.routes.map((route) => ({ ...route, table: 78 }));
    const kinds = planRelease(release, link, hostWith(link, { ...left, ownRules, ownRoutes })).map(
      ({ kind }) => kind,
    );
    expect(kinds.filter((kind) => kind === 'remove-route')).toHaveLength(plan.routes.length);
    // The IPv6 address was not on the link any more: nothing ties that one rule to this ENI.
    expect(kinds.filter((kind) => kind === 'remove-rule')).toHaveLength(plan.rules.length - 1);
  });

  it('leaves another ENI alone', () => {
    const ownRules = [{ family: 4, priority: 15800, from: '10.0.3.20', table: 78 } as const];
    const ownRoutes = [{ family: 4, destination: 'default', link: 'ens7', table: 78, metric: 0 } as const];
    expect(planRelease(release, undefined, hostWith(undefined, { ownRules, ownRoutes }))).toEqual([]);
  });

  it('has nothing to do for a link as it arrives', () => {
    expect(planRelease(release, ens6, hostWith(ens6))).toEqual([]);
  });
});
