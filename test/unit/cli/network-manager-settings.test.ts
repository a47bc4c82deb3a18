import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isUnmanaged } from '../../../src/adapters/machine/network-manager-settings.ts';

const mac = '06:01:23:45:67:89';

it.each<[what: string, files: Record<string, string>, unmanaged: boolean]>([
  ['nothing is set', {}, false],
  [
    'a drop-in names it',
    { 'etc/NetworkManager/conf.d/50-eni.conf': `[keyfile]\nunmanaged-devices=mac:${mac.toUpperCase()}\n` },
    true,
  ],
  [
    'it is one of several',
    {
      'etc/NetworkManager/NetworkManager.conf': `[main]\nplugins=keyfile\n[keyfile]\nunmanaged-devices = interface-name:veth*;mac:${mac}\n`,
    },
    true,
  ],
  [
    'the last list counts',
    {
      'etc/NetworkManager/conf.d/50-eni.conf': `[keyfile]\nunmanaged-devices=mac:${mac}\n`,
      'usr/lib/NetworkManager/conf.d/60-other.conf': '[keyfile]\nunmanaged-devices=interface-name:wlan0\n',
    },
    false,
  ],
  [
    'a list that is added to',
    {
      'etc/NetworkManager/conf.d/50-eni.conf': `[keyfile]\nunmanaged-devices=mac:${mac}\n`,
      'usr/lib/NetworkManager/conf.d/60-other.conf': '[keyfile]\nunmanaged-devices+=interface-name:wlan0\n',
    },
    true,
  ],
  [
    'a drop-in of the same name hides it',
    {
      'usr/lib/NetworkManager/conf.d/50-eni.conf': `[keyfile]\nunmanaged-devices=mac:${mac}\n`,
      'etc/NetworkManager/conf.d/50-eni.conf': '[keyfile]\n',
    },
    false,
  ],
  [
    'another section',
    { 'etc/NetworkManager/conf.d/50-eni.conf': `[device]\nunmanaged-devices=mac:${mac}\n` },
    false,
  ],
])('NetworkManager: %s', (_, files, unmanaged) => {
  const root = mkdtempSync(join(tmpdir(), 'eni-agent-nm-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(join(root, path, '..'), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    expect(isUnmanaged(mac, root)).toBe(unmanaged);
  } finally {
    rmSync(root, { recursive: true });
  }
});
