import { asAgentError, isPassing, type AgentError } from '../domain/errors.ts';
import type { InstanceView } from '../domain/observation.ts';
import type { ActionContext } from './action-context.ts';
import { tellingError, within } from './within.ts';

const retryMs = 300;
const viewMs = 3_000;
/** How long it is left at that, at most, when an instance could not be described. */
const unknownMs = 30_000;

/** This node's instance id, asked for again until it is known. Throws AgentError when time runs out or no asking helps. */
export async function knowInstance({ ports, deadlineMs }: ActionContext): Promise<string> {
  let last: AgentError | undefined;
  for (;;) {
    try {
      return await within(
        ports.clock,
        deadlineMs,
        'the sources of the instance id',
        ports.identity.instanceId(),
      );
    } catch (thrown) {
      const error = tellingError(ports.clock, deadlineMs, thrown, last);
      last = error;
      const mayPass = error.kind === 'identity' || isPassing(error.kind);
      if (!mayPass || ports.clock.nowMs() + retryMs >= deadlineMs) throw error;
      await ports.clock.sleep(retryMs);
    }
  }
}

/** This node's instance id, or undefined when it cannot be told by `untilMs`: the kernel then decides what is here. */
export async function tryInstance({ ports }: ActionContext, untilMs: number): Promise<string | undefined> {
  try {
    return await within(ports.clock, untilMs, 'the sources of the instance id', ports.identity.instanceId());
  } catch (error) {
    ports.log.debug(asAgentError(error).message);
    return undefined;
  }
}

/**
 * Looks at an instance, and keeps the picture for `freshMs`. What EC2 does not tell in a few seconds is `unknown` for a
 * while: the picture helps, and nobody may wait for it while the ENI itself can be seen.
 */
export function instanceViewer(
  { ports, deadlineMs }: ActionContext,
  freshMs: number,
): (instanceId: string | undefined) => Promise<InstanceView> {
  let last: { instanceId: string; untilMs: number; view: Promise<InstanceView> } | undefined;
  return (instanceId) => {
    if (instanceId === undefined) return Promise.resolve({ kind: 'unknown' });
    const nowMs = ports.clock.nowMs();
    if (last?.instanceId === instanceId && nowMs < last.untilMs) return last.view;
    const view = within(
      ports.clock,
      Math.min(deadlineMs, nowMs + viewMs),
      'EC2',
      ports.surroundings.describeInstance(instanceId),
    ).then(
      (instance): InstanceView => ({ kind: 'known', instance }),
      (error: unknown): InstanceView => {
        ports.log.debug(`${instanceId} could not be described: ${asAgentError(error).message}`);
        look.untilMs = Math.min(look.untilMs, nowMs + unknownMs);
        return { kind: 'unknown' };
      },
    );
    const look = { instanceId, untilMs: nowMs + freshMs, view };
    last = look;
    return view;
  };
}
