import type { Fabric, PluggedPort, World, WorldInstance } from '../fabric.ts';
import { buildVpc, instanceNamespaces, prepareInstance } from './build-vpc.ts';
import { defaultRecordFolder, removeRecord, writeRecord } from './lab-record.ts';
import { addNamespaces, deleteNamespaces, loadRuleset } from './namespaces.ts';
import { renderRuleset } from './nft-ruleset.ts';
import { endpointAddressIn, planFabric, type FabricPlan } from './plan.ts';
import { nitroLinkNames, PortPanel, type LinkNaming } from './port-panel.ts';
import { run, type RunOptions, type RunResult } from './run.ts';
import { SerialQueue } from './serial-queue.ts';

export interface NamespaceFabricOptions {
  /** Unique name of the lab; the names of all its namespaces, those in the world included, begin with it and a dash. */
  readonly lab: string;
  readonly linkName?: LinkNaming;
  /** Where the lab is written down for `sweep`. */
  readonly recordFolder?: string;
}

/**
 * A VPC out of network namespaces: one for the VPC itself, one for a host on the internet, one for each instance of the
 * world that has a `netns`. All calls are carried out one after the other. Needs root, or root of a user namespace that
 * has a /run of its own.
 */
export class NamespaceFabric implements Fabric, AsyncDisposable {
  readonly vpcNetns: string;
  readonly internetNetns: string;
  /** The EC2 API inside the VPC: an address of `vpcNetns`, where a relay may listen. */
  readonly ec2EndpointAddress: string;

  readonly #lab: string;
  readonly #recordFolder: string;
  readonly #plan: FabricPlan;
  readonly #panel: PortPanel;
  readonly #queue = new SerialQueue();
  readonly #poweredOff = new Set<string>();
  readonly #checkedEniIds: Set<string>;
  readonly #withoutEndpoint = new Set<string>();
  readonly #cutPairs = new Map<string, readonly [string, string]>();

  private constructor(world: World, options: NamespaceFabricOptions) {
    this.#lab = options.lab;
    this.#recordFolder = options.recordFolder ?? defaultRecordFolder;
    this.vpcNetns = `${options.lab}-vpc`;
    this.internetNetns = `${options.lab}-internet`;
    this.ec2EndpointAddress = endpointAddressIn(world);
    this.#plan = planFabric(world);
    this.#panel = new PortPanel(this.#plan, this.vpcNetns, options.linkName ?? nitroLinkNames);
    this.#checkedEniIds = new Set(world.enis.filter((eni) => eni.sourceDestCheck).map((eni) => eni.eniId));
  }

  /** Builds the VPC and boots its instances, with every ENI plugged that is attached in the world. All or nothing. */
  static async create(world: World, options: NamespaceFabricOptions): Promise<NamespaceFabric> {
    const fabric = new NamespaceFabric(world, options);
    const foreign = fabric.#namespaces().find((name) => !name.startsWith(`${options.lab}-`));
    if (foreign !== undefined) throw new Error(`namespace ${foreign} does not begin with "${options.lab}-"`);
    await writeRecord(fabric.#recordFolder, options.lab, fabric.#namespaces());
    try {
      await fabric.#build(world);
      return fabric;
    } catch (error) {
      await fabric.destroy();
      throw error;
    }
  }

  plug(port: PluggedPort): Promise<void> {
    return this.#queue.run(() => this.#plug(port));
  }

  unplug(eniId: string): Promise<void> {
    return this.#queue.run(() => this.#panel.unplug(eniId));
  }

  setSourceDestCheck(eniId: string, enabled: boolean): Promise<void> {
    return this.#queue.run(async () => {
      toggle(this.#checkedEniIds, this.#panel.planned(eniId).eni.eniId, enabled);
      await this.#filter();
    });
  }

