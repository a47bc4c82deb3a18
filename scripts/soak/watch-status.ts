import type { ClusterStatus } from '../../test/cluster/crm-mon.ts';

/** Counts as running, and is listed among the failures nevertheless. */
const degraded = 190;

/** What an observer sees of the cluster and of EC2 at one moment. */
export interface Sighting {
  readonly atMs: number;
  readonly status: ClusterStatus;
  /** The node that EC2 has the ENI attached to. */
  readonly holder: string | undefined;
}

/**
 * Watches for a cluster that goes on believing that a node serves when EC2 has long given the ENI to another or to nobody.
 * The kernel shows that at once, so the next monitor must find it.
 */
export class BeliefWatch {
  readonly #resource: string;
  readonly #boundMs: number;
  #wrongSinceMs: number | undefined;

  /** `boundMs`: how long it may take to find out, the monitor's interval and its time limit. */
  constructor(resource: string, boundMs: number) {
    this.#resource = resource;
    this.#boundMs = boundMs;
  }

  /** What is wrong, in words, once it has been so for longer than the bound. Maintenance mode stops the monitors. */
  see({ atMs, status, holder }: Sighting): string | undefined {
    const resource = status.resources.find(({ id }) => id === this.#resource);
    const believed = resource?.role === 'Started' ? resource.nodes[0] : undefined;
    const isKnown = status.failures.some(
      ({ node, resource: id, exitCode }) =>
        node === believed && id === this.#resource && exitCode !== degraded,
    );
    if (believed === undefined || believed === holder || isKnown || status.maintenanceMode) {
      this.#wrongSinceMs = undefined;
      return undefined;
    }
    this.#wrongSinceMs ??= atMs;
    const lastsMs = atMs - this.#wrongSinceMs;
    if (lastsMs <= this.#boundMs) return undefined;
    return `for ${lastsMs} ms Pacemaker has had it started on ${believed}, and EC2 on ${holder ?? 'no node'}`;
  }

  /** The cluster could not be asked: what was believed before says nothing about what is believed now. */
  lostSight(): void {
    this.#wrongSinceMs = undefined;
  }
}

/** The parts of a status that a reader of the timeline wants to see change. */
export function describeStatus(status: ClusterStatus, resource: string): string {
  const found = status.resources.find(({ id }) => id === resource);
  const nodes = status.nodes.map(({ name, online, pending, standby, unclean }) => {
    const flags = [
      online ? 'online' : 'offline',
      ...(pending ? ['pending'] : []),
      ...(standby ? ['standby'] : []),
    ];
    return `${name} ${[...flags, ...(unclean ? ['unclean'] : [])].join(' ')}`;
  });
  const failures = status.failures.map(
    ({ resource: id, task, node, exitCode, status: how, exitReason }) =>
      `${id} ${task} failed on ${node} (${exitCode} ${how}${exitReason === '' ? '' : `: ${exitReason}`})`,
  );
  return [
    `${resource} ${found?.role ?? 'unknown'}${found?.blocked === true ? ' blocked' : ''} ${found?.nodes.join(' ') ?? ''}`.trim(),
    ...nodes,
    ...(status.maintenanceMode ? ['maintenance'] : []),
    ...status.bans.map(({ node }) => `ban on ${node}`),
    ...failures,
  ].join('; ');
}
