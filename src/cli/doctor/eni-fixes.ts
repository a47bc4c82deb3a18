import { clusterFixes } from './cluster-fixes.ts';
import type { DoctorFacts } from './doctor-facts.ts';

/** How an ENI that nobody holds is brought back. */
export function startFix({ resource, clusterShell, parameters }: DoctorFacts): string {
  if (resource === undefined)
    return `eni-agent start --eni-id ${parameters.eniId} on one node, or let a cluster do it`;
  const fixes = clusterFixes[clusterShell];
  return `${fixes.cleanUp(resource.id)}, and where it is stopped: ${fixes.start(resource.id)}`;
}

/** How an ENI that is here and does not work is made to work. */
export function recoverFix({ resource, clusterShell, parameters }: DoctorFacts): string {
  return resource === undefined
    ? `eni-agent start --eni-id ${parameters.eniId}`
    : `the next monitor has the cluster recover it; if it does not: ${clusterFixes[clusterShell].cleanUp(resource.id)}`;
}
