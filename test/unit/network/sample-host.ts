import type { HostLink, HostState } from '../../../src/domain/host-state.ts';
import type { NetworkWish } from '../../../src/domain/ports.ts';

/** An ENI in a subnet of its own, IPv4 and IPv6, with a secondary address; routing table 77. */
export const wish: NetworkWish = {
  eniId: 'eni-0123456789abcdef0',
  mac: '02:00:00:00:02:20',
  ipv4: ['10.0.2.20', '10.0.2.21'],
  ipv4Cidr: '10.0.2.0/24',
  ipv6: ['2001:db8:0:2::20'],
  ipv6Cidrs: ['2001:db8:0:2::/64'],
  routeTable: 77,
  egress: 'eni',
  interfaceConfig: 'agent',
};

/** The primary link of the host. */
export const ens5: HostLink = {
  name: 'ens5',
  ifindex: 2,
  mac: '02:00:00:00:01:10',
  up: true,
  running: true,
  mtu: 9001,
  altNames: [],
  addresses: [{ address: '10.0.1.10', prefixLength: 24, metric: 512 }],
};

/** The ENI's link as it arrives. */
export const ens6: HostLink = {
  name: 'ens6',
  ifindex: 3,
  mac: wish.mac,
  up: false,
  running: false,
  mtu: 1500,
  altNames: [],
  addresses: [],
};

/** The host with `link` as the ENI's, nothing of the agent's on it yet. */
export function hostWith(link: HostLink | undefined, more: Partial<HostState> = {}): HostState {
  return {
    link,
    links: link === undefined ? [ens5] : [ens5, link],
    defaultRoutes: [{ family: 4, link: 'ens5', metric: 512 }],
    ownRules: [],
    ownRoutes: [],
    settings:
      link === undefined ? undefined : { rpFilter: 0, rpFilterDefault: 0, acceptRa: 1, acceptRaDefault: 1 },
    ...more,
  };
}
