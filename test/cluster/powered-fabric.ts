import type { Fabric, PluggedPort } from '../emulator/fabric.ts';
import type { NamespaceFabric } from '../emulator/fabric/namespace-fabric.ts';
import type { LabHost } from './lab-host.ts';

/**
 * The fabric as the emulator sees it, with hosts behind the instances: an instance that stops takes all processes of its
 * host along, and one that starts boots from its disk into a fresh network namespace.
 */
export class PoweredFabric implements Fabric {
  readonly #fabric: NamespaceFabric;
  readonly #hosts: ReadonlyMap<string, LabHost>;

  /** `hosts` by instance id; instances without a host have links only. */
  constructor(fabric: NamespaceFabric, hosts: ReadonlyMap<string, LabHost>) {
    this.#fabric = fabric;
    this.#hosts = hosts;
  }

  plug(port: PluggedPort): Promise<void> {
    return this.#fabric.plug(port);
  }

  unplug(eniId: string): Promise<void> {
    return this.#fabric.unplug(eniId);
  }

  setSourceDestCheck(eniId: string, enabled: boolean): Promise<void> {
    return this.#fabric.setSourceDestCheck(eniId, enabled);
  }

  async setPower(instanceId: string, on: boolean): Promise<void> {
    const host = this.#hosts.get(instanceId);
    if (host === undefined) return this.#fabric.setPower(instanceId, on);
    // Also before it boots: an instance that was never told to stop may have lost its power.
    await host.powerOff();
    if (on) await this.#fabric.recreateInstance(instanceId);
    await this.#fabric.setPower(instanceId, on);
    // Not waited for, since the emulator asks its fabric one thing after the other; `booted` reports a failure.
    if (on) host.powerOn().catch(() => undefined);
  }
}
