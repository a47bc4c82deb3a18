import { describe } from 'vitest';
import { systemClock } from '../../src/adapters/clock/system-clock.ts';
import { FakeHostNetwork } from '../fakes/fake-host-network.ts';
import { FakeLinks } from '../fakes/fake-links.ts';
import { createHostBench, describeHost } from '../integration/host/host-bench.ts';
import { testHostNetwork } from './host-network-contract.ts';

describe('HostNetwork: the fake', () => {
  testHostNetwork(() => {
    const links = new FakeLinks(systemClock);
    return Promise.resolve({
      host: new FakeHostNetwork(links),
      links,
      plug: (mac) => {
        links.plug({ mac });
        return Promise.resolve();
      },
      unplug: (mac) => {
        links.unplug(mac);
        return Promise.resolve();
      },
      destroy: () => Promise.resolve(),
    });
  });
});

describeHost('HostNetwork: iproute2', () => {
  testHostNetwork(async () => {
    const bench = await createHostBench();
    const { host, links } = bench.play({ managerPatience: { workMs: 200, noticeMs: 100 } });
    const names = new Map<string, string>();
    return {
      host,
      links,
      plug: async (mac) => {
        const name = `ens${String(6 + names.size)}`;
        names.set(mac, name);
        await bench.plug(name, mac);
      },
      unplug: (mac) => bench.unplug(names.get(mac)!),
      destroy: () => bench.destroy(),
    };
  });
});
