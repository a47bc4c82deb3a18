import { findAll, parseXml, type XmlElement } from './xml.ts';

/** What `crm_mon --output-as=xml` says of the cluster: the parts that scenarios look at. */
export interface ClusterStatus {
  /** The designated controller, absent while none is elected. */
  readonly dc: string | undefined;
  readonly withQuorum: boolean;
  readonly maintenanceMode: boolean;
  readonly nodes: readonly NodeStatus[];
  readonly resources: readonly ResourceStatus[];
  /** What stands under Failed Resource Actions (or Failed Fencing Actions' resource part). */
  readonly failures: readonly FailedAction[];
  readonly failCounts: readonly {
    readonly node: string;
    readonly resource: string;
    readonly count: number;
  }[];
  readonly fencing: readonly FenceEvent[];
  /** Location constraints left behind by move and ban. */
  readonly bans: readonly { readonly resource: string; readonly node: string }[];
}

export interface NodeStatus {
  readonly name: string;
  readonly online: boolean;
  readonly pending: boolean;
  readonly standby: boolean;
  readonly maintenance: boolean;
  readonly unclean: boolean;
}

export interface ResourceStatus {
  readonly id: string;
  readonly agent: string;
  /** Started, Stopped, Starting, … */
  readonly role: string;
  readonly nodes: readonly string[];
  readonly managed: boolean;
  readonly blocked: boolean;
  readonly failed: boolean;
}

export interface FailedAction {
  readonly resource: string;
  readonly task: string;
  readonly intervalMs: number;
  readonly node: string;
  readonly exitCode: number;
  readonly exitReason: string;
  /** `complete`, or how it failed to: `Timed Out`, `Error`, … */
  readonly status: string;
}

export interface FenceEvent {
  readonly target: string;
  readonly action: string;
  readonly status: string;
  readonly delegate: string;
}

export const crmMonCommand = [
  'crm_mon',
  '--output-as=xml',
  '--inactive',
  '--failcounts',
  '--fence-history=3',
];

/** Throws on anything that is not a whole answer of crm_mon. */
export function parseCrmMon(text: string): ClusterStatus {
  const root = parseXml(text);
  const summary = childNamed(root, 'summary');
  const dc = summary && childNamed(summary, 'current_dc');
  const options = summary && childNamed(summary, 'cluster_options');
  if (dc === undefined || options === undefined) throw new Error('crm_mon answered without a summary');
  return {
    dc: dc.attributes['present'] === 'true' ? dc.attributes['name'] : undefined,
    withQuorum: dc.attributes['with_quorum'] === 'true',
    maintenanceMode: options.attributes['maintenance-mode'] === 'true',
    nodes: (childNamed(root, 'nodes')?.children ?? []).map(toNode),
    resources: findAll(childNamed(root, 'resources') ?? root, 'resource').map(toResource),
    failures: findAll(root, 'failure').map(toFailure),
    failCounts: (childNamed(root, 'node_history')?.children ?? []).flatMap(toFailCounts),
    fencing: findAll(root, 'fence_event').map(({ attributes }) => ({
      target: attributes['target'] ?? '',
      action: attributes['action'] ?? '',
      status: attributes['status'] ?? '',
      delegate: attributes['delegate'] ?? '',
    })),
    bans: findAll(root, 'ban').map(({ attributes }) => ({
      resource: attributes['resource'] ?? '',
      node: attributes['node'] ?? '',
    })),
  };
}

/** Whether a resource is started and active on exactly one node (that one, if given). */
export function isStarted(status: ClusterStatus, resource: string, on?: string): boolean {
  const found = status.resources.find(({ id }) => id === resource);
  return found?.role === 'Started' && found.nodes.length === 1 && (on === undefined || found.nodes[0] === on);
}

function childNamed(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((child) => child.name === name);
}

function toNode({ attributes }: XmlElement): NodeStatus {
  const is = (flag: string): boolean => attributes[flag] === 'true';
  return {
    name: attributes['name'] ?? '',
    online: is('online'),
    pending: is('pending'),
    standby: is('standby'),
    maintenance: is('maintenance'),
    unclean: is('unclean'),
  };
}

function toResource({ attributes, children }: XmlElement): ResourceStatus {
  return {
    id: attributes['id'] ?? '',
    agent: attributes['resource_agent'] ?? '',
    role: attributes['role'] ?? '',
    nodes: children.filter(({ name }) => name === 'node').map((node) => node.attributes['name'] ?? ''),
    managed: attributes['managed'] === 'true',
    blocked: attributes['blocked'] === 'true',
    failed: attributes['failed'] === 'true',
  };
}

function toFailure({ attributes }: XmlElement): FailedAction {
  // RESOURCE_TASK_INTERVAL, for example nat-eni_monitor_10000
  const [, resource, task, interval] = /^(.+)_([a-z-]+)_(\d+)$/.exec(attributes['op_key'] ?? '') ?? [];
  return {
    resource: resource ?? attributes['id'] ?? '',
    task: task ?? attributes['task'] ?? '',
    intervalMs: Number(interval ?? 0),
    node: attributes['node'] ?? '',
    exitCode: Number(attributes['exitcode']),
    exitReason: attributes['exitreason'] ?? '',
    status: attributes['status'] ?? '',
  };
}

function toFailCounts(node: XmlElement): ClusterStatus['failCounts'][number][] {
  return node.children
    .map(({ attributes }) => ({
      node: node.attributes['name'] ?? '',
      resource: attributes['id'] ?? '',
      // INFINITY stands for a million in Pacemaker's arithmetic
      count: attributes['fail-count'] === 'INFINITY' ? 1_000_000 : Number(attributes['fail-count'] ?? 0),
    }))
    .filter(({ count }) => count > 0);
}
