import { setTimeout as delay } from 'node:timers/promises';
import { eniResource, type ClusterLab, type NodeName } from '../../test/cluster/lab.ts';
import type { CloudEvent } from '../../test/emulator/model/event-log.ts';
import { cast } from '../../test/lab/topology.ts';
import type { Chronicle } from './chronicle.ts';
import { holdings } from './eni-history.ts';
import { FencingWatch } from './fencing-watch.ts';
import { judgeAction } from './judge-action.ts';
import { answersFor } from './local-addresses.ts';
import { monitorIntervalMs, monitorTimeoutMs } from './soak-lab.ts';
import { BeliefWatch, describeStatus, type Sighting } from './watch-status.ts';
import { WitnessLog } from './witness-log.ts';

const kernelEveryMs = 100;
const statusEveryMs = 300;

/**
 * Looks at the nodes' kernels, the cluster's status, EC2's record and the witnesses all the time, writes down what it sees, and
 * finds what must never be. It asks nobody who could be wrong about himself.
 */
export class Observer {
  readonly fencing: FencingWatch;
  /** What must never be and was seen, in words. */
  readonly violations: string[] = [];
  readonly #lab: ClusterLab;
  readonly #chronicle: Chronicle;
  readonly #addresses: readonly string[];
  readonly #witnesses: ReadonlyMap<NodeName, WitnessLog>;
  readonly #belief = new BeliefWatch(eniResource, monitorIntervalMs + monitorTimeoutMs + 5_000);
  readonly #ended = new AbortController();
  readonly #violated = new AbortController();
  #loops: Promise<unknown> = Promise.resolve();
  #seenSeq = 0;
  #sighting: Sighting | undefined;

  constructor(lab: ClusterLab, chronicle: Chronicle) {
    this.#lab = lab;
    this.#chronicle = chronicle;
    this.fencing = new FencingWatch(lab);
    this.#addresses = lab.parts.world.enis.find(({ eniId }) => eniId === cast.eni)?.ipv4 ?? [];
    this.#witnesses = new Map(lab.nodeNames.map((name) => [name, new WitnessLog(lab.node(name).plan.disk)]));
  }

  /** Aborted at the first violation. */
  get violated(): AbortSignal {
    return this.#violated.signal;
  }

  start(): void {
    this.#loops = Promise.all([
      this.#repeat(kernelEveryMs, () => this.#lookAtKernels()),
      this.#repeat(kernelEveryMs, () => this.#readRecords()),
      this.#repeat(statusEveryMs, () => this.#lookAtCluster()),
    ]);
  }

  async stop(): Promise<void> {
    this.#ended.abort();
    await this.#loops;
  }

  /** Everything that has been recorded up to now is judged when this returns. */
  catchUp(): void {
    this.#readRecords();
  }

  report(violation: string): void {
    this.violations.push(violation);
    this.#chronicle.add('VIOLATED', violation);
    this.#violated.abort();
  }

  /** The last sight of the cluster that is younger than `sinceMs`. */
  sightingSince(sinceMs: number): Sighting | undefined {
    return this.#sighting !== undefined && this.#sighting.atMs >= sinceMs ? this.#sighting : undefined;
  }

  async #repeat(everyMs: number, look: () => Promise<void> | void): Promise<void> {
    while (!this.#ended.signal.aborted) {
      await look();
      await delay(everyMs, undefined, { signal: this.#ended.signal }).catch(() => undefined);
    }
  }

  /** The first node is asked again after the others: what it had twice it had all the time in between. */
  #lookAtKernels(): void {
    for (const address of this.#addresses) {
      const having = this.#lab.nodeNames.filter((name) => answersFor(this.#lab.node(name), address) === true);
      const still = having.filter((name) => answersFor(this.#lab.node(name), address) === true);
      if (still.length > 1) this.report(`${still.join(' and ')} have ${address} at once`);
    }
  }

  #readRecords(): void {
    const { events } = this.#lab.parts.emulator.cloud;
    for (const event of events.after(this.#seenSeq)) {
      this.#seenSeq = event.seq;
      this.#chronicle.add('cloud', this.#describe(event), event.atMs);
      const unjustified = this.fencing.see(event);
      if (unjustified !== undefined) this.report(unjustified);
    }
    const history = holdings(events.after(), cast.eni);
    for (const [name, witness] of this.#witnesses) {
      for (const seen of witness.read()) {
        const { action, intervalMs, exitCode, beginMs, endMs } = seen;
        const what = `${action}${intervalMs > 0 ? ` (${intervalMs / 1000} s)` : ''}: ${exitCode} after ${endMs - beginMs} ms`;
        this.#chronicle.add(name, what, endMs);
        const { instanceId } = this.#lab.host(name).member;
        const lie = judgeAction(seen, { instanceId, addresses: this.#addresses, history });
        if (lie !== undefined) this.report(`${name}: ${lie}`);
      }
    }
  }

  async #lookAtCluster(): Promise<void> {
    const atMs = Date.now();
    try {
      const status = await this.#lab.status();
      const before = this.#sighting && describeStatus(this.#sighting.status, eniResource);
      this.#sighting = { atMs, status, holder: this.#lab.holder() };
      const now = describeStatus(status, eniResource);
      if (now !== before) this.#chronicle.add('status', now);
      const wrong = this.#belief.see(this.#sighting);
      if (wrong !== undefined) this.report(wrong);
    } catch {
      // Nobody there to answer, which is what some operations are about; that it must end, convergence sees to.
      this.#belief.lostSight();
    }
  }

  #describe({ kind, eniId, instanceId, detail }: CloudEvent): string {
    const node = this.#lab.nodeNames.find((name) => this.#lab.host(name).member.instanceId === instanceId);
    return [kind, eniId === cast.eni ? 'the ENI' : eniId, node ?? instanceId, detail]
      .filter((word) => word !== undefined)
      .join(' ');
  }
}
