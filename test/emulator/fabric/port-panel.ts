import type { PluggedPort } from '../fabric.ts';
import { createPortLine, primaryLines, raisePortLines } from './ip-lines.ts';
import { ipBatch } from './namespaces.ts';
import type { FabricPlan, PlannedPort } from './plan.ts';
import { CommandError, run } from './run.ts';

/** Names a hot-plugged link; asked again with the next attempt (0, 1, …) while the guest has a link of that name. */
export type LinkNaming = (port: PluggedPort, attempt: number) => string;

/** Nitro instances call the link at device index 0 ens5, the next ens6, … */
export const nitroLinkNames: LinkNaming = ({ deviceIndex }, attempt) => `ens${5 + deviceIndex + attempt}`;

const maximumAttempts = 16;

/**
 * Plugs ENIs into guests and pulls them out. An ENI that is not plugged has no link at all: its veth is made inside the
 * guest and deleted from the fabric's end, which works whatever the guest calls the link or does to it.
 */
export class PortPanel {
  readonly #plan: FabricPlan;
  readonly #vpcNetns: string;
  readonly #linkName: LinkNaming;
  readonly #plugged = new Map<string, PluggedPort>();

  constructor(plan: FabricPlan, vpcNetns: string, linkName: LinkNaming) {
    this.#plan = plan;
    this.#vpcNetns = vpcNetns;
    this.#linkName = linkName;
  }

  /**
   * Makes the link in the guest: down and bare, but for an instance's primary, which is configured as DHCP would.
   * Plugged there already = success. A port that is not `raised` has no carrier.
   */
  async plug(port: PluggedPort, raised: boolean): Promise<void> {
    const planned = this.planned(port.eniId);
    const instance = this.#plan.instances.get(port.instanceId);
    if (instance === undefined) throw new Error(`the world has no instance ${port.instanceId}`);
    const before = this.#plugged.get(port.eniId);
    if (before?.instanceId === port.instanceId) return;
    if (before !== undefined) throw new Error(`${port.eniId} is still plugged into ${before.instanceId}`);
    if (instance.netns !== undefined) {
      const linkName = await this.#create(planned, port, instance.netns, raised);
      if (instance.primaryEniId === port.eniId)
        await ipBatch(['-n', instance.netns], primaryLines(planned, linkName));
    }
    this.#plugged.set(port.eniId, port);
  }

  /** The link is gone from the guest when this returns. Not plugged = success. */
  async unplug(eniId: string): Promise<void> {
    const { port } = this.planned(eniId);
    const { exitCode, stderr } = await run(['ip', '-n', this.#vpcNetns, 'link', 'delete', port]);
    if (exitCode !== 0 && !stderr.includes('Cannot find device'))
      throw new Error(`cannot unplug ${eniId}: ${stderr}`);
    this.#plugged.delete(eniId);
  }

  /** Cuts all links of an instance from the VPC, or joins them to it. */
  async setCarrier(instanceId: string, on: boolean): Promise<void> {
    const ports = this.pluggedInto(instanceId).map(({ eniId }) => this.planned(eniId));
    const lines = ports.flatMap((port) =>
      on ? raisePortLines(this.#plan, port) : [`link set ${port.port} down`],
    );
    await ipBatch(
      ['-n', this.#vpcNetns],
      this.#plan.instances.get(instanceId)?.netns === undefined ? [] : lines,
    );
  }

  /** What is plugged into an instance, the primary included. */
  pluggedInto(instanceId: string): PluggedPort[] {
    return [...this.#plugged.values()].filter((port) => port.instanceId === instanceId);
  }

  planned(eniId: string): PlannedPort {
    const planned = this.#plan.ports.get(eniId);
    if (planned === undefined) throw new Error(`the world has no ENI ${eniId}`);
    return planned;
  }

  async #create(planned: PlannedPort, port: PluggedPort, netns: string, raised: boolean): Promise<string> {
    for (let attempt = 0; ; attempt += 1) {
      const linkName = this.#linkName(port, attempt);
      const lines = [
        createPortLine(planned, netns, linkName),
        ...(raised ? raisePortLines(this.#plan, planned) : []),
      ];
      try {
        await ipBatch(['-n', this.#vpcNetns], lines);
        return linkName;
      } catch (error) {
        const nameIsTaken = error instanceof CommandError && error.stderr.includes('File exists');
        if (!nameIsTaken || attempt + 1 === maximumAttempts) throw error;
      }
    }
  }
}
