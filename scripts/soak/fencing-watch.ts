import { readFileSync } from 'node:fs';
import type { ClusterLab, NodeName } from '../../test/cluster/lab.ts';
import type { CloudEvent } from '../../test/emulator/model/event-log.ts';

/** Why Pacemaker fences a node that it has lost sight of, as its log words it. */
const lostSight = /will be fenced: peer (?:is no longer part of the cluster|process is no longer available)/;

/** Watches for instances that are stopped without a reason. */
export class FencingWatch {
  /** Fencing of nodes that the cluster had lost sight of though nothing was done to them: the machine was too busy. */
  starved = 0;
  readonly #lab: ClusterLab;
  readonly #justified = new Map<string, string>();

  constructor(lab: ClusterLab) {
    this.#lab = lab;
  }

  /** From now on this node may be fenced. */
  justify(node: NodeName, why: string): void {
    this.#justified.set(node, why);
  }

  /** From now on nobody may be. */
  forget(): void {
    this.#justified.clear();
  }

  /** What is wrong, in words, with an instance that is being stopped. */
  see({ kind, detail, instanceId }: CloudEvent): string | undefined {
    if (kind !== 'instance-state' || detail !== 'stopping') return undefined;
    const name = this.#lab.nodeNames.find((node) => this.#lab.host(node).member.instanceId === instanceId);
    if (name === undefined || this.#justified.has(name)) return undefined;
    const reason = this.#reasonOf(name);
    if (reason !== undefined && lostSight.test(reason)) {
      // A cluster that misses a heartbeat must fence; no agent has a hand in that.
      this.starved += 1;
      this.#justified.set(name, 'the machine is too busy');
      return undefined;
    }
    return `${name} is fenced for no reason: ${reason ?? 'the log says nothing'}`;
  }

  /** The last line of any node's Pacemaker log that says why this one is to be fenced. */
  #reasonOf(name: NodeName): string | undefined {
    const lines = this.#lab.nodeNames.flatMap((node) => {
      const log = this.#lab.node(node).plan.disk.hostPath('/var/log/pacemaker/pacemaker.log');
      const found = readFileSync(log, 'utf8')
        .split('\n')
        .findLast((line) => line.includes(name) && line.includes('will be fenced'));
      return found === undefined ? [] : [found];
    });
    return lines.toSorted().at(-1);
  }
}
