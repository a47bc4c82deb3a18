import { cast } from '../lab/topology.ts';
import { Traffic } from '../lab/traffic.ts';
import type { ClusterNode } from './cluster-node.ts';
import { clusterStatus, crm, pcs, waitForStatus } from './cluster-tools.ts';
import { configureCluster } from './configure-cluster.ts';
import { installEverywhere } from './install-everywhere.ts';
import { isStarted, type ClusterStatus } from './crm-mon.ts';
import { readGuide, type Guide } from './guide.ts';
import type { LabHost } from './lab-host.ts';
import { eniResource, instantFencing, type ClusterLabOptions, type NodeName } from './lab-options.ts';
import * as power from './lab-power.ts';
import { LabRecord } from './lab-record.ts';
import { setUpLab, type LabParts } from './lab-setup.ts';

export {
  eniResource,
  fairFencingDelaySeconds,
  instantFencing,
  type ClusterLabOptions,
  type LabEvent,
  type NodeName,
} from './lab-options.ts';

/**
 * A real Corosync and Pacemaker cluster of NAT instances in an emulated VPC, configured as docs/nat-cluster.md says, with a
 * client that sends requests to the internet through the ENI all the time.
 */
export class ClusterLab implements AsyncDisposable {
  readonly parts: LabParts;
  readonly guide: Guide;
  readonly traffic: Traffic;
  readonly record: LabRecord;
  readonly #options: ClusterLabOptions;

  private constructor(parts: LabParts, guide: Guide, traffic: Traffic, options: ClusterLabOptions) {
    this.parts = parts;
    this.guide = guide;
    this.traffic = traffic;
    this.record = new LabRecord(this);
    this.#options = options;
  }

  /** Brings all nodes online and configures the cluster; the ENI is on a node and serves when it resolves. */
  static async up(options: ClusterLabOptions): Promise<ClusterLab> {
    const guide = options.guide ?? readGuide();
    const latency = { ...instantFencing, ...options.latency };
    const parts = await setUpLab({
      world: options.world,
      guide,
      latency,
      ...(options.install === undefined ? {} : { agent: 'none' }),
      ...(options.agent === undefined ? {} : { agent: options.agent }),
    });
    try {
      const traffic = await Traffic.start({
        clientNetns: `${parts.name}-client`,
        internetNetns: parts.fabric.internetNetns,
      });
      parts.onTearDown(() => traffic.stop());
      const lab = new ClusterLab(parts, guide, traffic, options);
      await lab.#start();
      return lab;
    } catch (error) {
      await parts.tearDown();
      throw error;
    }
  }

  /** Ends and removes everything. */
  down(): Promise<void> {
    return this.parts.tearDown();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.down();
  }

  host(name: NodeName): LabHost {
    const host = this.parts.hosts.get(name);
    if (host === undefined) throw new Error(`this laboratory has no ${name}`);
    return host;
  }

  node(name: NodeName): ClusterNode {
    return this.host(name).node;
  }

  get nodeNames(): NodeName[] {
    return [...this.parts.hosts.keys()] as NodeName[];
  }

  /** The other one of a pair. */
  peerOf(name: NodeName): NodeName {
    return name === 'nat-a' ? 'nat-b' : 'nat-a';
  }

  crm(name: NodeName, ...args: string[]): Promise<string> {
    return crm(this.node(name), args);
  }

  pcs(name: NodeName, ...args: string[]): Promise<string> {
    return pcs(this.node(name), args);
  }

  /** As a node sees the cluster, by default the first one that has power and does not hang. */
  status(name?: NodeName): Promise<ClusterStatus> {
    return clusterStatus(name === undefined ? this.#anyNode() : this.node(name));
  }

  /** Waits until the cluster is as wanted; the error says how it was instead. */
  waitFor(
    what: string,
    wanted: (status: ClusterStatus) => boolean,
    timeoutMs = 30_000,
  ): Promise<ClusterStatus> {
    return waitForStatus(() => this.#anyNode(), what, wanted, timeoutMs);
  }

  /** All nodes are members of the cluster and have a controller. */
  waitUntilAllOnline(timeoutMs = 60_000): Promise<ClusterStatus> {
    return this.waitFor('all nodes online', (status) => this.#allOnline(status), timeoutMs);
  }

  /** The ENI is started on one node (that one, if given). */
  waitUntilServing(on?: NodeName, timeoutMs = 60_000): Promise<ClusterStatus> {
    return this.waitFor(
      `${eniResource} started${on === undefined ? '' : ` on ${on}`}`,
      (status) => isStarted(status, eniResource, on),
      timeoutMs,
    );
  }

  /** The cluster has nothing left to do: the controller is idle and no action is under way. Throws after `timeoutMs`. */
  async waitUntilIdle(timeoutMs = 60_000): Promise<void> {
    await this.#anyNode().exec(['crm_resource', '--wait', `--timeout=${timeoutMs}ms`], {
      timeoutMs: timeoutMs + 5_000,
    });
  }

  /** The node whose instance holds the ENI by EC2's own record, or `undefined`. */
  holder(eniId: string = cast.eni): NodeName | undefined {
    const attachment = this.parts.emulator.cloud.eni(eniId).attachment;
    const host = [...this.parts.hosts].find(([, { member }]) => member.instanceId === attachment?.instanceId);
    return host?.[0] as NodeName | undefined;
  }

  /** The node breaks off in the middle of everything. EC2 does not notice: the instance goes on `running`. */
  crash(name: NodeName): Promise<void> {
    this.note(`${name} loses power`);
    return power.crash(this.parts, this.host(name));
  }

  /** Its kernel hangs: no process runs any more, nothing is forwarded, no detach is acknowledged. */
  hang(name: NodeName): Promise<void> {
    this.note(`${name} hangs`);
    return power.hang(this.parts, this.host(name));
  }

  /** An orderly shutdown of the operating system; EC2 has it as `stopped` when this resolves. */
  shutDown(name: NodeName): Promise<void> {
    this.note(`${name} shuts down`);
    return power.shutDown(this.parts, this.host(name));
  }

  /** Starts a stopped instance; its node boots and joins the cluster. Resolves when its services run. */
  boot(name: NodeName): Promise<void> {
    this.note(`${name} boots`);
    return power.boot(this.parts, this.host(name));
  }

  /** The primary interfaces of the first two nodes do not hear each other, or do again. All else goes on. */
  async setClusterLink(up: boolean): Promise<void> {
    this.note(`cluster link ${up ? 'joined' : 'cut'}`);
    const [one, other] = [...this.parts.hosts.values()];
    await this.parts.fabric.setPeersReachable(one!.member.instanceId, other!.member.instanceId, up);
  }

  /** Tells whoever follows the laboratory's events. */
  note(what: string): void {
    this.#options.onEvent?.({ atMs: Date.now(), what });
  }

  async #start(): Promise<void> {
    const hosts = [...this.parts.hosts.values()];
    await Promise.all(hosts.map((host) => host.powerOn()));
    await this.waitUntilAllOnline();
    const { install } = this.#options;
    if (install !== undefined) await installEverywhere(hosts, install, this.parts);
    await configureCluster(this.parts, this.guide, this.#options);
    await this.waitUntilServing();
  }

  #allOnline(status: ClusterStatus): boolean {
    const online = status.nodes.filter((node) => node.online && !node.pending).length;
    return online === this.parts.hosts.size && status.dc !== undefined;
  }

  #anyNode(): ClusterNode {
    const answering = [...this.parts.hosts.values()].find(({ node }) => node.isRunning() && !node.isFrozen());
    if (answering === undefined) throw new Error('no node has power');
    return answering.node;
  }
}
