import { isPassing, type AgentError } from '../domain/errors.ts';
import { patience } from '../domain/patience.ts';
import type { ActionContext } from './action-context.ts';
import { createPace } from './pace.ts';
import { tellingError, within } from './within.ts';

/**
 * What EC2 answers, asked again at the usual pace while its refusals may pass: until the deadline, or for some seconds
 * where IAM denies it. Only for calls that may be repeated. Throws the last AgentError.
 */
export async function persist<T>(context: ActionContext, ask: () => Promise<T>): Promise<T> {
  const { ports, deadlineMs } = context;
  const { clock, log } = ports;
  const pace = createPace(ports);
  const firstMs = clock.nowMs();
  let last: AgentError | undefined;
  for (;;) {
    try {
      return await within(clock, deadlineMs, 'EC2', ask());
    } catch (thrown) {
      const error = tellingError(clock, deadlineMs, thrown, last);
      last = error;
      const pauseMs = pace.nextMs({ do: 'wait', why: error.message, for: 'ec2' }, error.kind === 'throttled');
      if (!mayPass(error, clock.nowMs() - firstMs) || clock.nowMs() + pauseMs >= deadlineMs) throw error;
      log.debug(`asking again: ${error.message}`);
      await clock.sleep(pauseMs);
    }
  }
}

function mayPass({ kind }: AgentError, triedMs: number): boolean {
  return kind === 'unauthorized' ? triedMs < patience.deniedMs : isPassing(kind);
}
