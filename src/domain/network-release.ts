import type { HostChange } from './host-change.ts';
import type { HostLink, HostState } from './host-state.ts';
import { removeRoute, removeRule } from './network-diff.ts';

/** What a release looks for: everything else follows from the agent's marks. */
export interface ReleasePlan {
  readonly altName: string;
  readonly table: number;
}

/**
 * Takes off the host what the agent put there for an ENI; empty when nothing is left. The link, where it is still
 * here, loses all its addresses, whoever set them: EC2 says they are somebody else's now, and a node that goes on
 * answering for them would be wrong. Settings go back to what a link that arrives now would get.
 */
export function planRelease(plan: ReleasePlan, link: HostLink | undefined, state: HostState): HostChange[] {
  const addresses = link?.addresses.map(({ address }) => address) ?? [];
  const rules = state.ownRules.filter(
    (rule) =>
      rule.table === plan.table ||
      (link !== undefined && rule.inbound === link.name) ||
      (rule.from !== undefined && addresses.includes(rule.from)),
  );
  const tables = new Set([plan.table, ...rules.map(({ table }) => table)]);
  return [
    ...rules.map(removeRule),
    ...state.ownRoutes
      .filter((route) => tables.has(route.table) || (link !== undefined && route.link === link.name))
      .map(removeRoute),
    ...(link === undefined ? [] : releaseLink(plan, link, state)),
  ];
}

function releaseLink(plan: ReleasePlan, link: HostLink, { settings }: HostState): HostChange[] {
  const name = link.name;
  const changes: HostChange[] = [];
  // From the last to the first: the kernel drops the later addresses of a subnet together with the first.
  for (const { address, prefixLength } of [...link.addresses].reverse()) {
    const what = `address ${address}/${String(prefixLength)} is still on ${name}`;
    changes.push({ kind: 'remove-address', link: name, address, prefixLength, what });
  }
  if (link.altNames.includes(plan.altName)) {
    const what = `${name} still bears the alternative name ${plan.altName}`;
    changes.push({ kind: 'remove-alt-name', link: name, altName: plan.altName, what });
  }
  if (link.up) changes.push({ kind: 'set-down', link: name, what: `${name} is still up` });
  if (settings !== undefined && settings.rpFilter !== settings.rpFilterDefault) {
    const what = `rp_filter of ${name} is still ${String(settings.rpFilter)}`;
    changes.push({ kind: 'set-rp-filter', link: name, value: settings.rpFilterDefault, what });
  }
  if (settings?.acceptRaDefault !== undefined && settings.acceptRa !== settings.acceptRaDefault) {
    const what = `accept_ra of ${name} is still ${String(settings.acceptRa)}`;
    changes.push({ kind: 'set-accept-ra', link: name, value: settings.acceptRaDefault, what });
  }
  return changes;
}
