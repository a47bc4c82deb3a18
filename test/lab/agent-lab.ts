import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Emulator } from '../emulator/emulator.ts';
import type { World } from '../emulator/fabric.ts';
import { sweep } from '../emulator/fabric/lab-record.ts';
import { NamespaceFabric } from '../emulator/fabric/namespace-fabric.ts';
import { loadRuleset, writeSysctls } from '../emulator/fabric/namespaces.ts';
import type { Settings } from '../emulator/model/settings.ts';
import type { DeepPartial } from '../emulator/server/apply-patch.ts';
import { startRelay } from '../cluster/start-relay.ts';
import { runProgram, type ProgramRun } from './run-program.ts';
import { newLabName } from './lab-name.ts';
import { cast } from './topology.ts';

const imdsAddress = '169.254.169.254:80';
const endpointPort = 8080;
const shim = join(import.meta.dirname, '../../ocf/eni');

export interface AgentLabOptions {
  readonly world: (lab: string) => World;
  readonly settings?: DeepPartial<Settings>;
}

/**
 * The agent's world without a cluster: the network, the cloud above it, metadata inside each node, and the agent called
 * in a node as Pacemaker calls it. Each node has folders of its own for what the agent keeps.
 */
export class AgentLab implements AsyncDisposable {
  readonly world: World;
  readonly fabric: NamespaceFabric;
  readonly emulator: Emulator;
  readonly folder: string;
  readonly endpointUrl: string;
  readonly #undo: (() => Promise<unknown>)[];

  private constructor(
    world: World,
    fabric: NamespaceFabric,
    emulator: Emulator,
    folder: string,
    undo: (() => Promise<unknown>)[],
  ) {
    this.world = world;
    this.fabric = fabric;
    this.emulator = emulator;
    this.folder = folder;
    this.endpointUrl = `http://${fabric.ec2EndpointAddress}:${endpointPort}`;
    this.#undo = undo;
  }

  static async create(options: AgentLabOptions): Promise<AgentLab> {
    await sweep();
    const undo: (() => Promise<unknown>)[] = [];
    try {
      const lab = newLabName();
      const folder = await mkdtemp(join(tmpdir(), `${lab}-`));
      undo.push(() => rm(folder, { recursive: true, force: true }));
      const world = options.world(lab);
      const fabric = await NamespaceFabric.create(world, { lab });
      undo.push(() => fabric.destroy());
      const emulator = new Emulator({ world, fabric, settings: options.settings ?? {} });
      undo.push(() => emulator.close());
      const ec2 = join(folder, 'ec2.sock');
      await emulator.listenAws({ unix: ec2 });
      const relays = [await startRelay(fabric.vpcNetns, `${fabric.ec2EndpointAddress}:${endpointPort}`, ec2)];
      undo.push(() => Promise.all(relays.map((relay) => relay.stop())));
      for (const { instanceId, netns, role } of world.instances) {
        if (netns === undefined || role === undefined) continue;
        const socket = join(folder, `${instanceId}.sock`);
        await emulator.listenImds({ unix: socket }, instanceId);
        relays.push(await startRelay(netns, imdsAddress, socket));
        await makeNatNode(netns);
      }
      return new AgentLab(world, fabric, emulator, folder, undo);
    } catch (error) {
      for (const step of undo.reverse()) await step();
      throw error;
    }
  }

  /** Calls the agent in a node through the shim; `env` on top of what every call gets. */
  agent(instanceId: string, action: string, env: Readonly<Record<string, string>> = {}): Promise<ProgramRun> {
    const folder = join(this.folder, instanceId);
    const netns = this.netnsOf(instanceId);
    return runProgram(['ip', 'netns', 'exec', netns, shim, action], {
      PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
      OCF_ROOT: '/usr/lib/ocf',
      OCF_RESOURCE_INSTANCE: 'nat-eni',
      HA_RSCTMP: join(folder, 'run'),
      ENI_AGENT_STATE_DIR: join(folder, 'state'),
      OCF_RESKEY_eni_id: cast.eni,
      OCF_RESKEY_endpoint_url: this.endpointUrl,
      OCF_RESKEY_CRM_meta_timeout: '60000',
      ...env,
    });
  }

  netnsOf(instanceId: string): string {
    const netns = this.world.instances.find((instance) => instance.instanceId === instanceId)?.netns;
    if (netns === undefined) throw new Error(`${instanceId} has no network namespace`);
    return netns;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const step of this.#undo.splice(0).reverse()) await step();
  }
}

/** What an admin makes of an instance before it can be a NAT node. */
async function makeNatNode(netns: string): Promise<void> {
  await writeSysctls(netns, ['net.ipv4.ip_forward=1']);
  await loadRuleset(
    netns,
    `table ip nat {
      chain post {
        type nat hook postrouting priority srcnat
        ip saddr 10.0.2.0/24 ip daddr != 10.0.0.0/16 masquerade
      }
    }`,
  );
}
