import type { CloudEvent } from '../emulator/model/event-log.ts';
import { outages, type Outage } from '../lab/outages.ts';
import type { ClusterLab } from './lab.ts';
import type { NodeName } from './lab-options.ts';

/** A moment of a laboratory, to ask afterwards what has happened since. */
export interface Mark {
  readonly atMs: number;
  readonly eventSeq: number;
}

/** What the emulator and the client saw: independent of what the agent and the cluster say of themselves. */
export class LabRecord {
  readonly #lab: ClusterLab;

  constructor(lab: ClusterLab) {
    this.#lab = lab;
  }

  mark(): Mark {
    return { atMs: Date.now(), eventSeq: this.#lab.parts.emulator.cloud.events.lastSeq };
  }

  eventsSince({ eventSeq }: Mark): readonly CloudEvent[] {
    return this.#lab.parts.emulator.cloud.events.after(eventSeq);
  }

  /** Nodes whose instance was stopped, in order, each as often as it was. */
  stoppedSince(mark: Mark): NodeName[] {
    return this.eventsSince(mark)
      .filter(({ kind, detail }) => kind === 'instance-state' && detail === 'stopping')
      .flatMap(({ instanceId }) => this.#nameOf(instanceId));
  }

  /** How often the ENI, or its link, went to or from a node. */
  movesSince(mark: Mark): string[] {
    return this.eventsSince(mark)
      .filter(({ kind }) => kind === 'eni-attached' || kind === 'eni-detached')
      .map(({ kind, instanceId }) => `${kind} ${this.#nameOf(instanceId)[0] ?? instanceId ?? ''}`);
  }

  /** The client's outages that began after the mark; a single lost request is none. */
  outagesSince({ atMs }: Mark): Outage[] {
    return outages(this.#samplesSince(atMs), 150);
  }

  /** The source addresses that the internet host saw. */
  addressesSince({ atMs }: Mark): string[] {
    return [...new Set(this.#samplesSince(atMs).flatMap(({ addressSeen }) => addressSeen ?? []))];
  }

  /** Waits for an event that began after the mark. */
  async event(
    mark: Mark,
    what: string,
    wanted: (event: CloudEvent) => boolean,
    timeoutMs = 30_000,
  ): Promise<CloudEvent> {
    const found = (): CloudEvent | undefined => this.eventsSince(mark).find(wanted);
    await this.#lab.parts.emulator.cloud.events.until(what, timeoutMs, () => found() !== undefined);
    return found()!;
  }

  #samplesSince(atMs: number): ClusterLab['traffic']['samples'] {
    return this.#lab.traffic.samples.filter((sample) => sample.atMs >= atMs);
  }

  #nameOf(instanceId: string | undefined): NodeName[] {
    return this.#lab.nodeNames.filter((name) => this.#lab.host(name).member.instanceId === instanceId);
  }
}
