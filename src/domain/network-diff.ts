import { addressBits, canonicalIp } from './cidr.ts';
import type { HostChange } from './host-change.ts';
import type { HostAddress, HostLink, HostRoute, HostRule, HostState, LinkSettings } from './host-state.ts';
import { connectedMetric } from './network-marks.ts';
import type { NetworkPlan, PlannedAddress } from './network-plan.ts';

/** Loose reverse path filter: the kernel takes the maximum of this and `all`, so 2 passes even where `all` is 1. */
const looseRpFilter = 2;

/**
 * What must be done to `link` and to what the agent owns on the host to make them as planned, in the order in which it
 * can be done; empty when nothing. Only things that carry the agent's marks, and a planned address with a wrong prefix
 * length, are ever removed.
 */
export function diffNetwork(plan: NetworkPlan, link: HostLink, state: HostState): HostChange[] {
  const staleRules = state.ownRules.filter(
    (rule) => belongsToPlan(rule, plan) && !plan.rules.some(sameRule(rule)),
  );
  const tables = new Set([plan.table, ...staleRules.map(({ table }) => table)]);
  const staleRoutes = state.ownRoutes.filter(
    (route) => (tables.has(route.table) || route.link === plan.link) && !plan.routes.some(sameRoute(route)),
  );
  const newRoutes = plan.routes
    .filter((route) => !state.ownRoutes.some(sameRoute(route)))
    .map((route) => ({ kind: 'add-route', route, what: `${nameRoute(route)} is missing` }) as const);
  return [
    ...diffSettings(plan.link, state.settings),
    ...staleRules.map((rule) => removeRule(rule)),
    ...staleRoutes.map((route) => removeRoute(route)),
    // The guard and the rules come before the link is up: no packet may find its way by main.
    ...newRoutes.filter(({ route }) => route.blackhole === true),
    ...plan.rules
      .filter((rule) => !state.ownRules.some(sameRule(rule)))
      .map((rule): HostChange => ({ kind: 'add-rule', rule, what: `${nameRule(rule)} is missing` })),
    ...diffLink(plan, link),
    ...diffAddresses(plan, link),
    ...newRoutes.filter(({ route }) => route.blackhole !== true),
    ...diffAltName(plan, link, state),
  ];
}

export function removeRule(rule: HostRule): HostChange {
  return { kind: 'remove-rule', rule, what: `${nameRule(rule)} is left over` };
}

export function removeRoute(route: HostRoute): HostChange {
  return { kind: 'remove-route', route, what: `${nameRoute(route)} is left over` };
}

function diffSettings(link: string, settings: LinkSettings | undefined): HostChange[] {
  if (settings === undefined) return [];
  const changes: HostChange[] = [];
  if (settings.rpFilter !== looseRpFilter) {
    const what = `rp_filter of ${link} is ${String(settings.rpFilter)} instead of ${String(looseRpFilter)}`;
    changes.push({ kind: 'set-rp-filter', link, value: looseRpFilter, what });
  }
  // An advertisement heard here would put a second default route into main, beside the primary's.
  if (settings.acceptRa !== undefined && settings.acceptRa !== 0) {
    changes.push({ kind: 'set-accept-ra', link, value: 0, what: `${link} accepts router advertisements` });
  }
  return changes;
}

function diffLink(plan: NetworkPlan, link: HostLink): HostChange[] {
  const changes: HostChange[] = [];
  if (plan.mtu !== undefined && link.mtu !== plan.mtu) {
    const what = `MTU of ${link.name} is ${String(link.mtu)} instead of ${String(plan.mtu)}`;
    changes.push({ kind: 'set-mtu', link: link.name, mtu: plan.mtu, what });
  }
  if (!link.up) changes.push({ kind: 'set-up', link: link.name, what: `${link.name} is down` });
  else if (!link.running) {
    changes.push({ kind: 'await-carrier', link: link.name, what: `${link.name} has no carrier` });
  }
  return changes;
}

