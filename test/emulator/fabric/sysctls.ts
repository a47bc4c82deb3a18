/** Settings of the fabric's namespace. To be written before any port exists: ports take over the defaults. */
export const fabricSysctls: readonly string[] = [
  'net.ipv4.ip_forward=1',
  'net.ipv4.conf.all.rp_filter=0',
  'net.ipv4.conf.default.rp_filter=0',
  'net.ipv4.conf.all.send_redirects=0',
  'net.ipv4.conf.default.send_redirects=0',
  // The VPC answers ARP in the place of every address of the subnet.
  'net.ipv4.conf.default.proxy_arp=1',
];

/** The same for a world with IPv6. */
export const fabricSysctlsIpv6: readonly string[] = [
  'net.ipv6.conf.all.forwarding=1',
  'net.ipv6.conf.default.forwarding=1',
  'net.ipv6.conf.default.proxy_ndp=1',
  'net.ipv6.conf.default.accept_dad=0',
];

/** What a Debian host starts with; a new namespace would take over whatever the machine it is made on has. */
export const instanceSysctls: readonly string[] = [
  'net.ipv4.ip_forward=0',
  'net.ipv4.conf.all.rp_filter=0',
  'net.ipv4.conf.default.rp_filter=2',
];
