import { expect } from 'vitest';
import { cast } from '../lab/topology.ts';
import type { ClusterNode } from './cluster-node.ts';
import { installGuide, readGuide } from './guide.ts';
import type { LabParts } from './lab-setup.ts';

/** Where Pacemaker looks for the agent. */
export const resourceAgent = '/usr/lib/ocf/resource.d/forward3d/eni';

/** What an admin tries on a node before the resource is configured. Nobody may hold the ENI. */
export async function tryAgent(node: ClusterNode, { endpointUrl }: LabParts): Promise<void> {
  const seen = await node.exec(['sh', '-euc', readGuide(installGuide)('see.sh')]);
  expect(seen).toContain('<parameter name="eni_id"');
  expect(await node.exec(['crm', 'ra', 'info', 'ocf:forward3d:eni'])).toContain('eni_id');
  const parameters = ['-o', `eni_id=${cast.eni}`, '-o', `endpoint_url=${endpointUrl}`];
  const tested = await node.exec(['ocf-tester', '-n', 'nat-eni', ...parameters, resourceAgent], {
    timeoutMs: 120_000,
  });
  expect(tested).toContain(`${resourceAgent} passed all tests`);
}
