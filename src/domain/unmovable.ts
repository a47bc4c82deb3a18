import { isPrimary, type Eni, type Instance } from './eni.ts';
import type { ErrorKind } from './errors.ts';
import { describeEniPlace } from './observation.ts';

/** Why something can never be done, for a person to read. */
export interface Refusal {
  readonly kind: ErrorKind;
  readonly reason: string;
}

/** Why nobody may move this ENI, wherever it is and wherever it is to go. */
export function unmovable(eni: Eni): Refusal | undefined {
  if (eni.managed) {
    const reason = `${eni.eniId} is managed by an AWS service and cannot be attached by anybody else`;
    return { kind: 'not-permitted', reason };
  }
  if (!isPrimary(eni.attachment)) return undefined;
  return {
    kind: 'not-permitted',
    reason: `${describeEniPlace(eni)} as its primary interface, which cannot be moved: eni_id must name another one`,
  };
}

/** Why this instance can never hold the ENI: EC2 attaches within one Availability Zone only. */
export function misplaced(eni: Eni, instance: Instance): Refusal | undefined {
  const { instanceId, availabilityZone } = instance;
  if (eni.availabilityZone === availabilityZone) return undefined;
  return {
    kind: 'node-unsuitable',
    reason: `${eni.eniId} is in ${eni.availabilityZone} and ${instanceId} in ${availabilityZone}: both must be in one Availability Zone`,
  };
}
