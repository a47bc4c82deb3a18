import type { ManagerName } from '../../domain/admin-ports.ts';
import { fail, pass, skip, when, whenBoth, type Answer, type Check } from './check.ts';
import { clusterFixes } from './cluster-fixes.ts';
import type { DoctorFacts } from './doctor-facts.ts';

/** How each manager of the network is told to keep its hands off the ENI's link. */
const handsOff: Readonly<Record<ManagerName, (mac: string) => string>> = {
  'systemd-networkd': (mac) =>
    `put "[Match]", "PermanentMACAddress=${mac}", "[Link]" and "Unmanaged=yes" into /etc/systemd/network/05-eni.network`,
  NetworkManager: (mac) =>
    `put "[keyfile]" and "unmanaged-devices=mac:${mac}" into /etc/NetworkManager/conf.d/50-eni-agent.conf, then: nmcli general reload`,
  'amazon-ec2-net-utils': (mac) =>
    `put "[Match]", "PermanentMACAddress=${mac}", "[Link]" and "Unmanaged=yes" into /etc/systemd/network/05-eni.network`,
  'cloud-netconfig': () =>
    "put CLOUD_NETCONFIG_MANAGE='no' into /etc/sysconfig/network/ifcfg-NAME of the ENI's link",
};

function managerCheck(id: string, name: ManagerName): Check {
  return {
    id,
    title: `${name} and the agent do not both configure the ENI`,
    needed: true,
    look: (facts) => {
      const { interfaceConfig } = facts.parameters;
      if (interfaceConfig === 'none') return skip('interface_config=none: the agent looks at the link alone');
      return whenBoth(facts.managers, facts.eni, (running, { mac }) => {
        const manager = running.find((one) => one.name === name);
        if (manager === undefined) return pass('it does not run');
        if (manager.leavesAlone) return pass('it was told to leave the ENI alone');
        if (interfaceConfig !== 'agent')
          return pass(`interface_config=${interfaceConfig}: start waits for it`);
        return fail(
          'interface_config=agent, but it configures new links as well',
          `${handsOff[name](mac)}; or ${setAuto(facts)}`,
        );
      });
    },
  };
}

/** With interface_config=system somebody else has to do it. */
function someoneElse(facts: DoctorFacts): Answer {
  const { interfaceConfig } = facts.parameters;
  if (interfaceConfig !== 'system') return skip(`interface_config=${interfaceConfig}`);
  return when(facts.managers, (running) => {
    const willing = running.filter(({ leavesAlone }) => !leavesAlone).map(({ name }) => name);
    return willing.length > 0
      ? pass(willing.join(', '))
      : fail(
          'interface_config=system, but nothing here configures new links: start would wait in vain',
          setAuto(facts),
        );
  });
}

function setAuto({ resource, clusterShell }: DoctorFacts): string {
  return resource === undefined
    ? 'set interface_config=auto'
    : clusterFixes[clusterShell].setParameter(resource.id, 'interface_config', 'auto');
}

/** Who else wants to configure the ENI's link. */
export const networkManagerChecks: readonly Check[] = [
  managerCheck('manager-networkd', 'systemd-networkd'),
  managerCheck('manager-network-manager', 'NetworkManager'),
  managerCheck('manager-ec2-net-utils', 'amazon-ec2-net-utils'),
  managerCheck('manager-cloud-netconfig', 'cloud-netconfig'),
  {
    id: 'manager-there',
    title: 'somebody configures the ENI',
    needed: true,
    look: someoneElse,
  },
];
