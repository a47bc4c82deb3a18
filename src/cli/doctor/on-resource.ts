import type { Cib, CibResource } from '../../domain/cluster.ts';
import { skip, when, type Answer } from './check.ts';
import type { DoctorFacts } from './doctor-facts.ts';

/** Answers on the resource of the ENI, where there is a cluster that has one. */
export function onResource(facts: DoctorFacts, answer: (resource: CibResource, cib: Cib) => Answer): Answer {
  return when(facts.cib, (cib) => {
    if (cib === undefined) return skip('no Pacemaker on this node');
    return facts.resource === undefined
      ? skip('the cluster has no resource for this ENI')
      : answer(facts.resource, cib);
  });
}
