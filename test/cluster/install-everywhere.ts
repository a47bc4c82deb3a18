import type { LabHost } from './lab-host.ts';
import type { ClusterLabOptions } from './lab-options.ts';
import type { LabParts } from './lab-setup.ts';

// The host's own Node, and what came with it.
const removeNode = `
for name in node nodejs npm; do
  while found=$(command -v "$name"); do rm "$found"; done
done
`;

/** Takes the host's Node off the nodes' PATH and installs the agent, on one node after the other. */
export async function installEverywhere(
  hosts: readonly LabHost[],
  install: NonNullable<ClusterLabOptions['install']>,
  parts: LabParts,
): Promise<void> {
  for (const { node } of hosts) {
    await node.exec(['sh', '-eu', '-c', removeNode]);
    await install(node, parts);
  }
}
