import { canonicalIp, parseIp, type IpFamily } from '../../domain/cidr.ts';
import { AgentError } from '../../domain/errors.ts';
import type { DefaultRoute, HostAddress, HostLink, HostRoute, HostRule } from '../../domain/host-state.ts';
import { agentProtocol } from '../../domain/network-marks.ts';
import {
  numberField,
  optionalNumber,
  optionalText,
  printable,
  recordList,
  textField,
  textList,
  type JsonRecord,
} from './json-reader.ts';

const tableMain = 254;

/** RT_SCOPE_UNIVERSE: neither link-local nor local to the host. */
const scopeGlobal = 0;

/** `ip -N -json address show`. Throws AgentError `host` on a field that is missing or of the wrong type. */
export function parseLinks(records: readonly JsonRecord[]): HostLink[] {
  return records.map((record) => {
    const flags = textList(record, 'flags');
    return {
      name: textField(record, 'ifname'),
      ifindex: numberField(record, 'ifindex'),
      mac: optionalText(record, 'address')?.toLowerCase() ?? '',
      up: flags.includes('UP'),
      // "UNKNOWN" is what drivers without carrier detection report: the kernel counts it as running.
      running: flags.includes('UP') && ['UP', 'UNKNOWN'].includes(textField(record, 'operstate')),
      mtu: numberField(record, 'mtu'),
      altNames: textList(record, 'altnames'),
      addresses: recordList(record, 'addr_info')
        .filter((info) => numberField(info, 'scope') === scopeGlobal)
        .map(parseAddress),
    };
  });
}

/** `ip -N -json rule show`: those with the agent's protocol number. Throws AgentError `host`. */
export function parseOwnRules(records: readonly JsonRecord[], family: IpFamily): HostRule[] {
  return records.filter(isOwn).map((record) => ({
    family,
    priority: numberField(record, 'priority'),
    from: parseSource(record),
    inbound: optionalText(record, 'iif'),
    table: optionalNumber(record, 'table'),
  }));
}

/** RTN_BLACKHOLE, as `ip -N` writes it. */
const blackholeType = '6';

/** `ip -N -json route show table all proto N`, both families in one list. Throws AgentError `host`. */
export function parseOwnRoutes(records: readonly JsonRecord[]): HostRoute[] {
  return records.map((record) => {
    const gateway = optionalText(record, 'gateway');
    const family = routeFamily(record);
    const blackhole = optionalText(record, 'type') === blackholeType;
    return {
      family,
      destination: parseDestination(textField(record, 'dst'), family),
      gateway: gateway === undefined ? undefined : checkedIp(gateway),
      // The kernel shows an IPv6 blackhole on the loopback link.
      link: blackhole ? undefined : optionalText(record, 'dev'),
      table: optionalNumber(record, 'table') ?? tableMain,
      metric: optionalNumber(record, 'metric') ?? 0,
      ...(blackhole ? { blackhole } : {}),
    };
  });
}

/** `ip -N -json route show exact default` of one family. A multipath route counts for its first link. */
export function parseDefaultRoutes(records: readonly JsonRecord[], family: IpFamily): DefaultRoute[] {
  return records.flatMap((record) => {
    // Only unicast routes name no type: a blackhole or unreachable default leads nowhere, even if it names `lo`.
    if (record['type'] !== undefined) return [];
    const hop = record['nexthops'] === undefined ? record : recordList(record, 'nexthops')[0];
    const link = hop === undefined ? undefined : optionalText(hop, 'dev');
    return link === undefined ? [] : [{ family, link, metric: optionalNumber(record, 'metric') ?? 0 }];
  });
}

function parseAddress(info: JsonRecord): HostAddress {
  return {
    address: checkedIp(textField(info, 'local')),
    prefixLength: numberField(info, 'prefixlen'),
    metric: optionalNumber(info, 'metric'),
  };
}

function isOwn(record: JsonRecord): boolean {
  return record['protocol'] !== undefined && numberField(record, 'protocol') === agentProtocol;
}

function parseSource(record: JsonRecord): string | undefined {
  const source = textField(record, 'src');
  if (source === 'all') return undefined;
  const length = optionalNumber(record, 'srclen');
  return length === undefined ? checkedIp(source) : `${checkedIp(source)}/${String(length)}`;
}

/** A route to one host is written without its length. */
function parseDestination(destination: string, family: IpFamily): string {
  if (destination === 'default') return destination;
  const [address = '', length = family === 4 ? '32' : '128'] = destination.split('/');
  return `${checkedIp(address)}/${length}`;
}

/** Only IPv6 routes have a router preference; it tells the family where no address does. */
function routeFamily(record: JsonRecord): IpFamily {
  const address =
    textField(record, 'dst') === 'default' ? optionalText(record, 'gateway') : textField(record, 'dst');
  if (address === undefined) return record['pref'] === undefined ? 4 : 6;
  return address.includes(':') ? 6 : 4;
}

function checkedIp(text: string): string {
  if (parseIp(text) === undefined)
    throw new AgentError('host', `ip gave "${printable(text)}" where an address belongs`);
  return canonicalIp(text);
}
