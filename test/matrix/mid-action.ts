import { cast } from '../lab/topology.ts';
import type { Fault } from './fault-class.ts';
import type { DnsMood, TlsMood } from './named-endpoint.ts';
import type { Stage } from './stage.ts';

const cut = [{ kind: 'reset' }] as const;

/** Names that are no longer resolved when a connection breaks in mid-action. */
const dns = (mood: DnsMood, reason: RegExp): Fault => ({
  className: 'DNS failure',
  name: mood,
  service: 'ec2',
  nature: 'passing',
  effects: cut,
  meanwhile: ({ named }: Stage) => (named.dns = mood),
  route: 'name',
  lastsByItself: true,
  reason,
});

/** A connection that breaks, and whoever answers the next one is not to be trusted, or does not speak TLS. */
const tls = (mood: TlsMood, reason: RegExp): Fault => ({
  className: 'TLS failure',
  name: mood,
  service: 'ec2',
  nature: 'passing',
  effects: cut,
  meanwhile: ({ named }: Stage) => (named.tls = mood),
  route: 'tls',
  lastsByItself: true,
  reason,
});

/** `stuck`: the metadata service goes on handing out what has expired. */
const expiry = (name: string, stuck: boolean): Fault => ({
  className: 'expired in mid-action',
  name,
  service: 'ec2',
  nature: 'passing',
  effects: [],
  meanwhile: ({ lab }: Stage) => lab.emulator.credentials.expire(cast.nodeA, stuck),
  ...(stuck ? { lastsByItself: true as const } : { passesByItself: true as const }),
  reason: /RequestExpired|ExpiredToken|AuthFailure|credentials/,
});

/** What changes around a call while the action is under way. */
export const midActionFaults: readonly Fault[] = [
  dns('nxdomain', /ENOTFOUND|ec2\.eu-west-1\.amazonaws|ECONNRESET/),
  dns('servfail', /ESERVFAIL|ec2\.eu-west-1\.amazonaws|ECONNRESET/),
  dns('refused', /EREFUSED|ec2\.eu-west-1\.amazonaws|ECONNRESET/),
  dns('garbage', /ec2\.eu-west-1\.amazonaws|no answer in time|TimeoutError|ECONNRESET|time ran out/),
  dns('silence', /ec2\.eu-west-1\.amazonaws|no answer in time|TimeoutError|ECONNRESET|time ran out/),
  tls('untrusted', /certificate|ECONNRESET/),
  tls('plain', /SSL|EPROTO|wrong version|ECONNRESET/),
  tls('closed', /socket|ECONNRESET|TLS|disconnected/),
  tls('silence', /no answer in time|TimeoutError|ECONNRESET|time ran out/),
  expiry('renewed', false),
  expiry('handed out again', true),
];