function diffAddresses(plan: NetworkPlan, link: HostLink): HostChange[] {
  const planned = new Map(plan.addresses.map((address) => [address.address, address]));
  const actual = link.addresses.map((address) => ({ ...address, address: canonicalIp(address.address) }));
  const wrong = actual.filter((address) => isWrong(address, planned.get(address.address)));
  // From the last to the first: with the first IPv4 address of a subnet the kernel drops the others of it.
  const removals = [...wrong].reverse().map((address): HostChange => {
    const wanted = planned.get(address.address);
    const what =
      wanted === undefined
        ? `address ${nameAddress(address)} is left over on ${link.name}`
        : `address ${nameAddress(address)} on ${link.name} should be ${nameAddress(wanted)}`;
    return { ...address, kind: 'remove-address', link: link.name, what };
  });
  // For the same reason those that are right are confirmed after a removal.
  const reassert = wrong.some(({ address }) => !address.includes(':'));
  const kept = actual.filter((address) => !wrong.includes(address)).map(({ address }) => address);
  const additions = plan.addresses
    .filter(({ address }) => !kept.includes(address) || (reassert && !address.includes(':')))
    .map(({ address, prefixLength }): HostChange => {
      const state = kept.includes(address) ? 'is to be confirmed' : 'is missing';
      const what = `address ${nameAddress({ address, prefixLength })} ${state} on ${link.name}`;
      return { kind: 'add-address', link: link.name, address, prefixLength, what };
    });
  return [...removals, ...additions];
}

/** An address of the plan with another length, or one the agent once put here that the ENI has no more. */
function isWrong(actual: HostAddress, planned: PlannedAddress | undefined): boolean {
  if (planned === undefined) return actual.metric === connectedMetric;
  const hostLength = addressBits(actual.address.includes(':') ? 6 : 4);
  const allowed = planned.hostLengthAllowed && actual.prefixLength === hostLength;
  return actual.prefixLength !== planned.prefixLength && !allowed;
}

function diffAltName(plan: NetworkPlan, link: HostLink, state: HostState): HostChange[] {
  if (link.altNames.includes(plan.altName)) return [];
  const holder = state.links.find(({ altNames }) => altNames.includes(plan.altName));
  const changes: HostChange[] = [];
  if (holder !== undefined) {
    const what = `${holder.name} bears the alternative name ${plan.altName}`;
    changes.push({ kind: 'remove-alt-name', link: holder.name, altName: plan.altName, what });
  }
  const what = `${link.name} lacks the alternative name ${plan.altName}`;
  return [...changes, { kind: 'add-alt-name', link: link.name, altName: plan.altName, what }];
}

/** A rule of the agent that concerns this ENI: by its table, or by what it selects, left from another table number. */
function belongsToPlan(rule: HostRule, plan: NetworkPlan): boolean {
  if (rule.table === plan.table) return true;
  if (rule.inbound !== undefined) return rule.inbound === plan.link;
  return rule.from !== undefined && plan.addresses.some(({ address }) => address === rule.from);
}

function sameRule(a: HostRule): (b: HostRule) => boolean {
  return (b) =>
    a.family === b.family &&
    a.priority === b.priority &&
    a.from === b.from &&
    a.inbound === b.inbound &&
    a.table === b.table;
}

function sameRoute(a: HostRoute): (b: HostRoute) => boolean {
  return (b) =>
    a.family === b.family &&
    a.destination === b.destination &&
    a.gateway === b.gateway &&
    a.link === b.link &&
    a.table === b.table &&
    a.metric === b.metric &&
    (a.blackhole === true) === (b.blackhole === true);
}

function nameAddress({ address, prefixLength }: Pick<HostAddress, 'address' | 'prefixLength'>): string {
  return `${address}/${String(prefixLength)}`;
}

function nameRule(rule: HostRule): string {
  const inbound = rule.inbound === undefined ? '' : ` iif ${rule.inbound}`;
  const table = rule.table === undefined ? '' : ` lookup ${String(rule.table)}`;
  return `IPv${String(rule.family)} rule "from ${rule.from ?? 'all'}${inbound}${table}"`;
}

function nameRoute(route: HostRoute): string {
  const via = route.gateway === undefined ? '' : ` via ${route.gateway}`;
  const dev = route.link === undefined ? '' : ` dev ${route.link}`;
  const type = route.blackhole === true ? 'blackhole ' : '';
  return `IPv${String(route.family)} route "${type}${route.destination}${via}${dev}" of table ${String(route.table)}`;
}
