import { mkdirSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { linkAddresses } from '../../../src/adapters/sysfs/link-addresses.ts';
import { createSysfsLinks, type LinkChanges } from '../../../src/adapters/sysfs/sysfs-links.ts';
import type { Links } from '../../../src/domain/ports.ts';
import { info, SysfsTree } from './sysfs-tree.ts';

const mac = '02:00:00:00:02:20';
let tree: SysfsTree;
let links: Links;

beforeEach(() => {
  tree = new SysfsTree();
  links = createSysfsLinks({ sysRoot: tree.root, interfaceTable: () => tree.interfaceTable() });
});

afterEach(() => {
  tree.destroy();
});

describe('the link with a MAC', () => {
  it('is found under any name, in any case of the MAC', async () => {
    tree.add('lo', { mac: '00:00:00:00:00:00', up: true, operstate: 'unknown' });
    tree.add('anything0', { mac, ifindex: 7, mtu: 9001 });
    expect(await links.findByMac(mac.toUpperCase())).toEqual({
      name: 'anything0',
      ifindex: 7,
      mac,
      up: false,
      running: false,
      mtu: 9001,
      addresses: [],
    });
  });

  it('is none where no link has it', async () => {
    tree.add('ens5', { mac: '02:00:00:00:01:10' });
    expect(await links.findByMac(mac)).toBeUndefined();
  });

  it.each([
    ['up', true, true],
    ['unknown', true, true],
    ['down', true, false],
    ['dormant', true, false],
    ['up', false, false],
  ])('with operstate %s, administratively up: %s, runs: %s', async (operstate, up, running) => {
    tree.add('ens6', { mac, up, operstate, addresses: ['10.0.2.20'] });
    expect(await links.findByMac(mac)).toMatchObject({
      up,
      running,
      addresses: running ? ['10.0.2.20'] : [],
    });
  });

  it('is the one below a bond, a VLAN or a bridge that borrowed its MAC', async () => {
    tree.add('bond0', { mac, devtype: 'bond', lower: ['ens6'] });
    tree.add('br0', { mac, devtype: 'bridge', lower: ['ens6'] });
    tree.add('ens6.7', { mac, devtype: 'vlan', lower: ['ens6'] });
    tree.add('macvlan0', { mac, lower: ['ens6'] });
    tree.add('ens6', { mac, hardware: true });
    expect(await links.findByMac(mac)).toMatchObject({ name: 'ens6' });
  });

  it('is not what a bond or bridge keeps after the link below has gone', async () => {
    tree.add('bond0', { mac, devtype: 'bond' });
    expect(await links.findByMac(mac)).toBeUndefined();
  });

  it('is the hardware one, else the oldest, of several', async () => {
    tree.add('veth1', { mac, ifindex: 5 });
    tree.add('veth0', { mac, ifindex: 3 });
    expect(await links.findByMac(mac)).toMatchObject({ name: 'veth0' });
    tree.add('ens6', { mac, ifindex: 9, hardware: true });
    expect(await links.findByMac(mac)).toMatchObject({ name: 'ens6' });
  });

  it('is found past what is no link, or vanishes while it is read', async () => {
    writeFileSync(join(tree.netDirectory, 'bonding_masters'), 'bond0\n');
    symlinkSync('../../devices/gone', join(tree.netDirectory, 'ens4'));
    tree.add('ens5', { mac });
    unlinkSync(join(tree.root, 'devices/ens5/flags'));
    expect(await links.findByMac(mac)).toBeUndefined();
    tree.add('ens6', { mac });
    expect(await links.findByMac(mac)).toMatchObject({ name: 'ens6' });
  });

  it('is looked for again when it is renamed between the reads', async () => {
    tree.add('eth1', { mac, ifindex: 4, up: true, addresses: ['10.0.2.20'] });
    let reads = 0;
    const racing = createSysfsLinks({
      sysRoot: tree.root,
      interfaceTable: () => {
        reads += 1;
        if (reads === 1) {
          tree.remove('eth1');
          tree.add('ens6', { mac, ifindex: 4, up: true, addresses: ['10.0.2.20'] });
        }
        return tree.interfaceTable();
      },
    });
    expect(await racing.findByMac(mac)).toMatchObject({ name: 'ens6', addresses: ['10.0.2.20'] });
  });

  it('that nobody can look for is an error, not "none"', async () => {
    rmSync(tree.netDirectory, { recursive: true });
    await expect(links.findByMac(mac)).rejects.toMatchObject({ kind: 'host' });
    await expect(links.hardwareLinks()).rejects.toMatchObject({ kind: 'host' });
  });

  it('whose attribute cannot be read is an error, not "none"', async () => {
    tree.add('ens6', { mac });
    unlinkSync(join(tree.root, 'devices/ens6/address'));
    mkdirSync(join(tree.root, 'devices/ens6/address'));
    await expect(links.findByMac(mac)).rejects.toMatchObject({ kind: 'host' });
  });

  it('whose addresses cannot be read is an error', async () => {
    tree.add('ens6', { mac, up: true });
    const blind = createSysfsLinks({
      sysRoot: tree.root,
      interfaceTable: () => {
        throw new Error('uv_interface_addresses failed');
      },
    });
    await expect(blind.findByMac(mac)).rejects.toMatchObject({ kind: 'host' });
  });
});

describe('the addresses of a link', () => {
  const table = {
    ens6: [info('10.0.2.20'), info('2001:db8::20'), info('fe80::1'), info('169.254.7.7')],
    'ens6:1': [info('10.0.2.21')],
    ens60: [info('10.0.3.1')],
  };

  it('are those under its name and its labels, without link-local ones', () => {
    expect(linkAddresses(table, 'ens6')).toEqual(['10.0.2.20', '2001:db8::20', '10.0.2.21']);
  });

  it('are none for a link that is not running', () => {
    expect(linkAddresses(table, 'ens7')).toEqual([]);
  });
});

describe('hardware links', () => {
  it('are those with a device and nothing below', async () => {
    tree.add('lo', { mac: '00:00:00:00:00:00' });
    tree.add('ens5', { mac: '02:00:00:00:01:10', hardware: true });
    tree.add('ens6', { mac, hardware: true });
    tree.add('bond0', { mac, devtype: 'bond', lower: ['ens6'] });
    tree.add('net_failover', { mac, hardware: true, lower: ['ens6'] });
    tree.add('veth0', { mac: '02:00:00:00:09:09' });
    expect((await links.hardwareLinks()).map(({ name }) => name).sort()).toEqual(['ens5', 'ens6']);
  });
});

describe('waiting for a change', () => {
  const tookMs = async (wait: Promise<void>): Promise<number> => {
    const startMs = performance.now();
    await wait;
    return performance.now() - startMs;
  };

  it('ends when a link arrives, or is renamed', async () => {
    await links.findByMac(mac);
    const arrival = tookMs(links.waitForChange(5000));
    setTimeout(() => {
      tree.add('ens6', { mac });
    }, 100);
    expect(await arrival).toBeLessThan(1000);
    await links.findByMac(mac);
    const renaming = tookMs(links.waitForChange(5000));
    setTimeout(() => {
      renameSync(join(tree.netDirectory, 'ens6'), join(tree.netDirectory, 'eth1'));
    }, 100);
    expect(await renaming).toBeLessThan(1000);
  });

  it('ends at once when the change came between the last read and the wait', async () => {
    await links.findByMac(mac);
    tree.add('ens6', { mac });
    expect(await tookMs(links.waitForChange(5000))).toBeLessThan(40);
  });

  it('ends with its time', async () => {
    await links.findByMac(mac);
    const waitedMs = await tookMs(links.waitForChange(120));
    expect(waitedMs).toBeGreaterThan(110);
    expect(waitedMs).toBeLessThan(1000);
  });

  it('never fails, even where nothing can be read: the next read will', async () => {
    await links.findByMac(mac);
    rmSync(tree.netDirectory, { recursive: true });
    await links.waitForChange(5000);
  });

  it('relies on announcements where they are reliable', async () => {
    const asked: number[] = [];
    const changes: LinkChanges = {
      isReliable: () => true,
      next: (timeoutMs) => {
        asked.push(timeoutMs);
        return Promise.resolve(true);
      },
    };
    const watching = createSysfsLinks({ sysRoot: tree.root, changes });
    await watching.findByMac(mac);
    await watching.waitForChange(5000);
    expect(asked).toHaveLength(1);
    expect(asked[0]).toBeGreaterThan(4900);
  });

  it('looks for itself as long as announcements are not reliable', async () => {
    const asked: number[] = [];
    const changes: LinkChanges = {
      isReliable: () => false,
      next: (timeoutMs) => {
        asked.push(timeoutMs);
        if (asked.length === 3) tree.add('ens6', { mac });
        return Promise.resolve(false);
      },
    };
    const watching = createSysfsLinks({ sysRoot: tree.root, changes });
    await watching.findByMac(mac);
    await watching.waitForChange(5000);
    expect(asked).toEqual([50, 50, 50]);
  });
});
