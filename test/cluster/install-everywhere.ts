import type { LabHost } from './lab-host.ts';
import type { ClusterLabOptions } from './lab-options.ts';
import type { LabParts } from './lab-setup.ts';

// The host's own Node goes, and what came with it. dpkg need not make the index of all manual pages, of which the node has
// none yet, nor wait for the disk.
const makeBare = `
for name in node nodejs npm; do
  while found=$(command -v "$name"); do rm "$found"; done
done
mkdir -p /etc/dpkg/dpkg.cfg.d
printf 'no-triggers\\nforce-unsafe-io\\n' >/etc/dpkg/dpkg.cfg.d/laboratory
`;

/** Takes the host's Node off the nodes' PATH and installs the agent, on one node after the other. */
export async function installEverywhere(
  hosts: readonly LabHost[],
  install: NonNullable<ClusterLabOptions['install']>,
  parts: LabParts,
): Promise<void> {
  for (const { node } of hosts) {
    await node.exec(['sh', '-eu', '-c', makeBare]);
    await install(node, parts);
  }
}
