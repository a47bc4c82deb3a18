import { primaryLinkName } from '../../domain/network-plan.ts';
import { fail, pass, skip, when, whenBoth, type Check } from './check.ts';

/** What makes a host a router, and what gets into the agent's way. */
export const networkChecks: readonly Check[] = [
  {
    id: 'ip-forward',
    title: 'the kernel forwards IPv4',
    needed: true,
    look: ({ sysctls }) =>
      when(sysctls.forward4, (value) =>
        value === 1
          ? pass('net.ipv4.ip_forward=1')
          : fail(
              'net.ipv4.ip_forward=0',
              'sysctl -w net.ipv4.ip_forward=1, and a file in /etc/sysctl.d to keep it',
            ),
      ),
  },
  {
    id: 'ip6-forward',
    title: 'the kernel forwards IPv6 where it is routed to the ENI',
    needed: false,
    look: ({ routes, sysctls }) =>
      whenBoth(routes, sysctls.forward6, (leading, value) => {
        if (!leading.some(({ destination }) => destination.includes(':')))
          return skip('no route table leads IPv6 to the ENI');
        return value === 1
          ? pass('net.ipv6.conf.all.forwarding=1')
          : fail(
              'net.ipv6.conf.all.forwarding=0',
              'sysctl -w net.ipv6.conf.all.forwarding=1, and a file in /etc/sysctl.d to keep it',
            );
      }),
  },
  {
    id: 'masquerade',
    title: 'source addresses are translated',
    needed: true,
    look: ({ translatesSources }) =>
      when(translatesSources, (does) =>
        does
          ? pass('masquerade or SNAT')
          : fail(
              'no rule does: the internet would see, and not answer, private addresses of clients',
              'nft add rule … masquerade in a chain of type nat at hook postrouting, and keep it in /etc/nftables.conf',
            ),
      ),
  },
  {
    id: 'rp-filter',
    title: 'reverse path filter lets clients through',
    needed: true,
    look: ({ sysctls, host, parameters }) =>
      whenBoth(sysctls.rpFilterAll, host, (all, state) => {
        const effective =
          state.settings === undefined ? undefined : Math.max(all ?? 0, state.settings.rpFilter);
        const name = state.link?.name ?? 'the link of the ENI';
        const fix = `sysctl -w net.ipv4.conf.${state.link?.name ?? 'default'}.rp_filter=2`;
        if (effective !== undefined)
          return effective === 1 ? fail(`it is strict on ${name}`, fix) : pass(`${effective} on ${name}`);
        const ours = parameters.interfaceConfig === 'auto' || parameters.interfaceConfig === 'agent';
        if (ours) return pass('start sets it to 2 on the link of the ENI');
        return when(sysctls.rpFilterDefault, (preset) =>
          Math.max(all ?? 0, preset ?? 0) === 1
            ? fail('it is strict on new links', fix)
            : pass('not strict on new links'),
        );
      }),
  },
  {
    id: 'accept-ra',
    title: 'the primary keeps its IPv6 default route',
    needed: false,
    look: ({ sysctls, host, primaryAcceptRa }) =>
      whenBoth(sysctls.forward6, host, (forwarding, state) => {
        if (forwarding !== 1) return skip('IPv6 is not forwarded');
        const primary = primaryLinkName(state, state.link?.name ?? '') ?? 'the primary link';
        return when(primaryAcceptRa, (value) => {
          if (value === undefined || value === 2 || value === 0)
            return pass(`accept_ra of ${primary} is ${value ?? 'not there'}`);
          return fail(
            `${primary} ignores router advertisements while IPv6 is forwarded: its default route runs out`,
            `sysctl -w net.ipv6.conf.${primary}.accept_ra=2, and a file in /etc/sysctl.d to keep it`,
          );
        });
      }),
  },
  {
    id: 'networkd',
    title: 'systemd-networkd leaves the rules and routes of others alone',
    needed: true,
    look: ({ networkd, parameters }) => {
      if (parameters.interfaceConfig === 'none' || parameters.interfaceConfig === 'system')
        return skip(`interface_config=${parameters.interfaceConfig}: the agent makes none`);
      return when(networkd, (settings) => {
        if (settings === undefined) return pass('it does not run');
        const wrong = [
          ...(settings.managesForeignRules ? ['ManageForeignRoutingPolicyRules=no'] : []),
          ...(settings.managesForeignRoutes ? ['ManageForeignRoutes=no'] : []),
        ];
        return wrong.length === 0
          ? pass('told so')
          : fail(
              "a restart of it would remove the agent's rules and routes",
              `put "[Network]" and ${wrong.join(' and ')} into /etc/systemd/networkd.conf.d/50-eni-agent.conf, then restart it`,
            );
      });
    },
  },
  {
    id: 'mtu',
    title: 'MTU of the ENI',
    needed: false,
    look: ({ host, parameters }) =>
      when(host, (state) => {
        if (state.link === undefined) return skip('it is not here');
        const primary = state.links.find(
          ({ name }) => name === primaryLinkName(state, state.link?.name ?? ''),
        );
        const wanted = parameters.mtu ?? primary?.mtu;
        if (wanted === undefined || wanted === state.link.mtu) return pass(String(state.link.mtu));
        return fail(
          `${state.link.mtu} on ${state.link.name}, but ${wanted} ${parameters.mtu === undefined ? 'on the primary link' : 'is wanted'}`,
          `ip link set ${state.link.name} mtu ${wanted}, or crm resource restart`,
        );
      }),
  },
];
