import type { Cib, CibOperation, CibResource } from '../../domain/cluster.ts';
import { actionTable, type ActionSpec } from '../../ocf/actions.ts';
import { defaultTimeoutMs } from '../../ocf/environment.ts';
import { duration, invalid } from '../../ocf/value-types.ts';
import { fail, pass, skip, when, type Answer, type Check } from './check.ts';
import type { DoctorFacts } from './doctor-facts.ts';

const deepLevel = 10;
const anyTime = duration(0, 86_400_000);

/** Answers on the resource of the ENI, where there is a cluster that has one. */
function onResource(facts: DoctorFacts, answer: (resource: CibResource, cib: Cib) => Answer): Answer {
  return when(facts.cib, (cib) => {
    if (cib === undefined) return skip('no Pacemaker on this node');
    return facts.resource === undefined
      ? skip('the cluster has no resource for this ENI')
      : answer(facts.resource, cib);
  });
}

/** What the cluster is told to do with the resource. */
export const clusterChecks: readonly Check[] = [
  {
    id: 'resource',
    title: 'the cluster has a resource for the ENI',
    needed: false,
    look: (facts) =>
      when(facts.cib, (cib) => {
        if (cib === undefined) return skip('no Pacemaker on this node');
        return facts.resource === undefined
          ? fail('none', `eni-agent crm-config --eni-id ${facts.parameters.eniId}`)
          : pass(facts.resource.id);
      }),
  },
  {
    id: 'monitor-kernel',
    title: 'monitor of the kernel',
    needed: true,
    look: (facts) =>
      onResource(facts, (resource) =>
        monitorAt(resource, (level) => level < deepLevel, 'op monitor interval=10s timeout=20s'),
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
          'op monitor interval=60s timeout=60s OCF_CHECK_LEVEL=10',
        ),
      ),
  },
  ...(['start', 'stop', 'monitor'] as const).map((name): Check => ({
    id: `timeout-${name}`,
    title: `time limit of ${name}`,
    needed: true,
    look: (facts) => onResource(facts, (resource, cib) => timeoutsOf(name, resource, cib)),
  })),
  {
    id: 'fencing',
    title: 'fencing is configured',
    needed: true,
    look: (facts) =>
      onResource(facts, (_, { properties, resources }) => {
        if (
          ['false', 'off', 'no', '0', 'n'].includes((properties['stonith-enabled'] ?? 'true').toLowerCase())
        )
          return fail(
            'stonith-enabled=false: a node that hangs keeps the resource',
            'crm configure property stonith-enabled=true',
          );
        const devices = resources.filter(({ agent }) => agent.startsWith('stonith:'));
        return devices.length > 0
          ? pass(devices.map(({ id }) => id).join(', '))
          : fail('there is no fence device', 'crm configure primitive fence-nat stonith:fence_aws …');
      }),
  },
  {
    id: 'fence-by-instance',
    title: 'fence devices know nodes by instance',
    needed: true,
    look: (facts) =>
      onResource(facts, (_, { resources }) => {
        const eni = facts.eni.known ? facts.eni.value : undefined;
        const marks = [
          facts.parameters.eniId,
          ...(eni?.ipv4 ?? []),
          ...(eni?.publicIp === undefined ? [] : [eni.publicIp]),
        ];
        const device = resources.find(
          ({ agent, parameters }) =>
            agent.startsWith('stonith:') &&
            Object.values(parameters).some((value) =>
              value.split(/[\s,;:=]+/).some((word) => marks.includes(word)),
            ),
        );
        return device === undefined
          ? pass('none is told of the ENI')
          : fail(
              `${device.id} knows a node by the ENI or its address: it would shoot whoever holds it`,
              `crm resource param ${device.id} set pcmk_host_map "node-a:i-…;node-b:i-…"`,
            );
      }),
  },
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
              `crm resource meta ${id} set failure-timeout 600s`,
            );
      }),
  },
];

function monitorAt(
  { operations, id }: CibResource,
  wanted: (level: number) => boolean,
  advice: string,
): Answer {
  const found = operations.find(
    ({ name, intervalMs, checkLevel }) => name === 'monitor' && intervalMs > 0 && wanted(checkLevel),
  );
  return found === undefined
    ? fail('it is missing', `add to ${id}: ${advice}`)
    : pass(`every ${found.intervalMs / 1000} s`);
}

/** Each operation of this name against what the action table recommends for its level. */
function timeoutsOf(name: string, resource: CibResource, cib: Cib): Answer {
  const configured = resource.operations.filter((operation) => operation.name === name);
  const operations: readonly CibOperation[] =
    configured.length > 0 ? configured : [{ name, intervalMs: 0, timeoutMs: undefined, checkLevel: 0 }];
  const preset = anyTime.parse(cib.operationDefaults['timeout'] ?? `${defaultTimeoutMs}ms`);
  const short = operations.flatMap(({ timeoutMs, checkLevel, intervalMs }) => {
    const spec = actionTable.findLast((row) => row.name === name && Number(row.depth ?? '0') <= checkLevel);
    const recommendedMs = spec === undefined ? 0 : msOf(spec);
    const actualMs = timeoutMs ?? (preset === invalid ? defaultTimeoutMs : preset);
    const every = intervalMs > 0 ? ` every ${intervalMs / 1000} s` : '';
    return actualMs < recommendedMs
      ? [`${name}${every} has ${actualMs / 1000} s; ${recommendedMs / 1000} s are recommended`]
      : [];
  });
  return short.length === 0
    ? pass('as recommended, or longer')
    : fail(short.join('; '), `set the timeouts of ${resource.id} as eni-agent crm-config prints them`);
}

function msOf({ timeout }: ActionSpec): number {
  const value = anyTime.parse(timeout);
  return value === invalid ? 0 : value;
}
