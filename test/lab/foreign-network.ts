/** Commands for what others may have on a node: a VPN, an admin's own policy routing, a container bridge, unusual settings. */
export const foreignNetwork: readonly (readonly string[])[] = [
  ['ip', 'link', 'add', 'tunnel', 'type', 'veth', 'peer', 'name', 'far-end'],
  ['ip', 'link', 'set', 'far-end', 'up'],
  ['ip', 'addr', 'add', '10.99.0.1/24', 'dev', 'tunnel'],
  ['ip', 'addr', 'add', '2001:db8:99::1/64', 'dev', 'tunnel', 'nodad'],
  ['ip', 'link', 'set', 'tunnel', 'up'],
  ['ip', 'route', 'add', 'default', 'dev', 'tunnel', 'table', '51820'],
  ['ip', 'rule', 'add', 'from', '10.99.0.0/24', 'lookup', '51820', 'priority', '15799'],
  ['ip', 'rule', 'add', 'from', '10.99.0.0/24', 'lookup', '51820', 'priority', '15800'],
  ['ip', '-6', 'rule', 'add', 'from', '2001:db8:99::/64', 'lookup', '51820', 'priority', '15801'],
  ['ip', 'rule', 'add', 'fwmark', '7', 'lookup', '100', 'priority', '15802', 'protocol', 'bird'],
  ['ip', 'route', 'add', '192.0.2.0/24', 'dev', 'tunnel', 'table', '100', 'proto', 'static'],
  ['ip', 'route', 'add', 'blackhole', '198.18.0.0/15', 'proto', 'bird'],
  ['sysctl', '-qw', 'net.ipv4.conf.all.rp_filter=1', 'net.ipv4.conf.default.rp_filter=1'],
];
