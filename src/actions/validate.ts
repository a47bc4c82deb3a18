import { AgentError, isAgentError } from '../domain/errors.ts';
import { lowestFreeIndex } from '../domain/device-slot.ts';
import type { Instance } from '../domain/eni.ts';
import { rights, type AttachRequest } from '../domain/ports.ts';
import { misplaced, unmovable } from '../domain/unmovable.ts';
import type { ActionContext, ActionResult } from './action-context.ts';
import { knowInstance } from './know-instance.ts';
import { persist } from './persist.ts';
import { within } from './within.ts';

/**
 * validate-all at OCF_CHECK_LEVEL 10: can this very node hold the ENI? Identity, tools, credentials, the ENI itself,
 * zone, a free slot, and each IAM right with DryRun. Changes nothing. Throws AgentError with the first thing that is
 * wrong.
 */
export async function validateNode(context: ActionContext): Promise<ActionResult> {
  const { parameters, ports, deadlineMs } = context;
  await within(ports.clock, deadlineMs, 'ip', ports.host.checkTools());
  const me = await knowInstance(context);
  const [eni, self] = await Promise.all([
    persist(context, () => ports.enis.describeEni(parameters.eniId)),
    persist(context, () => ports.surroundings.describeInstance(me)),
  ]);
  const refusal = unmovable(eni) ?? misplaced(eni, self);
  if (refusal !== undefined) throw new AgentError(refusal.kind, refusal.reason);
  const taken = self.interfaces.filter((slot) => slot.eniId !== eni.eniId);
  await checkSlots(context, self, taken.filter((slot) => slot.networkCardIndex === 0).length);
  const request: AttachRequest = {
    eniId: eni.eniId,
    instanceId: me,
    deviceIndex: parameters.deviceIndex === 'auto' ? lowestFreeIndex(taken, []) : parameters.deviceIndex,
    networkCardIndex: 0,
  };
  const answers = await Promise.all(
    rights.map(async (right) => ({
      right,
      answer: await persist(context, () => ports.rights.probeRight(right, request)),
    })),
  );
  const denied = answers.filter(({ answer }) => answer === 'denied').map(({ right }) => `ec2:${right}`);
  if (denied.length > 0) {
    throw new AgentError('unauthorized', `the credentials of ${me} lack the IAM right ${denied.join(', ')}`);
  }
  return { outcome: 'done' };
}

async function checkSlots(context: ActionContext, self: Instance, taken: number): Promise<void> {
  const most = await persist(context, () => maximumInterfaces(context, self.instanceType));
  if (taken < most) return;
  throw new AgentError(
    'node-unsuitable',
    `${self.instanceId} (${self.instanceType}) already has ${taken} of at most ${most} interfaces: no slot is free`,
  );
}

/** The right to ask this is not needed for anything else, so without it the limit is left unchecked. */
async function maximumInterfaces({ ports }: ActionContext, instanceType: string): Promise<number> {
  try {
    return await ports.surroundings.maximumInterfaces(instanceType);
  } catch (error) {
    if (!isAgentError(error) || error.kind !== 'unauthorized') throw error;
    ports.log.warn(`free slots were not checked: ${error.message}`);
    return Infinity;
  }
}
