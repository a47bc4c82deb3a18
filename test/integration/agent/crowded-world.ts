import type { World, WorldEni } from '../../emulator/fabric.ts';
import { cast, oneArmed } from '../../lab/topology.ts';

/** ENIs that cannot be had, each for a reason of its own, and one that is just there. */
export const odd = {
  /** In another Availability Zone than the nodes. */
  remote: 'eni-0fffffffffffffff1',
  /** Belongs to an AWS service. */
  managed: 'eni-0fffffffffffffff2',
  spare: 'eni-0fffffffffffffff3',
  /** Exists nowhere. */
  missing: 'eni-0fffffffffffffffe',
  primaryOfNodeA: 'eni-00000000000000011',
  primaryOfNodeB: 'eni-00000000000000012',
} as const;

const remoteSubnet = 'subnet-0ccccccccccccccc0';

/** The one-armed world with the odd ENIs in it; `instanceType` limits how many a node holds. */
export function crowdedWorld(lab: string, instanceType: string): World {
  const world = oneArmed({ lab });
  const eni = (eniId: string, subnetId: string, net: number, host: number): WorldEni => ({
    eniId,
    subnetId,
    mac: `06:00:00:00:f${net}:${host}`,
    ipv4: [`10.0.${net}.${host}`],
    sourceDestCheck: true,
  });
  return {
    ...world,
    subnets: [
      ...world.subnets,
      { subnetId: remoteSubnet, availabilityZone: 'eu-west-1b', cidr: '10.0.3.0/24' },
    ],
    instances: world.instances.map((instance) => ({ ...instance, instanceType })),
    enis: [
      ...world.enis,
      eni(odd.remote, remoteSubnet, 3, 60),
      { ...eni(odd.managed, cast.publicSubnet, 1, 61), requesterManaged: true },
      eni(odd.spare, cast.publicSubnet, 1, 62),
    ],
  };
}
