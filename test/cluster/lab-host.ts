import type { NamespaceProcess } from '../lab/namespace-process.ts';
import type { ClusterNode } from './cluster-node.ts';
import { startStack } from './cluster-stack.ts';
import type { ClusterMember } from './furnish-disk.ts';
import { startRelay } from './start-relay.ts';

const imdsAddress = '169.254.169.254:80';

/** An instance of the emulated cloud that is a real cluster node: what runs on it while it has power. */
export class LabHost {
  readonly member: ClusterMember;
  readonly node: ClusterNode;
  /** Where the emulator serves this instance's metadata, for the relay inside the node. */
  readonly imdsSocket: string;
  #relay: NamespaceProcess | undefined;
  #booting: Promise<void> = Promise.resolve();

  constructor(member: ClusterMember, node: ClusterNode, imdsSocket: string) {
    this.member = member;
    this.node = node;
    this.imdsSocket = imdsSocket;
  }

  /** Boots the node and starts its services. Its network namespace must be fresh. */
  powerOn(): Promise<void> {
    this.#booting = this.#boot();
    return this.#booting;
  }

  /** Resolves when a boot under way is done; throws if it failed. */
  booted(): Promise<void> {
    return this.#booting;
  }

  /** Nothing of it runs any more when this resolves. */
  async powerOff(): Promise<void> {
    await this.node.powerCut();
    await this.#relay?.stop();
    this.#relay = undefined;
  }

  async #boot(): Promise<void> {
    this.#relay = await startRelay(this.node.plan.netns, imdsAddress, this.imdsSocket);
    await this.node.boot();
    await startStack(this.node);
  }
}
