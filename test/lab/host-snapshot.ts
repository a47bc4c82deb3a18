/** Runs a command on the host in question and answers its standard output; throws if the command fails. */
export type HostRunner = (argv: readonly string[]) => Promise<string>;

const commands: readonly (readonly string[])[] = [
  ['ip', '-d', 'addr'],
  ['ip', '-4', 'rule'],
  ['ip', '-6', 'rule'],
  ['ip', '-4', 'route', 'show', 'table', 'all'],
  ['ip', '-6', 'route', 'show', 'table', 'all'],
  ['sysctl', '-a', '--pattern', String.raw`^net\.ipv[46]\.(conf\..*|ip_forward)$`],
  ['nft', 'list', 'ruleset'],
];

/** What differs between two looks at a network that nobody changed: indices, lifetimes, counters. */
const noise: readonly (readonly [RegExp, string])[] = [
  [/^\d+: /gm, ''],
  [/@if\d+/g, ''],
  // A link-local address gets its route when duplicate detection ends, a second or two after the link came up.
  [/ tentative\b/g, ''],
  [/^local fe80::.* proto kernel.*\n/gm, ''],
  [/ link-netns(id)? \S+/g, ''],
  [/ (valid_lft|preferred_lft|expires) \S+/g, ''],
  [/\bpackets \d+ bytes \d+/g, 'packets N bytes N'],
];

/**
 * The network configuration of a host as text: addresses, rules, routes of all tables, sysctls of every link and the
 * nftables ruleset. Equal texts = nobody changed anything. It looks at one thing after the other, so the host should be at rest.
 */
export async function hostSnapshot(runOnHost: HostRunner): Promise<string> {
  const parts: string[] = [];
  for (const argv of commands) parts.push(`# ${argv.join(' ')}\n${withoutNoise(await runOnHost(argv))}`);
  return parts.join('\n');
}

function withoutNoise(text: string): string {
  return noise.reduce((cleaned, [pattern, replacement]) => cleaned.replace(pattern, replacement), text);
}
