import { rmSync } from 'node:fs';
import { systemClock } from '../../src/adapters/clock/system-clock.ts';
import { createSysfsLinks } from '../../src/adapters/sysfs/sysfs-links.ts';
import { FakeLinks } from '../fakes/fake-links.ts';
import { SysfsTree } from '../unit/network/sysfs-tree.ts';
import { describeLinks } from './links-contract.ts';

describeLinks('the fake', () => {
  const links = new FakeLinks(systemClock);
  return {
    links,
    plug: (link, hardware) => links.plug(link, hardware),
    unplug: (mac) => links.unplug(mac),
    breakReads: () => links.failReads('cannot read'),
    destroy: () => undefined,
  };
});

describeLinks('sysfs', () => {
  const tree = new SysfsTree();
  const names = new Map<string, string>();
  return {
    links: createSysfsLinks({ sysRoot: tree.root, interfaceTable: () => tree.interfaceTable() }),
    plug: ({ name = 'ens7', mac, up = false, running = false, mtu = 1500, addresses = [] }, hardware) => {
      names.set(mac, name);
      tree.add(name, { mac, up, operstate: running ? 'up' : 'down', mtu, addresses, hardware });
    },
    unplug: (mac) => tree.remove(names.get(mac)!),
    breakReads: () => rmSync(tree.netDirectory, { recursive: true }),
    destroy: () => tree.destroy(),
  };
});
