import { monitor } from '../actions/monitor.ts';
import { reload } from '../actions/reload.ts';
import { start } from '../actions/start.ts';
import { stop } from '../actions/stop.ts';
import { validateNode } from '../actions/validate.ts';
import type { HeavyActions } from '../ocf/run-action.ts';
import { createPorts, type HeavyOptions } from './create-ports.ts';

/** Everything beyond the kernel but the SDK: EC2, IMDS, `ip`, and the actions that need them. */
export function createHeavyActions(options: HeavyOptions): HeavyActions {
  return {
    createPorts: (parameters) => createPorts(options, parameters).ports,
    start,
    stop,
    monitor,
    reload,
    validateNode,
  };
}
