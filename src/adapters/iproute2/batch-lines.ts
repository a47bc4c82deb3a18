import type { HostChange } from '../../domain/host-change.ts';
import type { HostRoute, HostRule } from '../../domain/host-state.ts';
import { agentProtocol, connectedMetric } from '../../domain/network-marks.ts';

/** Lines for `ip -batch -`, and for `ip -6 -batch -`: within a batch a rule has the family of the command line. */
export interface Batches {
  readonly common: readonly string[];
  readonly ipv6Rules: readonly string[];
}

/** Changes that `ip` does not make (kernel settings, waiting) have no line. */
export function toBatches(changes: readonly HostChange[]): Batches {
  const isIpv6Rule = (change: HostChange): boolean =>
    (change.kind === 'add-rule' || change.kind === 'remove-rule') && change.rule.family === 6;
  return {
    common: changes.filter((change) => !isIpv6Rule(change)).flatMap(toLine),
    ipv6Rules: changes.filter(isIpv6Rule).flatMap(toLine),
  };
}

function toLine(change: HostChange): string[] {
  switch (change.kind) {
    case 'set-rp-filter':
    case 'set-accept-ra':
    case 'await-carrier':
      return [];
    case 'set-mtu':
      return [`link set dev ${change.link} mtu ${String(change.mtu)}`];
    case 'set-up':
      return [`link set dev ${change.link} up`];
    case 'set-down':
      return [`link set dev ${change.link} down`];
    case 'add-address': {
      const address = `${change.address}/${String(change.prefixLength)}`;
      // EC2 gave the address to this ENI alone: waiting for duplicate address detection would only cost time.
      const noDetection = change.address.includes(':') ? ' nodad' : '';
      return [
        `address replace ${address} dev ${change.link} metric ${String(connectedMetric)}${noDetection}`,
      ];
    }
    case 'remove-address':
      return [`address del ${change.address}/${String(change.prefixLength)} dev ${change.link}`];
    case 'add-route':
      return [`route replace ${routeSelector(change.route)}`];
    case 'remove-route':
      return [`route del ${routeSelector(change.route)}`];
    case 'add-rule':
      return [`rule add ${ruleSelector(change.rule)}`];
    case 'remove-rule':
      return [`rule del ${ruleSelector(change.rule)}`];
    case 'add-alt-name':
      return [`link property add dev ${change.link} altname ${change.altName}`];
    case 'remove-alt-name':
      return [`link property del dev ${change.link} altname ${change.altName}`];
  }
}

function routeSelector(route: HostRoute): string {
  return [
    route.blackhole === true ? 'blackhole' : '',
    route.destination === 'default' && route.family === 6 ? '::/0' : route.destination,
    // The gateway may lie outside every connected subnet that the kernel knows: it is on the link all the same.
    route.gateway === undefined ? '' : `via ${route.gateway}`,
    route.link === undefined ? '' : `dev ${route.link}`,
    route.gateway === undefined ? '' : 'onlink',
    `table ${String(route.table)}`,
    route.metric === 0 ? '' : `metric ${String(route.metric)}`,
    `proto ${String(agentProtocol)}`,
  ]
    .filter((part) => part !== '')
    .join(' ');
}

function ruleSelector(rule: HostRule): string {
  return [
    `priority ${String(rule.priority)}`,
    rule.from === undefined ? '' : `from ${rule.from}`,
    rule.inbound === undefined ? '' : `iif ${rule.inbound}`,
    rule.table === undefined ? '' : `lookup ${String(rule.table)}`,
    `protocol ${String(agentProtocol)}`,
  ]
    .filter((part) => part !== '')
    .join(' ');
}
