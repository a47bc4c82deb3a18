import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readManagerWork } from '../../../src/adapters/network-managers.ts';

const link = { name: 'ens6', ifindex: 3 };
let runRoot: string;

beforeEach(() => {
  runRoot = mkdtempSync(join(tmpdir(), 'eni-managers-'));
});

afterEach(() => {
  rmSync(runRoot, { recursive: true });
});

function given(files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(runRoot, path)), { recursive: true });
    writeFileSync(join(runRoot, path), text);
  }
}

/** As systemd-networkd writes it. */
const networkdLink = (state: string): string =>
  `# This is private data. Do not parse.\nADMIN_STATE=${state}\nOPER_STATE=off\nREQUIRED_FOR_ONLINE=no\n`;

describe('what network managers have to do with a link', () => {
  it('is nothing on a host without any', () => {
    expect(readManagerWork(runRoot, link)).toBe('none');
  });

  it.each([
    ['pending', 'under-way'],
    ['initialized', 'under-way'],
    ['configuring', 'under-way'],
    ['configured', 'finished'],
    ['failed', 'finished'],
    ['linger', 'finished'],
    ['unmanaged', 'none'],
  ])('systemd-networkd: %s means %s', (state, work) => {
    given({ 'systemd/netif/state': 'OPER_STATE=routable\n', 'systemd/netif/links/3': networkdLink(state) });
    expect(readManagerWork(runRoot, link)).toBe(work);
  });

  it('systemd-networkd has yet to notice a link it has written nothing about', () => {
    given({
      'systemd/netif/state': 'OPER_STATE=routable\n',
      'systemd/netif/links/2': networkdLink('configured'),
    });
    expect(readManagerWork(runRoot, link)).toBe('expected');
  });

  it.each([
    ['true', 'under-way'],
    ['false', 'none'],
  ])('NetworkManager: managed=%s means %s', (managed, work) => {
    given({ 'NetworkManager/devices/3': `[device]\nmanaged=${managed}\nnm-owned=0\n` });
    expect(readManagerWork(runRoot, link)).toBe(work);
  });

  it('NetworkManager writes nothing about a device that it has just seen', () => {
    given({ 'NetworkManager/devices/2': '[device]\nmanaged=true\n' });
    expect(readManagerWork(runRoot, link)).toBe('expected');
  });

  it('amazon-ec2-net-utils is at work once it has written a unit for the link', () => {
    given({ 'amazon-ec2-net-utils/setup-policy-routes/ens5': '' });
    expect(readManagerWork(runRoot, link)).toBe('expected');
    given({ 'systemd/network/70-ens6.network': '' });
    expect(readManagerWork(runRoot, link)).toBe('under-way');
  });

  it('cloud-netconfig is at work once netconfig knows the link', () => {
    given({ 'netconfig/cloud/eth0': '10.0.1.11/24\n' });
    expect(readManagerWork(runRoot, link)).toBe('expected');
    given({ 'netconfig/ens6/netconfig0': 'INTERFACE=ens6\n' });
    expect(readManagerWork(runRoot, link)).toBe('under-way');
  });

  it('of two managers counts the one with more to do', () => {
    given({ 'systemd/netif/links/3': networkdLink('configured'), 'systemd/network/70-ens6.network': '' });
    expect(readManagerWork(runRoot, link)).toBe('under-way');
    given({ 'NetworkManager/devices/3': '[device]\nmanaged=false\n' });
    expect(readManagerWork(runRoot, link)).toBe('under-way');
  });

  it('is nothing where a file is garbage', () => {
    given({ 'NetworkManager/devices/3': '\0\0', 'systemd/netif/links/3': '' });
    expect(readManagerWork(runRoot, link)).toBe('expected');
  });
});
