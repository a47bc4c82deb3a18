import { decideMonitor } from '../domain/decide-monitor.ts';
import type { ActionParameters, ActionResult, KernelPorts } from './action-context.ts';
import { observeKernel } from './observe-link.ts';

/**
 * Level 0: the kernel alone, in no more than a few file reads. undefined when this node never learned the ENI's MAC, so
 * that EC2 has to be asked as a probe does.
 */
export async function monitorKernel(
  parameters: Pick<ActionParameters, 'eniId' | 'interfaceConfig'>,
  ports: KernelPorts,
): Promise<ActionResult | undefined> {
  const facts = await ports.facts.read(parameters.eniId);
  if (facts === undefined) return undefined;
  const verdict = decideMonitor({
    link: await observeKernel(ports, facts, parameters.interfaceConfig),
    ec2: { kind: 'not-asked' },
    me: undefined,
    sourceDestCheck: undefined,
    patienceOver: true,
    retriesOver: true,
  });
  if (verdict.outcome === 'read-again') throw new Error('a verdict with all patience over');
  return verdict;
}
