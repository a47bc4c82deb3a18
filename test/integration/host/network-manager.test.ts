import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { NetworkWish } from '../../../src/domain/ports.ts';
import { createHostBench, describeHost, eniMac, otherSubnetWish, type HostBench } from './host-bench.ts';
import type { HostPlayer } from './host-player.ts';

const patience = { workMs: 3000, noticeMs: 1200 };
/** Less than any wait for a manager, even on a machine that is busy with other tests. */
const atOnceMs = patience.noticeMs - 50;
const auto: NetworkWish = { ...otherSubnetWish, interfaceConfig: 'auto' };

let bench: HostBench;
let player: HostPlayer;
let runRoot: string;
let ifindex: number;

beforeEach(async () => {
  runRoot = mkdtempSync(join(tmpdir(), 'eni-run-'));
  bench = await createHostBench();
  player = bench.play({ runRoot, managerPatience: patience });
  await bench.plug('ens6', eniMac);
  ifindex = (await player.links.findByMac(eniMac))?.ifindex ?? 0;
});

afterEach(async () => {
  await bench.destroy();
  rmSync(runRoot, { recursive: true });
});

/** The test plays systemd-networkd: it writes its state file. */
function networkdSays(state: string): void {
  write('systemd/netif/state', 'OPER_STATE=routable\n');
  write(`systemd/netif/links/${String(ifindex)}`, `ADMIN_STATE=${state}\nOPER_STATE=off\n`);
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(runRoot, path)), { recursive: true });
  writeFileSync(join(runRoot, path), text);
}

/** What DHCP would do to the link. */
async function leaseArrives(address = '10.0.2.20/24'): Promise<void> {
  await bench.on('ip link set ens6 mtu 9001 up');
  await bench.on(`ip address add ${address} dev ens6 metric 1024 valid_lft 3600 preferred_lft 3600`);
  await bench.on('ip route add default via 10.0.2.1 dev ens6 proto dhcp metric 1024 onlink');
  networkdSays('configured');
}

async function tookMs(work: Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await work;
  return performance.now() - startMs;
}

async function after(ms: number, work: () => Promise<void>): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
  await work();
}

describeHost('interface_config=auto', () => {
  it('configures at once where no manager runs', async () => {
    expect(await tookMs(player.host.configure(auto))).toBeLessThan(atOnceMs);
    expect(await player.host.inspect(auto)).toEqual([]);
  });

  it('configures at once where the manager leaves the link alone', async () => {
    networkdSays('unmanaged');
    expect(await tookMs(player.host.configure(auto))).toBeLessThan(atOnceMs);
    expect(await player.host.inspect(auto)).toEqual([]);
  });

  it('waits for a manager that is in time, keeps its address and adds what is missing', async () => {
    networkdSays('configuring');
    const lease = after(300, () => leaseArrives());
    const waitedMs = await tookMs(player.host.configure(auto));
    await lease;
    expect(waitedMs).toBeGreaterThan(300);
    expect(waitedMs).toBeLessThan(patience.workMs);
    expect(await player.host.inspect(auto)).toEqual([]);
    // Its own address still has the lifetime of the lease, the secondary one is the agent's.
    const addresses = await bench.on('ip -4 -o address show dev ens6');
    expect(addresses).toMatch(/10\.0\.2\.20\/24 metric 1024 .* dynamic/);
    expect(addresses).toMatch(/10\.0\.2\.21\/24 metric 1580000 /);
    // The manager's default route in main is not the agent's to remove, and does not mislead it about the primary.
    expect(await bench.on('ip route show default')).toContain('dev ens6 proto dhcp');
    expect((await player.links.findByMac(eniMac))?.mtu).toBe(9001);
  });

  it('goes ahead without a manager that comes late, and is still right when it has come', async () => {
    networkdSays('configuring');
    const waitedMs = await tookMs(player.host.configure(auto));
    expect(waitedMs).toBeGreaterThan(patience.workMs - 50);
    expect(await player.host.inspect(auto)).toEqual([]);
    await bench.on('ip address replace 10.0.2.20/24 dev ens6 metric 1024 valid_lft 3600 preferred_lft 3600');
    networkdSays('configured');
    expect(await player.host.inspect(auto)).toEqual([]);
    // Its work is found at once from now on.
    expect(await tookMs(player.host.configure(auto))).toBeLessThan(atOnceMs);
  });

  it('goes ahead without a manager that never notices the link', async () => {
    write('systemd/netif/state', 'OPER_STATE=routable\n');
    const waitedMs = await tookMs(player.host.configure(auto));
    expect(waitedMs).toBeGreaterThan(patience.noticeMs - 50);
    expect(waitedMs).toBeLessThan(patience.workMs);
    expect(await player.host.inspect(auto)).toEqual([]);
  });

  it('goes ahead as soon as the manager gives up', async () => {
    networkdSays('configuring');
    const failure = after(200, () => {
      networkdSays('failed');
      return Promise.resolve();
    });
    expect(await tookMs(player.host.configure(auto))).toBeLessThan(patience.workMs);
    await failure;
    expect(await player.host.inspect(auto)).toEqual([]);
  });

  it('corrects a manager that set a wrong prefix length, but not addresses of a single host', async () => {
    networkdSays('configuring');
    await leaseArrives('10.0.2.20/16');
    await bench.on('ip address add 10.0.2.21/32 dev ens6');
    await player.host.configure(auto);
    expect(await player.host.inspect(auto)).toEqual([]);
    const addresses = await bench.on('ip -4 -o address show dev ens6');
    expect(addresses).toContain('10.0.2.20/24');
    expect(addresses).not.toContain('/16');
    expect(addresses).toContain('10.0.2.21/32');
  });
});

describeHost('interface_config=system', () => {
  const system: NetworkWish = { ...otherSubnetWish, interfaceConfig: 'system' };

  it('waits for the system and configures nothing itself', async () => {
    const before = await bench.snapshot();
    expect(await player.host.inspect(system)).toEqual(['ens6 is down']);
    expect(await tookMs(player.host.configure(system))).toBeGreaterThan(patience.workMs - 50);
    expect(await bench.snapshot()).toBe(before);
  });

  it('goes on as soon as all IPv4 addresses are there, and names what lacks until then', async () => {
    const lease = after(200, () => leaseArrives());
    const secondary = after(500, async () => {
      await bench.on('ip address add 10.0.2.21/32 dev ens6');
    });
    const configured = tookMs(player.host.configure(system));
    await lease;
    expect(await player.host.inspect(system)).toEqual(['address 10.0.2.21 is missing on ens6']);
    expect(await configured).toBeLessThan(patience.workMs);
    await secondary;
    expect(await player.host.inspect(system)).toEqual([]);
    expect(await bench.on('ip rule')).not.toContain('158');
  });

  it('names a link without carrier', async () => {
    await bench.on('ip link set ens6 up');
    await bench.loseCarrier('ens6');
    await expect.poll(() => player.host.inspect(system), { timeout: 3000 }).toEqual(['ens6 has no carrier']);
  });
});

describeHost('interface_config=none', () => {
  const none: NetworkWish = { ...otherSubnetWish, interfaceConfig: 'none' };

  it('asks only that the link is here, and touches nothing', async () => {
    const before = await bench.snapshot();
    await player.host.configure(none);
    expect(await player.host.inspect(none)).toEqual([]);
    expect(await bench.snapshot()).toBe(before);
    await bench.unplug('ens6');
    expect(await player.host.inspect(none)).toHaveLength(1);
  });
});
