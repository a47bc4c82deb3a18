/**
 * What marks things on the host as the agent's own, so that cleaning up needs no state and touches nothing foreign.
 */

/**
 * Routing protocol number of the agent's routes and rules (`ip route … proto`, `ip rule … protocol`). Free in
 * iproute2's rt_protos, below 186 where the registered routing daemons begin again.
 */
export const agentProtocol = 158;

/** Priority of `from ADDRESS lookup TABLE`: after table local (0), before main (32766) and what VPN tools put above it. */
export const fromRulePriority = 15800;

/** Priority of `iif LINK lookup TABLE`, for packets to be forwarded. */
export const inboundRulePriority = 15801;

/**
 * Metric of the connected route that comes with each address the agent puts on the link. Above what DHCP clients and
 * network managers give the primary link (0 to about 21,000), so that the primary's route wins where both share a
 * subnet; and, since nothing else uses it, the mark of the agent's addresses.
 */
export const connectedMetric = 1_580_000;

/** Metric of the route that drops what no other route of the ENI's table takes: the worst there is. */
export const guardMetric = 0xffffffff;

/**
 * The routing table of an ENI: the number given, or one made from the ENI id, so that two ENIs on a node do not meet
 * and every node comes to the same number without asking. Derived numbers lie in 0x40000000–0x7fffffff, far from what
 * people and network managers use.
 */
export function routeTableOf(eniId: string, routeTable: number | 'auto'): number {
  if (routeTable !== 'auto') return routeTable;
  const digits = eniId.replace(/[^0-9a-f]/g, '').slice(-8);
  return 0x40000000 + (Number.parseInt(`0${digits}`, 16) % 0x40000000);
}
