import type { AgentLab } from '../../lab/agent-lab.ts';
import { cast } from '../../lab/topology.ts';

/** Who holds the ENI in EC2's own records, and how: `i-… attached`. */
export function holderOf(lab: AgentLab, eniId: string = cast.eni): string {
  const attachment = lab.emulator.cloud.eni(eniId).attachment;
  return attachment === undefined ? 'nobody' : `${attachment.instanceId} ${attachment.status}`;
}

/** The calls of EC2 that change something, real ones only, in order. */
export function changesAsked(lab: AgentLab, after = 0): readonly string[] {
  return ec2Calls(lab, after).filter((call) => !call.startsWith('Describe'));
}

/** All calls of EC2 in order; `(Force)` where one was forced, `(DryRun)` where it was none in earnest. */
export function ec2Calls(lab: AgentLab, after = 0): readonly string[] {
  return lab.emulator.requests
    .after(after)
    .filter(({ service }) => service === 'ec2')
    .map(({ action, parameters }) => {
      const how = ['Force', 'DryRun'].find((flag) => parameters[flag] === 'true');
      return how === undefined ? action : `${action} (${how})`;
    });
}

/** Number of the last request so far: what comes `after` it belongs to what happens next. */
export function lastRequest(lab: AgentLab): number {
  return lab.emulator.requests.after(0).at(-1)?.seq ?? 0;
}
