/** The cluster as `crm_mon` shows it, reduced to what an admin asks first. */
export interface ClusterStatus {
  readonly quorum: boolean;
  readonly maintenance: boolean;
  readonly nodes: readonly ClusterNode[];
  readonly resources: readonly ClusterResource[];
  readonly failures: readonly ClusterFailure[];
}

export interface ClusterNode {
  readonly name: string;
  /** `unclean` before all else: nobody knows what such a node still does. */
  readonly state: 'unclean' | 'offline' | 'pending' | 'maintenance' | 'standby' | 'online';
}

export interface ClusterResource {
  readonly id: string;
  /** Pacemaker's spelling, such as `ocf:forward3d:eni`. */
  readonly agent: string;
  /** Started, Stopped, Starting … */
  readonly role: string;
  readonly nodes: readonly string[];
  readonly managed: boolean;
  readonly blocked: boolean;
  readonly failed: boolean;
}

export interface ClusterFailure {
  readonly resource: string;
  readonly task: string;
  readonly node: string;
  readonly exitCode: number;
  readonly reason: string;
}

/** What Pacemaker says, and what is needed to compare it with what EC2 says. */
export interface ClusterIdea {
  readonly status: ClusterStatus;
  /** Name of this node in the cluster, as far as it is known. */
  readonly localNode: string | undefined;
  /** Instance ids by name of the node, as far as the fence devices know them. */
  readonly instances: ReadonlyMap<string, string>;
}

/** The cluster's configuration, reduced to what concerns the agent. */
export interface Cib {
  readonly properties: Settings;
  readonly resourceDefaults: Settings;
  readonly operationDefaults: Settings;
  /** Every node that the configuration knows, with its attributes: `standby`, `maintenance` … */
  readonly nodes: readonly { readonly name: string; readonly attributes: Settings }[];
  readonly resources: readonly CibResource[];
  /** Location constraints; those of moves by hand have ids that begin with "cli-". */
  readonly constraints: readonly { readonly id: string; readonly resource: string }[];
}

/** Names and values as they stand in the configuration. */
export type Settings = Readonly<Record<string, string>>;

export interface CibResource {
  readonly id: string;
  /** `ocf:forward3d:eni`, `stonith:fence_aws` … */
  readonly agent: string;
  readonly parameters: Settings;
  readonly meta: Settings;
  readonly operations: readonly CibOperation[];
}

export interface CibOperation {
  /** Empty for one that the configuration does not have. */
  readonly id: string;
  readonly name: string;
  readonly intervalMs: number;
  /** undefined: the default applies. */
  readonly timeoutMs: number | undefined;
  readonly checkLevel: number;
}

/** How this agent is called in a cluster's configuration. */
export const agentInCluster = 'ocf:forward3d:eni';

/** The resources of this agent, in the order of the configuration. */
export function eniResources(cib: Cib): readonly CibResource[] {
  return cib.resources.filter(({ agent }) => agent === agentInCluster);
}

/** Every pair that a fence device's pcmk_host_map has, in the order of the configuration: a node and what it is told to shoot. */
export function fenceTargets(cib: Cib): readonly FenceTarget[] {
  return cib.resources
    .filter(({ agent }) => agent.startsWith('stonith:'))
    .flatMap(({ id, parameters }) =>
      [...(parameters['pcmk_host_map'] ?? '').matchAll(/([^\s;,:=]+)\s*[:=]\s*([^\s;,:=]+)/g)].map(
        ([, node = '', target = '']) => ({ device: id, node, target }),
      ),
    );
}

export interface FenceTarget {
  readonly device: string;
  readonly node: string;
  readonly target: string;
}

/** Instance ids by name of the node, from what fence devices are told. */
export function instancesByNode(cib: Cib): ReadonlyMap<string, string> {
  const known = fenceTargets(cib).filter(({ target }) => /^i-[\da-f]+$/.test(target));
  return new Map(known.map(({ node, target }) => [node, target]));
}
