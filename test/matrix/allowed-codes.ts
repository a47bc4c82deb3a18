import { exitCodes } from '../../src/ocf/exit-codes.ts';
import type { Fault, Nature } from './fault-class.ts';
import type { Situation } from './situation.ts';

const {
  OCF_SUCCESS: ok,
  OCF_ERR_GENERIC: failed,
  OCF_ERR_ARGS: node,
  OCF_ERR_PERM: denied,
  OCF_ERR_INSTALLED: missing,
  OCF_ERR_CONFIGURED: wrong,
  OCF_NOT_RUNNING: absent,
  OCF_DEGRADED: degraded,
} = exitCodes;

/**
 * What an action may answer while a call of it meets this fault. 0 of start, stop and reload-agent is held against EC2
 * and the host besides: here it only says that the action may have found its way. A lost chance never costs a service
 * that works: a monitor of it admits 190 at the most, a stop fails with 1.
 */
export function allowedCodes(situation: Situation, fault: Fault, lasting: boolean): readonly number[] {
  if (fault.nature === 'harmless') return [undisturbed(situation)];
  if (fault.nature === 'passing' && !lasting) return [undisturbed(situation)];
  switch (situation.exitAction) {
    case 'start':
      return [ok, failed, ...(fault.service === 'ec2' ? hardCodes[fault.nature] : [])];
    case 'validate-all':
      return [ok, failed, ...(fault.service === 'ec2' ? hardCodes[fault.nature] : [])];
    case 'reload-agent':
      return [ok, failed, ...(fault.nature === 'malformed-id' ? [wrong] : [])];
    case 'stop':
      // Where the kernel proves that it is not here, stop may say so whatever EC2 says; without the ENI's MAC that takes
      // the metadata service, in what little time is left when EC2 took all of it.
      return situation.holder !== 'here' && !(situation.firstTime && lasting) ? [ok] : [ok, failed];
    case 'monitor':
    case 'probe':
      return monitorCodes(situation, fault, lasting);
  }
}

/** What Pacemaker is told where nothing is wrong. */
export function undisturbed({ action, holder }: Situation): number {
  return action === 'monitor' && holder !== 'here' ? absent : ok;
}

/** Codes that keep the resource from a node, or from all: only for a refusal of EC2 that says so. */
const hardCodes: Readonly<Record<Nature, readonly number[]>> = {
  harmless: [],
  passing: [],
  stale: [],
  refused: [],
  conflict: [node],
  'not-found': [node],
  unsuitable: [node],
  denied: [denied],
  forbidden: [wrong],
  'malformed-id': [wrong],
};

function monitorCodes(situation: Situation, fault: Fault, lasting: boolean): readonly number[] {
  const { exitAction, holder, firstTime } = situation;
  if (holder === 'here') {
    // EC2 denies steadily what the kernel shows.
    const contradicted = fault.nature === 'stale' && lasting;
    return contradicted ? [ok, degraded, failed] : [ok, degraded];
  }
  // Where neither EC2 nor the metadata service can tell what the links of this node are.
  const cannotTell = exitAction === 'probe' ? missing : failed;
  return firstTime && lasting ? [absent, cannotTell] : [absent];
}
