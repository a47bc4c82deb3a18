import type { World } from '../../test/emulator/fabric.ts';
import {
  floatingEni,
  nodeB,
  primaryEniA,
  privateSubnet,
  publicSubnet,
  sampleFloatingEni,
  sampleWorld,
} from '../../test/emulator/sample-world.ts';

export const eniMac = '06:00:00:00:01:64';
export const nodeMac = '06:00:00:00:01:0a';
/** Held by the other node, so that here it is what a standby sees. */
export const standbyEni = 'eni-0fedcba9876543210';
export const movedRoute = { routeTableId: 'rtb-0aaaaaaaaaaaaaaa1', address: '10.0.1.10' } as const;

/** What all the agents that are compared need: an ENI to attach, one that is elsewhere, a route to this node. */
export function benchWorld(): World {
  const world = sampleWorld();
  return {
    ...world,
    routeTables: [
      {
        routeTableId: movedRoute.routeTableId,
        subnetIds: [publicSubnet],
        routes: [
          { destination: '0.0.0.0/0', target: 'igw-0123456789abcdef0' },
          { destination: `${movedRoute.address}/32`, target: primaryEniA },
        ],
      },
      {
        routeTableId: 'rtb-0bbbbbbbbbbbbbbb2',
        subnetIds: [privateSubnet],
        routes: [{ destination: '0.0.0.0/0', target: floatingEni }],
      },
    ],
    enis: [
      ...world.enis,
      sampleFloatingEni({
        eniId: standbyEni,
        mac: '06:00:00:00:01:65',
        ipv4: ['10.0.1.101'],
        publicIp: '203.0.113.101',
        attachedTo: { instanceId: nodeB, deviceIndex: 1 },
      }),
    ],
  };
}
