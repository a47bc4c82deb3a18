import { afterEach, beforeEach, expect, it } from 'vitest';
import type { HostNetwork, Links, NetworkWish } from '../../src/domain/ports.ts';

/** A host that ENIs can be plugged into and looked at through the ports. */
export interface HostNetworkHarness {
  readonly host: HostNetwork;
  readonly links: Links;
  /** A new link with this MAC, as hot-plugged. */
  plug(mac: string): Promise<void>;
  unplug(mac: string): Promise<void>;
  destroy(): Promise<void>;
}

const wish: NetworkWish = {
  eniId: 'eni-0123456789abcdef0',
  mac: '02:00:00:00:02:20',
  ipv4: ['10.0.2.20', '10.0.2.21'],
  ipv4Cidr: '10.0.2.0/24',
  ipv6: ['2001:db8:0:2::20'],
  ipv6Cidrs: ['2001:db8:0:2::/64'],
  routeTable: 'auto',
  egress: 'eni',
  interfaceConfig: 'agent',
};
const release = { eniId: wish.eniId, mac: wish.mac, routeTable: wish.routeTable };

/** What everything that calls itself `HostNetwork` promises; to be called within a `describe`. */
export function testHostNetwork(create: () => Promise<HostNetworkHarness>): void {
  let harness: HostNetworkHarness;
  let host: HostNetwork;
  const findLink = () => harness.links.findByMac(wish.mac);

  beforeEach(async () => {
    harness = await create();
    host = harness.host;
  });

  afterEach(() => harness.destroy());

  it('has its tools', async () => {
    await host.checkTools();
  });

  it('names a link that is not here, and cannot configure it', async () => {
    expect(await host.inspect(wish)).toHaveLength(1);
    await expect(host.configure(wish)).rejects.toMatchObject({ kind: 'host' });
  });

  it('names what lacks on a link that has just arrived, configures it, then finds nothing more', async () => {
    await harness.plug(wish.mac);
    expect((await host.inspect(wish)).length).toBeGreaterThan(0);
    await host.configure(wish);
    expect(await host.inspect(wish)).toEqual([]);
    const link = await findLink();
    expect(link).toMatchObject({ up: true, running: true });
    expect([...(link?.addresses ?? [])].sort()).toEqual([...wish.ipv4, ...wish.ipv6].sort());
    await host.configure(wish);
    expect(await host.inspect(wish)).toEqual([]);
  });

  it('follows a wish for one address more and one less', async () => {
    await harness.plug(wish.mac);
    await host.configure(wish);
    const changed = { ...wish, ipv4: ['10.0.2.20', '10.0.2.22'] };
    expect(await host.inspect(changed)).toContainEqual(expect.stringContaining('10.0.2.22'));
    await host.configure(changed);
    expect(await host.inspect(changed)).toEqual([]);
    expect((await findLink())?.addresses).not.toContain('10.0.2.21');
  });

  it('follows a wish for another egress', async () => {
    await harness.plug(wish.mac);
    await host.configure(wish);
    expect(await host.inspect({ ...wish, egress: 'system' })).not.toEqual([]);
    await host.configure({ ...wish, egress: 'system' });
    expect(await host.inspect({ ...wish, egress: 'system' })).toEqual([]);
  });

  it('takes a link that left and came back for a new one', async () => {
    await harness.plug(wish.mac);
    await host.configure(wish);
    await harness.unplug(wish.mac);
    expect(await host.inspect(wish)).toHaveLength(1);
    await harness.plug(wish.mac);
    expect(await host.inspect(wish)).not.toEqual([]);
  });

  it('releases a link that is still here: down and without address', async () => {
    await harness.plug(wish.mac);
    await host.configure(wish);
    await host.release(release);
    expect(await findLink()).toMatchObject({ up: false, addresses: [] });
    expect(await host.inspect(wish)).not.toEqual([]);
  });

  it('releases what is released, gone or was never here', async () => {
    await host.release(release);
    await host.release({ eniId: wish.eniId, routeTable: 'auto' });
    await harness.plug(wish.mac);
    await host.configure(wish);
    await harness.unplug(wish.mac);
    await host.release(release);
    await host.release(release);
  });

  it('leaves another ENI alone', async () => {
    const other: NetworkWish = {
      ...wish,
      eniId: 'eni-0fedcba9876543210',
      mac: '02:00:00:00:02:30',
      ipv4: ['10.0.2.30'],
      ipv6: [],
    };
    await harness.plug(wish.mac);
    await harness.plug(other.mac);
    await host.configure(wish);
    await host.configure(other);
    await host.release({ ...release, eniId: other.eniId, mac: other.mac });
    expect(await host.inspect(wish)).toEqual([]);
  });

  it('with interface_config=none asks only for the link and touches nothing', async () => {
    const none: NetworkWish = { ...wish, interfaceConfig: 'none' };
    expect(await host.inspect(none)).toHaveLength(1);
    await harness.plug(wish.mac);
    await host.configure(none);
    expect(await host.inspect(none)).toEqual([]);
    expect(await findLink()).toMatchObject({ up: false });
  });

  it('with interface_config=system names what lacks and touches nothing', async () => {
    const system: NetworkWish = { ...wish, interfaceConfig: 'system' };
    await harness.plug(wish.mac);
    await host.configure(system);
    expect(await host.inspect(system)).not.toEqual([]);
    expect(await findLink()).toMatchObject({ up: false });
  });
}
