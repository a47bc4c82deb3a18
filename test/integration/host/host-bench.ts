import { existsSync } from 'node:fs';
import { describe } from 'vitest';
import type { NetworkWish } from '../../../src/domain/ports.ts';
import { addNamespaces, deleteNamespaces, ipBatch } from '../../emulator/fabric/namespaces.ts';
import { mustRun } from '../../emulator/fabric/run.ts';
import { hostSnapshot } from '../../lab/host-snapshot.ts';
import { newLabName } from '../../lab/lab-name.ts';
import { missingPrivilege } from '../../lab/privilege.ts';
import { startHostPlayer, type HostPlayer, type PlayerOptions } from './host-player.ts';

const missing = await missingPrivilege();

/** A group of tests in network namespaces of their own; skipped, with the reason in its name, where that is not possible. */
export function describeHost(name: string, tests: () => void): void {
  const why = missing === undefined ? '' : ` (skipped: ${missing})`;
  describe.skipIf(missing !== undefined)(`${name}${why}`, tests);
}

export const eniId = 'eni-0123456789abcdef0';
export const eniMac = '02:00:00:00:01:20';

/** An ENI with a secondary address in another subnet than the primary link. */
export const otherSubnetWish: NetworkWish = {
  eniId,
  mac: eniMac,
  ipv4: ['10.0.2.20', '10.0.2.21'],
  ipv4Cidr: '10.0.2.0/24',
  ipv6: ['2001:db8:0:2::20'],
  ipv6Cidrs: ['2001:db8:0:2::/64'],
  routeTable: 'auto',
  egress: 'eni',
  interfaceConfig: 'agent',
};

/** The same in the subnet of the primary link. */
export const sameSubnetWish: NetworkWish = {
  ...otherSubnetWish,
  ipv4: ['10.0.1.20', '10.0.1.21'],
  ipv4Cidr: '10.0.1.0/24',
  ipv6: ['2001:db8:0:1::20'],
  ipv6Cidrs: ['2001:db8:0:1::/64'],
};

let swept: Promise<void> | undefined;

/** Removes the benches of test processes that were killed. */
async function sweep(): Promise<void> {
  const names = (await mustRun(['ip', 'netns', 'list'])).split('\n').map((line) => line.split(' ')[0] ?? '');
  const pidOf = (name: string): string | undefined => /^eni-lab-(\d+)-[0-9a-f]+-h(-o)?$/.exec(name)?.[1];
  await deleteNamespaces(
    names.filter((name) => {
      const pid = pidOf(name);
      return pid !== undefined && !existsSync(`/proc/${pid}`);
    }),
  );
}

/** A host with a primary link `ens5` that is configured as DHCP would, and links that come and go. */
export interface HostBench {
  readonly netns: string;
  /** Runs a command line, split at blanks, on the host; throws if it fails. */
  on(command: string): Promise<string>;
  /** A new link with this MAC, down and without address, as hot-plugged. */
  plug(name: string, mac: string): Promise<void>;
  unplug(name: string): Promise<void>;
  /** The far end of the link's cable goes down. */
  loseCarrier(name: string): Promise<void>;
  snapshot(): Promise<string>;
  play(options?: PlayerOptions): HostPlayer;
  destroy(): Promise<void>;
}

export async function createHostBench(): Promise<HostBench> {
  await (swept ??= sweep());
  const netns = `${newLabName()}-h`;
  const outside = `${netns}-o`;
  const players: HostPlayer[] = [];
  await addNamespaces([netns, outside]);
  const on = (command: string): Promise<string> =>
    mustRun(['ip', 'netns', 'exec', netns, ...command.split(' ')]);
  const plug = async (name: string, mac: string): Promise<void> => {
    await ipBatch(
      [],
      [`link add ${name} netns ${netns} address ${mac} type veth peer name ${name}-o netns ${outside}`],
    );
    await ipBatch(['-n', outside], [`link set ${name}-o mtu 9001 up`]);
  };
  // Otherwise link-local addresses change for a second or two after a link came up, and every comparison with them.
  await on('sysctl -qw net.ipv6.conf.default.accept_dad=0 net.ipv6.conf.all.accept_dad=0');
  await plug('ens5', '02:00:00:00:01:10');
  await ipBatch(
    ['-n', netns],
    [
      'link set lo up',
      'link set ens5 mtu 9001 up',
      'address add 10.0.1.10/24 dev ens5 metric 512',
      'address add 2001:db8:0:1::10/64 dev ens5 nodad',
      'route add default via 10.0.1.1 dev ens5 proto dhcp src 10.0.1.10 metric 512',
      'route add ::/0 via fe80:ec2::1 dev ens5 onlink proto ra metric 512',
    ],
  );
  return {
    netns,
    on,
    plug,
    unplug: async (name) => {
      await on(`ip link del ${name}`);
    },
    loseCarrier: (name) => ipBatch(['-n', outside], [`link set ${name}-o down`]),
    snapshot: () => hostSnapshot((argv) => mustRun(['ip', 'netns', 'exec', netns, ...argv])),
    play: (options) => {
      const player = startHostPlayer(netns, options);
      players.push(player);
      return player;
    },
    destroy: async () => {
      await Promise.all(players.map((player) => player.stop()));
      await deleteNamespaces([netns, outside]);
    },
  };
}
