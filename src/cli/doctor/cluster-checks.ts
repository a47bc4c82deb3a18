import type { Cib, CibOperation, CibResource } from '../../domain/cluster.ts';
import { actionTable, type ActionSpec } from '../../ocf/actions.ts';
import { defaultTimeoutMs } from '../../ocf/environment.ts';
import { duration, invalid } from '../../ocf/value-types.ts';
import { fail, pass, skip, when, type Answer, type Check } from './check.ts';
import { clusterFixes, type ClusterFixes } from './cluster-fixes.ts';
import { onResource } from './on-resource.ts';

const deepLevel = 10;
const anyTime = duration(0, 86_400_000);

/** What the cluster is told to do with the resource. */
export const clusterChecks: readonly Check[] = [
  {
    id: 'resource',
    title: 'the cluster has a resource for the ENI',
    needed: false,
    look: (facts) =>
      when(facts.cib, (cib) => {
        if (cib === undefined) return skip('no Pacemaker on this node');
        const shell = facts.clusterShell === 'pcs' ? ' --shell pcs' : '';
        return facts.resource === undefined
          ? fail(
              'none',
              `run what this prints: eni-agent crm-config${shell} --eni-id ${facts.parameters.eniId}`,
            )
          : pass(facts.resource.id);
      }),
  },
  {
    id: 'managed',
    title: 'the cluster may start and move the resource',
    needed: false,
    look: (facts) =>
      onResource(facts, ({ id, meta }, { properties, resourceDefaults }) => {
        const fixes = clusterFixes[facts.clusterShell];
        if (isTrue(properties['maintenance-mode']))
          return fail(
            'the cluster is in maintenance mode: it does nothing',
            fixes.setProperty('maintenance-mode', 'false'),
          );
        const settings = { ...resourceDefaults, ...meta };
        if (isTrue(settings['maintenance']))
          return fail(`${id} is in maintenance`, fixes.setMeta(id, 'maintenance', 'false'));
        if (!isTrue(settings['is-managed'] ?? 'true'))
          return fail(`${id} is not managed`, fixes.setMeta(id, 'is-managed', 'true'));
        return settings['target-role']?.toLowerCase() === 'stopped'
          ? fail(`${id} was stopped by hand`, fixes.start(id))
          : pass(id);
      }),
  },
  {
    id: 'nodes-in-service',
    title: 'the cluster may use all its nodes',
    needed: false,
    look: (facts) =>
      when(facts.cib, (cib) => {
        if (cib === undefined) return skip('no Pacemaker on this node');
        const out = cib.nodes.flatMap((node) => outOfService(node, clusterFixes[facts.clusterShell]));
        return out.length === 0
          ? pass(cib.nodes.map(({ name }) => name).join(', '))
          : fail(out.map(({ detail }) => detail).join('; '), out.map(({ fix }) => fix).join('; '));
      }),
  },
  {
    id: 'constraints',
    title: 'no constraint is left of a move by hand',
    needed: false,
    look: (facts) =>
      onResource(facts, ({ id }, { constraints }) => {
        const left = constraints.filter(
          (constraint) => constraint.resource === id && constraint.id.startsWith('cli-'),
        );
        return left.length === 0
          ? pass('none')
          : fail(
              `${left.map((constraint) => constraint.id).join(', ')} ties it to a node, or keeps it off one`,
              clusterFixes[facts.clusterShell].removeConstraints(id),
            );
      }),
  },
  {
    id: 'monitor-kernel',
    title: 'monitor of the kernel',
    needed: true,
    look: (facts) =>
      onResource(facts, (resource) =>
        monitorAt(
          resource,
          (level) => level < deepLevel,
          clusterFixes[facts.clusterShell].addMonitor(resource.id, 'interval=10s timeout=20s'),
        ),
      ),
  },
  {
    id: 'monitor-ec2',
    title: 'monitor that asks EC2',
    needed: true,
    look: (facts) =>
      onResource(facts, (resource) =>
        monitorAt(
          resource,
          (level) => level >= deepLevel,
          clusterFixes[facts.clusterShell].addMonitor(
            resource.id,
            'interval=60s timeout=60s OCF_CHECK_LEVEL=10',
          ),
        ),
      ),
  },
  ...(['start', 'stop', 'monitor'] as const).map((name): Check => ({
    id: `timeout-${name}`,
    title: `time limit of ${name}`,
    needed: true,
    look: (facts) =>
      onResource(facts, (resource, cib) => timeoutsOf(name, resource, cib, clusterFixes[facts.clusterShell])),
  })),
  {
    id: 'failure-timeout',
    title: 'failures are forgotten after a while',
    needed: false,
    look: (facts) =>
      onResource(facts, ({ id, meta }, { resourceDefaults }) => {
        const value = anyTime.parse(meta['failure-timeout'] ?? resourceDefaults['failure-timeout'] ?? '0');
        return value !== invalid && value > 0
          ? pass(`failure-timeout=${value / 1000}s`)
          : fail(
              'failure-timeout is not set: a node that failed is avoided until cleanup',
              clusterFixes[facts.clusterShell].setMeta(id, 'failure-timeout', '600s'),
            );
      }),
  },
];

