import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Emulator, type EmulatorOptions } from '../emulator/emulator.ts';
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
import { Transcript } from './transcript.ts';

const imdsAddress = '169.254.169.254:80';
const endpointPort = 8080;
const shim = join(import.meta.dirname, '../../ocf/eni');
const webIdentityToken = 'emulator-web-identity-token';

export type Environment = Readonly<Record<string, string>>;

export interface AgentLabOptions {
  readonly world: (lab: string) => World;
  readonly settings?: DeepPartial<Settings>;
  /** Users and roles of the emulator beyond its usual ones. */
  readonly identities?: Pick<EmulatorOptions, 'users' | 'extraRoles'>;
}

/** How the agent is called, where that is not what Pacemaker does. */
export interface CallOptions {
  /** Words before the program: a command that runs it in surroundings of its own. */
  readonly wrapper?: readonly string[];
  /** The resource agent of this tree by default. */
  readonly program?: string;
  /** Told the process group of the call when it begins. */
  readonly onStart?: (group: number) => void;
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
  readonly #transcript = new Transcript();
  /** Process groups of the programs under way. */
  readonly #running = new Set<number>();
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
      const emulator = new Emulator({
        ...options.identities,
        world,
        fabric,
        settings: options.settings ?? {},
        webIdentityTokens: [webIdentityToken],
      });
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

  /**
   * Calls the agent in a node through the shim; `env` on top of what every call gets. `action` may be several words, or
   * none.
   */
  agent(
    instanceId: string,
    action: string | readonly string[],
    env: Environment = {},
    { wrapper = [], program = shim, onStart }: CallOptions = {},
  ): Promise<ProgramRun> {
    const words = typeof action === 'string' ? [action] : action;
    const argv = [...wrapper, program, ...words];
    return this.exec(instanceId, argv, { ...this.environment(instanceId), ...env }, onStart);
  }

  /** What Pacemaker would set for every action on this node, and nothing else. */
  environment(instanceId: string): Environment {
    const folder = join(this.folder, instanceId);
    return {
      PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
      OCF_ROOT: '/usr/lib/ocf',
      OCF_RESOURCE_INSTANCE: 'nat-eni',
      HA_RSCTMP: join(folder, 'run'),
      ENI_AGENT_STATE_DIR: join(folder, 'state'),
      OCF_RESKEY_eni_id: cast.eni,
      OCF_RESKEY_endpoint_url: this.endpointUrl,
      OCF_RESKEY_CRM_meta_timeout: '60000',
    };
  }

  /** Runs any program in a node with exactly this environment. What it prints is searched for credentials in the end. */
  async exec(
    instanceId: string,
    argv: readonly string[],
    env: Environment,
    tell: (group: number) => void = () => undefined,
  ): Promise<ProgramRun> {
    let group: number | undefined;
    const onStart = (pid: number): void => {
      this.#running.add((group = pid));
      tell(pid);
    };
    try {
      const words = ['ip', 'netns', 'exec', this.netnsOf(instanceId), ...argv];
      const ended = await runProgram(words, env, { onStart });
      this.#transcript.add(ended.stdout);
      this.#transcript.add(ended.stderr);
      return ended;
    } finally {
      if (group !== undefined) this.#running.delete(group);
    }
  }

  netnsOf(instanceId: string): string {
    const netns = this.world.instances.find((instance) => instance.instanceId === instanceId)?.netns;
    if (netns === undefined) throw new Error(`${instanceId} has no network namespace`);
    return netns;
  }

  /** Ends what still runs. Throws, when all is cleaned up, if a credential of the emulator was printed. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const group of this.#running) process.kill(-group, 'SIGKILL');
    for (const step of this.#undo.splice(0).reverse()) await step();
    const leaks = this.#transcript.leaks(this.emulator.credentials.all(), [webIdentityToken]);
    if (leaks.length > 0) throw new Error(leaks.join('; '));
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