  setPower(instanceId: string, on: boolean): Promise<void> {
    return this.#queue.run(async () => {
      toggle(this.#poweredOff, this.#instance(instanceId).instanceId, !on);
      await this.#panel.setCarrier(instanceId, on);
    });
  }

  /**
   * An instance boots anew: its namespace is deleted and made again under the same name, with the primary link as DHCP
   * leaves it; the ENIs that were plugged are there again, down and bare. Processes of the old namespace must be gone
   * before, or they live on in one without links. A powered-off instance stays cut off.
   */
  recreateInstance(instanceId: string): Promise<void> {
    return this.#queue.run(async () => {
      const { netns } = this.#instance(instanceId);
      if (netns === undefined) return;
      const ports = this.#panel.pluggedInto(instanceId);
      for (const port of ports) await this.#panel.unplug(port.eniId);
      await deleteNamespaces([netns]);
      await addNamespaces([netns]);
      await prepareInstance(netns);
      for (const port of ports) await this.#plug(port);
    });
  }

  /** Whether the EC2 endpoint hears an instance (without one: all of them). It falls silent, it does not refuse. */
  setEndpointReachable(reachable: boolean, instanceId?: string): Promise<void> {
    return this.#queue.run(async () => {
      const all = [...this.#plan.instances.keys()];
      const instanceIds = instanceId === undefined ? all : [this.#instance(instanceId).instanceId];
      for (const id of instanceIds) toggle(this.#withoutEndpoint, id, !reachable);
      await this.#filter();
    });
  }

  /** Whether packets pass between the primary interfaces of two instances. All else goes on. */
  setPeersReachable(instanceId: string, otherId: string, reachable: boolean): Promise<void> {
    return this.#queue.run(async () => {
      const [one, other] = [instanceId, otherId].map(
        (id) => this.#panel.planned(this.#instance(id).primaryEniId).port,
      ) as [string, string];
      for (const pair of [[one, other] as const, [other, one] as const]) {
        if (reachable) this.#cutPairs.delete(pair.join());
        else this.#cutPairs.set(pair.join(), pair);
      }
      await this.#filter();
    });
  }

  /** Runs a command in an instance's namespace, with its /sys. Never throws for how the command ends; see `run`. */
  exec(instanceId: string, argv: readonly string[], options?: RunOptions): Promise<RunResult> {
    const { netns } = this.#instance(instanceId);
    if (netns === undefined) throw new Error(`${instanceId} has no namespace`);
    return run(['ip', 'netns', 'exec', netns, ...argv], options);
  }

  /** Removes all of the lab, whatever state it is in. */
  destroy(): Promise<void> {
    return this.#queue.run(async () => {
      await deleteNamespaces(this.#namespaces());
      await removeRecord(this.#recordFolder, this.#lab);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.destroy();
  }

  async #build(world: World): Promise<void> {
    await buildVpc(this.#plan, { vpc: this.vpcNetns, internet: this.internetNetns }, this.ec2EndpointAddress);
    for (const { eniId, attachedTo } of world.enis) {
      if (attachedTo !== undefined) await this.#panel.plug({ eniId, ...attachedTo }, true);
    }
    await this.#filter();
  }

  async #plug(port: PluggedPort): Promise<void> {
    await this.#panel.plug(port, !this.#poweredOff.has(port.instanceId));
    // Its new port is a way to the endpoint, too.
    if (this.#withoutEndpoint.has(port.instanceId)) await this.#filter();
  }

  async #filter(): Promise<void> {
    const ruleset = renderRuleset({
      ports: [...this.#plan.ports.values()],
      endpointAddress: this.ec2EndpointAddress,
      checkedEniIds: this.#checkedEniIds,
      endpointCutPorts: [...this.#withoutEndpoint].flatMap((id) =>
        this.#panel.pluggedInto(id).map(({ eniId }) => this.#panel.planned(eniId).port),
      ),
      cutPairs: [...this.#cutPairs.values()],
    });
    await loadRuleset(this.vpcNetns, ruleset);
  }

  #instance(instanceId: string): WorldInstance {
    const instance = this.#plan.instances.get(instanceId);
    if (instance === undefined) throw new Error(`the world has no instance ${instanceId}`);
    return instance;
  }

  #namespaces(): string[] {
    return [this.vpcNetns, this.internetNetns, ...instanceNamespaces(this.#plan)];
  }
}

function toggle<T>(set: Set<T>, member: T, isMember: boolean): void {
  if (isMember) set.add(member);
  else set.delete(member);
}
