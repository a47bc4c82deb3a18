import { fileURLToPath } from 'node:url';
import { readGuide, substitute, type Guide } from '../../test/cluster/guide.ts';
import { instantFencing, type ClusterLabOptions } from '../../test/cluster/lab-options.ts';
import type { Latency } from '../../test/emulator/model/settings.ts';
import { oneArmed, twoArmed } from '../../test/lab/topology.ts';

/** Half of what EC2 takes: many operations in little time, and yet every step lasts long enough to be hit in the middle. */
export const soakLatency: Latency = {
  ...instantFencing,
  attachMs: 800,
  linkMs: 300,
  detachMs: 1_200,
  forceDetachMs: 800,
};

/** How often the cluster looks after the ENI. */
export const monitorIntervalMs = 5_000;
/** The limit that the guide sets to this monitor. */
export const monitorTimeoutMs = 20_000;

export const topologies = ['one-armed', 'two-armed'] as const;
export type Topology = (typeof topologies)[number];

/** The laboratory of a soak: the guide's cluster, monitored more often, with a witness in front of the agent. */
export function soakLabOptions(topology: Topology): ClusterLabOptions {
  const twoArms = topology === 'two-armed';
  return {
    world: (lab) => (twoArms ? twoArmed({ lab }) : oneArmed({ lab })),
    guide: frequentMonitors(readGuide()),
    latency: soakLatency,
    agent: fileURLToPath(new URL('witness', import.meta.url)),
    parameters: { force_after: '5', ...(twoArms ? { egress: 'system' } : {}) },
    priorityFencingDelaySeconds: 2,
  };
}

function frequentMonitors(guide: Guide): Guide {
  return (title) =>
    title === 'nat.crm'
      ? substitute(guide(title), [
          ['op monitor interval=10s', `op monitor interval=${monitorIntervalMs / 1000}s`],
          ['op monitor interval=60s timeout=60s', 'op monitor interval=15s timeout=16s'],
        ])
      : guide(title);
}