/** What an admin told a node to be, and is easily forgotten. */
function outOfService(
  { name, attributes }: Cib['nodes'][number],
  fixes: ClusterFixes,
): readonly { readonly detail: string; readonly fix: string }[] {
  return [
    ...(isTrue(attributes['maintenance'])
      ? [{ detail: `${name} is in maintenance: nothing is done there`, fix: fixes.endMaintenance(name) }]
      : []),
    ...(isTrue(attributes['standby'])
      ? [{ detail: `${name} is on standby: nothing runs there`, fix: fixes.endStandby(name) }]
      : []),
  ];
}

function isTrue(value: string | undefined): boolean {
  return ['true', 'on', 'yes', '1', 'y'].includes((value ?? '').toLowerCase());
}

function monitorAt({ operations }: CibResource, wanted: (level: number) => boolean, fix: string): Answer {
  const found = operations.find(
    ({ name, intervalMs, checkLevel }) => name === 'monitor' && intervalMs > 0 && wanted(checkLevel),
  );
  return found === undefined ? fail('it is missing', fix) : pass(`every ${found.intervalMs / 1000} s`);
}

/** Each operation of this name against what the action table recommends for its level. */
function timeoutsOf(name: string, resource: CibResource, cib: Cib, fixes: ClusterFixes): Answer {
  const configured = resource.operations.filter((operation) => operation.name === name);
  const operations: readonly CibOperation[] =
    configured.length > 0
      ? configured
      : [{ id: '', name, intervalMs: 0, timeoutMs: undefined, checkLevel: 0 }];
  const preset = anyTime.parse(cib.operationDefaults['timeout'] ?? `${defaultTimeoutMs}ms`);
  const short = operations.flatMap((operation) => {
    const { timeoutMs, checkLevel, intervalMs } = operation;
    const spec = actionTable.findLast((row) => row.name === name && Number(row.depth ?? '0') <= checkLevel);
    const recommendedMs = spec === undefined ? 0 : msOf(spec);
    const actualMs = timeoutMs ?? (preset === invalid ? defaultTimeoutMs : preset);
    const every = intervalMs > 0 ? ` every ${intervalMs / 1000} s` : '';
    if (spec === undefined || actualMs >= recommendedMs) return [];
    return [
      {
        detail: `${name}${every} has ${actualMs / 1000} s; ${recommendedMs / 1000} s are recommended`,
        fix: fixes.setTimeout(resource.id, operation, spec.timeout, configured.length > 0),
      },
    ];
  });
  return short.length === 0
    ? pass('as recommended, or longer')
    : fail(short.map(({ detail }) => detail).join('; '), short.map(({ fix }) => fix).join('; '));
}

function msOf({ timeout }: ActionSpec): number {
  const value = anyTime.parse(timeout);
  return value === invalid ? 0 : value;
}
