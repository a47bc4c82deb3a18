import type {
  ActionContext,
  ActionParameters,
  ActionResult,
  KernelPorts,
  Ports,
} from '../actions/action-context.ts';
import { monitorKernel } from '../actions/monitor-kernel.ts';
import { within } from '../actions/within.ts';
import { AgentError } from '../domain/errors.ts';
import type { Clock } from '../domain/ports.ts';
import type { ActionName } from './actions.ts';
import { deadlineMs, isProbe, type OcfEnvironment } from './environment.ts';
import type { OcfParameters } from './parameters.ts';

/** The actions that need more than the kernel: loaded when one of them is asked for. */
export interface HeavyActions {
  readonly createPorts: (parameters: OcfParameters) => Ports;
  readonly start: (context: ActionContext) => Promise<ActionResult>;
  readonly stop: (context: ActionContext) => Promise<ActionResult>;
  readonly monitor: (context: ActionContext) => Promise<ActionResult>;
  readonly reload: (context: ActionContext) => Promise<ActionResult>;
  readonly validateNode: (context: ActionContext) => Promise<ActionResult>;
}

export interface ActionTools {
  readonly clock: Clock;
  readonly kernel: KernelPorts;
  readonly loadHeavyActions: () => HeavyActions;
}

/** From this level on monitor and validate-all ask EC2. */
const deepLevel = 10;
const mostReserveMs = 500;

/**
 * Carries out an action within its time. It is asked to end a little before the deadline, with its own reason; what hangs
 * beyond all inner limits ends at the deadline with a general one. Throws AgentError.
 */
export async function runAction(
  action: ActionName,
  parameters: OcfParameters,
  environment: OcfEnvironment,
  tools: ActionTools,
): Promise<ActionResult> {
  const known = await withoutEc2(action, parameters, environment, tools.kernel);
  if (known !== undefined) return known;
  const hardMs = deadlineMs(environment.timeoutMs);
  const softMs = hardMs - Math.min(mostReserveMs, hardMs / 5);
  const work = perform(action, parameters, tools, softMs);
  return within(tools.clock, hardMs, `${action} itself`, work).catch((error: unknown) => {
    if (tools.clock.nowMs() < hardMs) throw error;
    throw new AgentError(
      'deadline',
      `${parameters.eniId}: ${action} did not end within ${Math.round(hardMs)} ms`,
      {
        cause: error,
      },
    );
  });
}

/**
 * The answer where a few reads of the kernel give it, without a deadline: nothing could interrupt reads, and arming a
 * timer costs more than they do. undefined: EC2 has to be asked.
 */
async function withoutEc2(
  action: ActionName,
  parameters: OcfParameters,
  environment: OcfEnvironment,
  kernel: KernelPorts,
): Promise<ActionResult | undefined> {
  if (environment.checkLevel >= deepLevel) return undefined;
  if (action === 'validate-all') return { outcome: 'done' };
  const recurring = action === 'monitor' && !isProbe(action, environment);
  return recurring ? monitorKernel(parameters, kernel) : undefined;
}

async function perform(
  action: ActionName,
  parameters: OcfParameters,
  tools: ActionTools,
  softMs: number,
): Promise<ActionResult> {
  const heavy = tools.loadHeavyActions();
  const context = {
    parameters: parameters satisfies ActionParameters,
    ports: heavy.createPorts(parameters),
    deadlineMs: softMs,
  };
  switch (action) {
    case 'start':
      return heavy.start(context);
    case 'stop':
      return heavy.stop(context);
    case 'monitor':
      return heavy.monitor(context);
    case 'reload-agent':
      return heavy.reload(context);
    case 'validate-all':
      return heavy.validateNode(context);
  }
}
