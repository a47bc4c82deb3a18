import { publicSubnet, primaryEniA, primaryEniB } from '../emulator/sample-world.ts';
import { FakeClock } from './fake-clock.ts';
import { FakeCloud } from './fake-cloud.ts';
import { FakeNode } from './fake-node.ts';
import { anEni, eniId, eniIpv4, eniMac, me, peer, publicCidr, zone } from './samples.ts';

/** Two nodes in one zone and the ENI, free, with the latencies of EC2: detach 2.5 s, attach 1.5 s, link 0.5 s. */
export class FakeWorld {
  readonly clock = new FakeClock();
  readonly cloud = new FakeCloud(this.clock);
  readonly a: FakeNode;
  readonly b: FakeNode;

  constructor() {
    this.a = this.#node(me, primaryEniA, '06:00:00:00:01:0a');
    this.b = this.#node(peer, primaryEniB, '06:00:00:00:01:0b');
    const ipv4Cidr = publicCidr;
    this.cloud.subnets.set(publicSubnet, { subnetId: publicSubnet, ipv4Cidr, ipv6Cidrs: [] });
    this.cloud.state.put(anEni());
  }

  /** Where EC2 has the ENI in truth. */
  get holder(): string | undefined {
    return this.cloud.state.eni(eniId).attachment?.instanceId;
  }

  /** The ENI serves on this node: attached and with all that a start configures. Nobody called EC2 for it. */
  async serveOn(node: FakeNode): Promise<void> {
    this.cloud.state.attached(eniId, node === this.a ? me : peer);
    this.knowsFacts(node);
    const { ipv4, ipv6 } = anEni();
    const wish = { eniId, mac: eniMac, ipv4, ipv6, ipv4Cidr: publicCidr, ipv6Cidrs: [] };
    const settings = { routeTable: 'auto', egress: 'eni', interfaceConfig: 'auto' } as const;
    await node.host.configure({ ...wish, ...settings });
    await node.configured.write(eniId, ipv4);
  }

  /** The node has met the ENI before. */
  knowsFacts(node: FakeNode): void {
    const facts = { eniId, mac: eniMac, primaryIpv4: eniIpv4, subnetId: publicSubnet };
    node.facts.kept.set(eniId, { ...facts, ipv4Cidr: publicCidr, ipv6Cidrs: [] });
  }

  #node(instanceId: string, primaryEniId: string, primaryMac: string): FakeNode {
    const node = new FakeNode(this.clock, this.cloud, instanceId, primaryMac);
    this.cloud.state.instances.set(instanceId, {
      instanceId,
      state: 'running',
      availabilityZone: zone,
      instanceType: 't3.micro',
      maximumInterfaces: 3,
      acknowledges: true,
      slots: [{ eniId: primaryEniId, deviceIndex: 0, networkCardIndex: 0 }],
      links: node.links,
    });
    return node;
  }
}
