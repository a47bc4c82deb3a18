import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Emulator } from '../emulator/emulator.ts';
import type { World } from '../emulator/fabric.ts';
import { sweep } from '../emulator/fabric/lab-record.ts';
import { NamespaceFabric } from '../emulator/fabric/namespace-fabric.ts';
import type { Latency } from '../emulator/model/settings.ts';
import { newLabName } from '../lab/lab-name.ts';
import { cast } from '../lab/topology.ts';
import { ClusterNode } from './cluster-node.ts';
import { createControlGroup } from './control-group.ts';
import { furnishDisk, newSecrets, type ClusterMember } from './furnish-disk.ts';
import type { Guide } from './guide.ts';
import { createLabFolder, removeLabFolder, sweepLabFolders } from './lab-folder.ts';
import { LabHost } from './lab-host.ts';
import { createNodeDisk } from './node-disk.ts';
import { PoweredFabric } from './powered-fabric.ts';
import { denyAllBut } from './role-policy.ts';
import { command } from './run-command.ts';
import { startRelay } from './start-relay.ts';

const tree = fileURLToPath(new URL('../..', import.meta.url));
const endpointPort = 8080;

export interface LabPlan {
  /** Makes the world of the lab with that name. */
  readonly world: (lab: string) => World;
  readonly guide: Guide;
  readonly latency: Latency;
  /** The program that an admin links as ocf:forward3d:eni; `none` on bare nodes. */
  readonly agent?: string;
}

/** What a laboratory consists of: a network, a cloud on top of it and hosts in it that are off. */
export interface LabParts {
  readonly name: string;
  readonly world: World;
  readonly fabric: NamespaceFabric;
  readonly emulator: Emulator;
  /** By name of the node. */
  readonly hosts: ReadonlyMap<string, LabHost>;
  readonly endpointUrl: string;
  /** Has something undone at the end, before everything that was there earlier. */
  onTearDown(step: () => Promise<unknown>): void;
  tearDown(): Promise<void>;
}

const nodeNames: Readonly<Record<string, string>> = {
  [cast.nodeA]: 'nat-a',
  [cast.nodeB]: 'nat-b',
  [cast.nodeC]: 'nat-c',
};

/** Builds the parts. Leftovers of laboratories whose process died are removed first. All or nothing. */
export async function setUpLab(plan: LabPlan): Promise<LabParts> {
  await sweepLabFolders();
  await sweep();
  const undo: (() => Promise<unknown>)[] = [];
  const onTearDown = (step: () => Promise<unknown>): void => void undo.push(step);
  const tearDown = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const name = newLabName();
    const folder = await createLabFolder(name);
    onTearDown(() => removeLabFolder(name));
    const world = plan.world(name);
    const fabric = await NamespaceFabric.create(world, { lab: name });
    onTearDown(() => fabric.destroy());
    const controlSocket = join(folder, 'control.sock');
    const hosts = await furnishHosts(plan, world, name, folder, controlSocket);
    onTearDown(() => Promise.all([...hosts.values()].map((host) => host.powerOff())));
    const byInstance = new Map([...hosts.values()].map((host) => [host.member.instanceId, host]));
    const emulator = new Emulator({
      world,
      fabric: new PoweredFabric(fabric, byInstance),
      settings: { latency: plan.latency },
    });
    onTearDown(() => emulator.close());
    emulator.policies.set(cast.role, denyAllBut(plan.guide('iam-policy.json')));
    const ec2Socket = join(folder, 'ec2.sock');
    await emulator.listenAws({ unix: ec2Socket });
    await emulator.listenControl(controlSocket);
    for (const host of hosts.values()) {
      await emulator.listenImds({ unix: host.imdsSocket }, host.member.instanceId);
    }
    const endpoint = `${fabric.ec2EndpointAddress}:${endpointPort}`;
    const relay = await startRelay(fabric.vpcNetns, endpoint, ec2Socket);
    onTearDown(() => relay.stop());
    return { name, world, fabric, emulator, hosts, endpointUrl: `http://${endpoint}`, onTearDown, tearDown };
  } catch (error) {
    await tearDown();
    throw error;
  }
}

async function furnishHosts(
  { guide, agent = join(tree, 'ocf/eni') }: LabPlan,
  world: World,
  lab: string,
  folder: string,
  controlSocket: string,
): Promise<Map<string, LabHost>> {
  const cluster = {
    uid: Number(await command(['id', '-u', 'hacluster'])),
    gid: Number(await command(['id', '-g', 'hacluster'])),
  };
  const members = clusterMembers(world);
  const furnishing = {
    guide,
    members,
    secrets: newSecrets(),
    cluster,
    agent: agent === 'none' ? undefined : agent,
    fenceAgent: fenceWrapper(controlSocket),
  };
  return new Map(
    members.map((member): [string, LabHost] => {
      const disk = createNodeDisk(join(folder, member.name), cluster);
      furnishDisk(disk, member, furnishing);
      const node = new ClusterNode({
        name: member.name,
        netns: `${lab}-${member.name.replace('nat-', '')}`,
        disk,
        cgroup: createControlGroup(lab, member.name),
        keep: [folder, tree],
      });
      return [member.name, new LabHost(member, node, join(folder, `imds-${member.name}.sock`))];
    }),
  );
}

function clusterMembers(world: World): ClusterMember[] {
  return world.instances.flatMap(({ instanceId, primaryEniId }) => {
    const name = nodeNames[instanceId];
    const address = world.enis.find(({ eniId }) => eniId === primaryEniId)?.ipv4[0];
    return name === undefined || address === undefined ? [] : [{ name, address, instanceId }];
  });
}

/** The nodes' PATH has the distribution's Node, if any; the stand-in needs the one that runs the laboratory. */
function fenceWrapper(controlSocket: string): string {
  const script = fileURLToPath(new URL('fence-aws.ts', import.meta.url));
  return `#!/bin/sh\nexec '${process.execPath}' '${script}' '${controlSocket}' "$@"\n`;
}
